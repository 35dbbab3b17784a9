public import JSON
public import Machinery

extension CustomResourceDefinition {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        fields.ignore("apiVersion", "kind")
        metadata = try fields.value("metadata", default: ObjectMeta())
        spec = try fields.required("spec")
        status = try fields.value("status", default: Status())
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder(Self.resourceType, metadata)
        fields.set("spec", spec)
        fields.setUnlessEmpty("status", status)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.Spec {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        group = try fields.required("group")
        names = try fields.required("names")
        scope = try fields.required("scope")
        versions = try fields.required("versions")
        conversion = try fields.optional("conversion")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("group", group)
        fields.set("names", names)
        fields.set("scope", scope)
        fields.set("versions", versions)
        fields.set("conversion", conversion)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.Names {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        plural = try fields.required("plural")
        singular = try fields.value("singular", default: "")
        kind = try fields.required("kind")
        listKind = try fields.value("listKind", default: "")
        shortNames = try fields.value("shortNames", default: [])
        categories = try fields.value("categories", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("plural", plural)
        fields.setUnlessEmpty("singular", singular)
        fields.setUnlessEmpty("shortNames", shortNames)
        fields.set("kind", kind)
        fields.setUnlessEmpty("listKind", listKind)
        fields.setUnlessEmpty("categories", categories)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.Version {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        name = try fields.required("name")
        served = try fields.required("served")
        storage = try fields.required("storage")
        deprecated = try fields.optional("deprecated")
        deprecationWarning = try fields.optional("deprecationWarning")
        schema = try fields.optional("schema", as: SchemaHolder.self)?.openAPIV3Schema
        subresources = try fields.optional("subresources")
        additionalPrinterColumns = try fields.value("additionalPrinterColumns", default: [])
        selectableFields = try fields.value("selectableFields", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("name", name)
        fields.set("served", served)
        fields.set("storage", storage)
        fields.set("deprecated", deprecated)
        fields.set("deprecationWarning", deprecationWarning)
        fields.set("schema", schema.map { SchemaHolder($0) })
        fields.set("subresources", subresources)
        fields.setUnlessEmpty("selectableFields", selectableFields)
        fields.setUnlessEmpty("additionalPrinterColumns", additionalPrinterColumns)
        return fields.json(adding: unknownFields)
    }
}

/// `CustomResourceValidation`, which has one member and will have no other.
private struct SchemaHolder: JSONRepresentable {
    var openAPIV3Schema: JSONValue

    init(_ schema: JSONValue) {
        openAPIV3Schema = schema
    }

    init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        openAPIV3Schema = try fields.required("openAPIV3Schema")
    }

    var json: JSONValue { ["openAPIV3Schema": openAPIV3Schema] }
}

extension CustomResourceDefinition.Subresources {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        hasStatus = try fields.optional("status", as: JSONObject.self) != nil
        scale = try fields.optional("scale")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("status", hasStatus ? JSONObject() : nil)
        fields.set("scale", scale)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.Scale {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        specReplicasPath = try fields.required("specReplicasPath")
        statusReplicasPath = try fields.required("statusReplicasPath")
        labelSelectorPath = try fields.optional("labelSelectorPath")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("specReplicasPath", specReplicasPath)
        fields.set("statusReplicasPath", statusReplicasPath)
        fields.set("labelSelectorPath", labelSelectorPath)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.PrinterColumn {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        name = try fields.required("name")
        type = try fields.required("type")
        format = try fields.value("format", default: "")
        description = try fields.value("description", default: "")
        priority = try fields.value("priority", default: 0)
        jsonPath = try fields.required("jsonPath")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("name", name)
        fields.set("type", type)
        fields.setUnlessEmpty("format", format)
        fields.setUnlessEmpty("description", description)
        fields.set("priority", priority == 0 ? nil : priority)
        fields.set("jsonPath", jsonPath)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.SelectableField {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        jsonPath = try fields.required("jsonPath")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("jsonPath", jsonPath)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.Conversion {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        strategy = try fields.value("strategy", default: .none)
        webhook = try fields.optional("webhook")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("strategy", strategy)
        fields.set("webhook", webhook)
        return fields.json(adding: unknownFields)
    }
}

extension CustomResourceDefinition.Status {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        conditions = try fields.value("conditions", default: [])
        acceptedNames = try fields.optional("acceptedNames")
        storedVersions = try fields.value("storedVersions", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("conditions", conditions)
        fields.set("acceptedNames", acceptedNames)
        fields.setUnlessEmpty("storedVersions", storedVersions)
        return fields.json(adding: unknownFields)
    }
}
