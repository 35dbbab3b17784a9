import JSON

extension MergeType {
    /// `metav1.ObjectMeta`, whose rules hold for every kind. A test sees to it that the text can be read.
    static let objectMeta: MergeType = {
        let schema = try? StructuralSchema(openAPI: JSONValue(parsing: text))
        return schema.map { .schema($0, preserves: false, isResource: false) } ?? .undeclared
    }()

    private static let text = #"""
        {"type":"object","properties":{
        "annotations":{"type":"object","additionalProperties":{"type":"string"}},
        "creationTimestamp":{"type":"string","format":"date-time"},
        "deletionGracePeriodSeconds":{"type":"integer","format":"int64"},
        "deletionTimestamp":{"type":"string","format":"date-time"},
        "finalizers":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
        "generateName":{"type":"string"},"generation":{"type":"integer","format":"int64"},
        "labels":{"type":"object","additionalProperties":{"type":"string"}},
        "managedFields":{"type":"array","x-kubernetes-list-type":"atomic","items":{"type":"object","properties":{
        "apiVersion":{"type":"string"},"fieldsType":{"type":"string"},
        "fieldsV1":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"manager":{"type":"string"},
        "operation":{"type":"string"},"subresource":{"type":"string"},"time":{"type":"string","format":"date-time"}}}},
        "name":{"type":"string"},"namespace":{"type":"string"},
        "ownerReferences":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["uid"],"items":{
        "type":"object","x-kubernetes-map-type":"atomic","required":["uid"],"properties":{"apiVersion":{"type":"string"},
        "blockOwnerDeletion":{"type":"boolean"},"controller":{"type":"boolean"},"kind":{"type":"string"},
        "name":{"type":"string"},"uid":{"type":"string"}}}},
        "resourceVersion":{"type":"string"},"selfLink":{"type":"string"},"uid":{"type":"string"}}}
        """#
}
