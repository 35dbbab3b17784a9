public import JSON
public import Machinery

/// `core/v1 Node`, as far as those who manage machines look at it.
public struct Node: Resource {
    public static let resourceType = ResourceType(
        group: "", version: "v1", kind: "Node", plural: "nodes", isNamespaced: false, shortNames: ["no"])

    public var metadata: ObjectMeta
    public var spec: Spec
    public var status: Status
    public var unknownFields = JSONObject()

    public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec(), status: Status = Status()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// Whether the node says that it can run Pods.
    public var isReady: Bool { status.conditions.isTrue(ConditionType.ready) }

    public struct Spec: JSONRepresentable {
        /// The machine's identity at its provider: `openstack:///…`.
        public var providerID: String
        public var podCIDR: String
        public var podCIDRs: [String]
        /// Whether no new Pods may be placed on the node (`kubectl cordon`).
        public var unschedulable: Bool?
        public var taints: [Taint]
        public var unknownFields = JSONObject()

        public init(
            providerID: String = "", podCIDR: String = "", podCIDRs: [String] = [], unschedulable: Bool? = nil,
            taints: [Taint] = []
        ) {
            self.providerID = providerID
            self.podCIDR = podCIDR
            self.podCIDRs = podCIDRs
            self.unschedulable = unschedulable
            self.taints = taints
        }
    }

    public struct Status: JSONRepresentable {
        public var addresses: [Address]
        public var conditions: [CoreCondition]
        public var nodeInfo: SystemInfo?
        /// Quantities by the name of their resource.
        public var capacity: [String: String]
        public var allocatable: [String: String]
        public var unknownFields = JSONObject()

        public init(
            addresses: [Address] = [], conditions: [CoreCondition] = [], nodeInfo: SystemInfo? = nil,
            capacity: [String: String] = [:], allocatable: [String: String] = [:]
        ) {
            self.addresses = addresses
            self.conditions = conditions
            self.nodeInfo = nodeInfo
            self.capacity = capacity
            self.allocatable = allocatable
        }
    }

    public struct Address: JSONRepresentable {
        public var type: AddressType
        public var address: String
        public var unknownFields = JSONObject()

        public init(type: AddressType, address: String) {
            self.type = type
            self.address = address
        }
    }

    public struct AddressType: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let hostName: Self = "Hostname"
        public static let internalIP: Self = "InternalIP"
        public static let externalIP: Self = "ExternalIP"
        public static let internalDNS: Self = "InternalDNS"
        public static let externalDNS: Self = "ExternalDNS"
    }

    /// The types of the conditions that every node has.
    public enum ConditionType {
        public static let ready = "Ready"
        public static let memoryPressure = "MemoryPressure"
        public static let diskPressure = "DiskPressure"
        public static let pidPressure = "PIDPressure"
        public static let networkUnavailable = "NetworkUnavailable"
    }

    /// `core/v1 NodeSystemInfo`: what runs on the node.
    public struct SystemInfo: JSONRepresentable {
        public var machineID = ""
        public var systemUUID = ""
        public var bootID = ""
        public var kernelVersion = ""
        public var osImage = ""
        public var containerRuntimeVersion = ""
        public var kubeletVersion = ""
        public var kubeProxyVersion = ""
        public var operatingSystem = ""
        public var architecture = ""
        public var unknownFields = JSONObject()

        public init() {}
    }
}
