public import JSON
public import Machinery

/// `core/v1 ObjectReference`: another object, in this namespace or another. Absent strings are empty.
public struct ObjectReference: JSONRepresentable {
    public var apiVersion: String
    public var kind: String
    public var namespace: String
    public var name: String
    public var uid: String
    public var resourceVersion: String
    public var fieldPath: String
    public var unknownFields = JSONObject()

    public init(
        apiVersion: String = "", kind: String = "", namespace: String = "", name: String = "", uid: String = "",
        resourceVersion: String = "", fieldPath: String = ""
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.fieldPath = fieldPath
    }

    /// A reference to an object by kind and name.
    public init(to object: some Resource) {
        let type = Swift.type(of: object).resourceType
        self.init(
            apiVersion: type.apiVersion, kind: type.kind, namespace: object.metadata.namespace,
            name: object.metadata.name)
    }

    public var groupVersionKind: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
    public var groupKind: GroupKind { groupVersionKind.groupKind }
    public var namespacedName: NamespacedName { NamespacedName(namespace: namespace, name: name) }
}

extension ObjectReference: SchemaProviding {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        apiVersion = try fields.value("apiVersion", default: "")
        kind = try fields.value("kind", default: "")
        namespace = try fields.value("namespace", default: "")
        name = try fields.value("name", default: "")
        uid = try fields.value("uid", default: "")
        resourceVersion = try fields.value("resourceVersion", default: "")
        fieldPath = try fields.value("fieldPath", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("apiVersion", apiVersion)
        fields.setUnlessEmpty("kind", kind)
        fields.setUnlessEmpty("namespace", namespace)
        fields.setUnlessEmpty("name", name)
        fields.setUnlessEmpty("uid", uid)
        fields.setUnlessEmpty("resourceVersion", resourceVersion)
        fields.setUnlessEmpty("fieldPath", fieldPath)
        return fields.json(adding: unknownFields)
    }

    public static let schema = SchemaText.schema(
        #"""
        {"description": "A reference to another object.", "type": "object", "x-kubernetes-map-type": "atomic", "properties": {
        "apiVersion": {"description": "The group and version of the object's API.", "type": "string"},
        "kind": {"description": "The kind of the object.", "type": "string"},
        "namespace": {"description": "The namespace of the object.", "type": "string"},
        "name": {"description": "The name of the object.", "type": "string"},
        "uid": {"description": "The identity of the object; an object of the same name made later has another.", "type": "string"},
        "resourceVersion": {"description": "The version of the object that is meant, if one is.", "type": "string"},
        "fieldPath": {"description": "The part of the object that is meant, if one is, as a path of fields.", "type": "string"}
        }}
        """#)
}

/// `core/v1 LocalObjectReference`: an object of a known kind in the same namespace.
public struct LocalObjectReference: JSONRepresentable {
    public var name: String
    public var unknownFields = JSONObject()

    public init(name: String) {
        self.name = name
    }
}

extension LocalObjectReference: SchemaProviding {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        name = try fields.value("name", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("name", name)
        return fields.json(adding: unknownFields)
    }

    public static let schema = SchemaText.schema(
        #"""
        {"description": "A reference to an object in the same namespace.", "type": "object", "x-kubernetes-map-type": "atomic",
        "properties": {"name": {"description": "The name of the object.", "type": "string"}}}
        """#)
}
