public import JSON
public import Machinery

extension Node {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        fields.ignore("apiVersion", "kind")
        metadata = try fields.value("metadata", default: ObjectMeta())
        spec = try fields.value("spec", default: Spec())
        status = try fields.value("status", default: Status())
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder(Self.resourceType, metadata)
        fields.setUnlessEmpty("spec", spec)
        fields.setUnlessEmpty("status", status)
        return fields.json(adding: unknownFields)
    }
}

extension Node.Spec {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        providerID = try fields.value("providerID", default: "")
        podCIDR = try fields.value("podCIDR", default: "")
        podCIDRs = try fields.value("podCIDRs", default: [])
        unschedulable = try fields.optional("unschedulable")
        taints = try fields.value("taints", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("podCIDR", podCIDR)
        fields.setUnlessEmpty("podCIDRs", podCIDRs)
        fields.setUnlessEmpty("providerID", providerID)
        fields.set("unschedulable", unschedulable)
        fields.setUnlessEmpty("taints", taints)
        return fields.json(adding: unknownFields)
    }
}

extension Node.Status {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        addresses = try fields.value("addresses", default: [])
        conditions = try fields.value("conditions", default: [])
        nodeInfo = try fields.optional("nodeInfo")
        capacity = try fields.value("capacity", default: [:])
        allocatable = try fields.value("allocatable", default: [:])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("capacity", capacity)
        fields.setUnlessEmpty("allocatable", allocatable)
        fields.setUnlessEmpty("conditions", conditions)
        fields.setUnlessEmpty("addresses", addresses)
        fields.set("nodeInfo", nodeInfo)
        return fields.json(adding: unknownFields)
    }
}

extension Node.Address {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        type = try fields.required("type")
        address = try fields.value("address", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("type", type)
        fields.set("address", address)
        return fields.json(adding: unknownFields)
    }
}

extension Node.SystemInfo {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        machineID = try fields.value("machineID", default: "")
        systemUUID = try fields.value("systemUUID", default: "")
        bootID = try fields.value("bootID", default: "")
        kernelVersion = try fields.value("kernelVersion", default: "")
        osImage = try fields.value("osImage", default: "")
        containerRuntimeVersion = try fields.value("containerRuntimeVersion", default: "")
        kubeletVersion = try fields.value("kubeletVersion", default: "")
        kubeProxyVersion = try fields.value("kubeProxyVersion", default: "")
        operatingSystem = try fields.value("operatingSystem", default: "")
        architecture = try fields.value("architecture", default: "")
        unknownFields = fields.rest
    }

    /// The API requires all of these, so they are written even when empty.
    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("machineID", machineID)
        fields.set("systemUUID", systemUUID)
        fields.set("bootID", bootID)
        fields.set("kernelVersion", kernelVersion)
        fields.set("osImage", osImage)
        fields.set("containerRuntimeVersion", containerRuntimeVersion)
        fields.set("kubeletVersion", kubeletVersion)
        fields.set("kubeProxyVersion", kubeProxyVersion)
        fields.set("operatingSystem", operatingSystem)
        fields.set("architecture", architecture)
        return fields.json(adding: unknownFields)
    }
}
