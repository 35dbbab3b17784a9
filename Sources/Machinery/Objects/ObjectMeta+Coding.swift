public import JSON

extension ObjectMeta {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        name = try fields.value("name", default: "")
        generateName = try fields.value("generateName", default: "")
        namespace = try fields.value("namespace", default: "")
        uid = try fields.value("uid", default: "")
        resourceVersion = try fields.value("resourceVersion", default: "")
        generation = try fields.value("generation", default: 0)
        creationTimestamp = try fields.optional("creationTimestamp")
        deletionTimestamp = try fields.optional("deletionTimestamp")
        deletionGracePeriodSeconds = try fields.optional("deletionGracePeriodSeconds")
        labels = try fields.value("labels", default: [:])
        annotations = try fields.value("annotations", default: [:])
        ownerReferences = try fields.value("ownerReferences", default: [])
        finalizers = try fields.value("finalizers", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("name", name)
        fields.setUnlessEmpty("generateName", generateName)
        fields.setUnlessEmpty("namespace", namespace)
        fields.setUnlessEmpty("uid", uid)
        fields.setUnlessEmpty("resourceVersion", resourceVersion)
        fields.set("generation", generation == 0 ? nil : generation)
        fields.set("creationTimestamp", creationTimestamp)
        fields.set("deletionTimestamp", deletionTimestamp)
        fields.set("deletionGracePeriodSeconds", deletionGracePeriodSeconds)
        fields.setUnlessEmpty("labels", labels)
        fields.setUnlessEmpty("annotations", annotations)
        fields.setUnlessEmpty("ownerReferences", ownerReferences)
        fields.setUnlessEmpty("finalizers", finalizers)
        return fields.json(adding: unknownFields)
    }
}

extension OwnerReference {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        apiVersion = try fields.required("apiVersion")
        kind = try fields.required("kind")
        name = try fields.required("name")
        uid = try fields.required("uid")
        controller = try fields.optional("controller")
        blockOwnerDeletion = try fields.optional("blockOwnerDeletion")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("apiVersion", apiVersion)
        fields.set("kind", kind)
        fields.set("name", name)
        fields.set("uid", uid)
        fields.set("controller", controller)
        fields.set("blockOwnerDeletion", blockOwnerDeletion)
        return fields.json(adding: unknownFields)
    }
}
