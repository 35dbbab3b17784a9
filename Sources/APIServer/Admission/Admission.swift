public import KubernetesClient
public import Machinery

/// A say in every write of the kinds it is registered for, over HTTP and in process alike.
public protocol AdmissionPlugin: Sendable {
    /// Changes the object before it is checked against its schema: defaults that depend on more than a schema can say.
    func mutate(_ request: inout AdmissionRequest) async throws

    /// Refuses the write by throwing an ``APIStatus``: `invalid` with the field's path where one field is at fault.
    func validate(_ request: inout AdmissionRequest) async throws
}

extension AdmissionPlugin {
    public func mutate(_ request: inout AdmissionRequest) async throws {}
    public func validate(_ request: inout AdmissionRequest) async throws {}
}

/// One write on its way to the store.
public struct AdmissionRequest: Sendable {
    public enum Operation: String, Sendable { case create = "CREATE", update = "UPDATE", delete = "DELETE" }

    public let operation: Operation
    /// In the storage version, in which the objects are too.
    public let resource: ResourceType
    /// `status`, or `nil` for a write of the object itself, through `scale` too.
    public let subresource: String?
    public let namespace: String
    /// Empty for a create with `generateName` until the name is made.
    public let name: String
    public let user: UserInfo
    public let isDryRun: Bool
    /// Reads the plane as its administrator.
    public let client: any Client
    /// What is to be stored; `nil` for a delete.
    public var object: Unstructured?
    /// What is stored now; `nil` for a create.
    public let oldObject: Unstructured?
    /// Sentences for the sender.
    public var warnings: [String] = []
}

/// The plugins of a plane.
public struct AdmissionChain: Sendable {
    private var plugins: [GroupKind: [any AdmissionPlugin]] = [:]
    private var general: [any AdmissionPlugin] = []

    public init() {}

    /// Adds a plugin for one kind.
    public mutating func register(_ plugin: any AdmissionPlugin, for kind: GroupKind) {
        plugins[kind, default: []].append(plugin)
    }

    /// Adds a plugin for all kinds; it runs after those of one kind.
    public mutating func register(_ plugin: any AdmissionPlugin) {
        general.append(plugin)
    }

    func plugins(for kind: GroupKind) -> [any AdmissionPlugin] {
        (plugins[kind] ?? []) + general
    }
}
