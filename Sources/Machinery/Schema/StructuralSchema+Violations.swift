import JSON

extension StructuralSchema {
    /// What Kubernetes would refuse a CustomResourceDefinition with this schema for: the rules of structural schemas
    /// (KEP-1693), of the extensions, and of defaults, in Kubernetes' words.
    ///
    /// - Parameter path: The path of the schema: `spec.versions[0].schema.openAPIV3Schema`.
    public func violations(at path: String) -> [FieldError] {
        var check = SchemaCheck()
        check.check(self, at: path, .root)
        return check.errors
    }
}

/// One walk of a schema against the rules for schemas.
struct SchemaCheck {
    /// Where in the schema of a resource a schema stands.
    enum Level { case root, field, item }

    private(set) var errors: [FieldError] = []

    mutating func report(_ error: FieldError) { errors.append(error) }

    mutating func check(_ schema: StructuralSchema, at path: String, _ level: Level) {
        checkKeywords(schema.openAPI, at: path)
        checkType(schema, at: path, level)
        checkExtensions(schema, at: path)
        checkListType(schema, at: path)
        if level == .root || schema.isEmbeddedResource { checkResource(schema, at: path, isRoot: level == .root) }
        for name in schema.propertyNames {
            if let property = schema.properties[name] { check(property, at: "\(path).properties[\(name)]", .field) }
        }
        if let additional = schema.additionalProperties?.schema {
            check(additional, at: "\(path).additionalProperties", .field)
        }
        if let items = schema.items { check(items, at: "\(path).items", .item) }
        checkLogic(schema.rules, within: schema, at: path, of: path)
        checkDefault(schema, at: path)
    }

    /// Keywords that schemas of CustomResourceDefinitions must not have, or not with this value.
    mutating func checkKeywords(_ json: JSONValue, at path: String) {
        for keyword in ["$ref", "id", "additionalItems", "patternProperties", "definitions", "dependencies"]
        where !(json[keyword] ?? .null).isNull {
            report(.forbidden("\(path).\(keyword)", "\(keyword) is not supported"))
        }
        if json["uniqueItems"] == true {
            report(
                .forbidden(
                    "\(path).uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
        if json["additionalProperties"] == false {
            report(.forbidden("\(path).additionalProperties", "additionalProperties cannot be set to false"))
        }
        if let properties = json["properties"]?.objectValue, !properties.isEmpty,
            !(json["additionalProperties"] ?? .null).isNull
        {
            report(
                .forbidden("\(path).additionalProperties", "additionalProperties and properties are mutual exclusive"))
        }
        if case .array? = json["items"] {
            report(.forbidden("\(path).items", "items must be a schema object and not an array"))
        }
    }

    private mutating func checkType(_ schema: StructuralSchema, at path: String, _ level: Level) {
        let field = "\(path).type"
        let written = schema.openAPI["type"]?.stringValue ?? ""
        if written == "null" {
            report(.forbidden(field, "type cannot be set to null, use nullable as an alternative"))
        } else if !written.isEmpty, schema.type == nil {
            report(
                .notSupported(field, .string(written), supported: StructuralSchema.ValueType.allCases.map(\.rawValue)))
        }
        if schema.isEmbeddedResource {
            requireType(.object, schema, at: path, "must be object if x-kubernetes-embedded-resource is true")
        } else if written.isEmpty, !schema.isIntOrString, !schema.preservesUnknownFields {
            let place =
                switch level {
                case .root: "at the root"
                case .item: "for specified array items"
                case .field: "for specified object fields"
                }
            report(.required(field, "must not be empty \(place)"))
        }
        if level == .root, !written.isEmpty, schema.type != .object {
            report(.invalid(field, .string(written), "must be object at the root"))
        }
        if schema.isIntOrString, !written.isEmpty {
            report(.invalid(field, .string(written), "must be empty if x-kubernetes-int-or-string is true"))
        }
    }

    private mutating func requireType(
        _ type: StructuralSchema.ValueType, _ schema: StructuralSchema, at path: String, _ detail: String
    ) {
        guard schema.type != type else { return }
        let written = schema.openAPI["type"]?.stringValue ?? ""
        report(
            written.isEmpty ? .required("\(path).type", detail) : .invalid("\(path).type", .string(written), detail))
    }

    private mutating func checkExtensions(_ schema: StructuralSchema, at path: String) {
        if schema.openAPI["x-kubernetes-preserve-unknown-fields"] == false {
            report(.invalid("\(path).x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"))
        }
        if schema.isIntOrString {
            for (keyword, isSet) in [
                ("x-kubernetes-preserve-unknown-fields", schema.preservesUnknownFields),
                ("x-kubernetes-embedded-resource", schema.isEmbeddedResource),
            ] where isSet {
                report(.invalid("\(path).\(keyword)", true, "must be false if x-kubernetes-int-or-string is true"))
            }
        }
        let mapField = "\(path).x-kubernetes-map-type"
        if let written = schema.openAPI["x-kubernetes-map-type"]?.stringValue {
            if schema.mapType == nil {
                report(
                    .notSupported(
                        mapField, .string(written), supported: StructuralSchema.MapType.allCases.map(\.rawValue)))
            }
            requireType(.object, schema, at: path, "must be object if x-kubernetes-map-type is \(written.goQuoted)")
        }
    }

    /// The rules for whole resources: their type is in the object, and their metadata is the server's.
    private mutating func checkResource(_ schema: StructuralSchema, at path: String, isRoot: Bool) {
        for name in ["kind", "apiVersion"] {
            if let property = schema.properties[name], property.type != .string {
                let written = property.openAPI["type"] ?? ""
                report(.invalid("\(path).properties[\(name)].type", written, "must be string"))
            }
        }
        if let metadata = schema.properties["metadata"] {
            let field = "\(path).properties[metadata]"
            if metadata.type != .object {
                report(.invalid("\(field).type", metadata.openAPI["type"] ?? "", "must be object"))
            }
            let others = metadata.propertyNames.contains { $0 != "name" && $0 != "generateName" }
            if isRoot, others || metadata.additionalProperties != nil || metadata.defaultValue != nil {
                report(
                    .forbidden(
                        field,
                        "must not specify anything other than name and generateName, but metadata is implicitly specified"
                    ))
            }
        }
        guard schema.isEmbeddedResource else { return }
        if schema.properties.isEmpty, !schema.preservesUnknownFields {
            report(
                .required(
                    "\(path).properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without "
                        + "x-kubernetes-preserve-unknown-fields"))
        }
        if schema.additionalProperties != nil {
            report(
                .forbidden(
                    "\(path).additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"))
        }
    }

    /// A default must be a value that the schema accepts as it is.
    private mutating func checkDefault(_ schema: StructuralSchema, at path: String) {
        guard let value = schema.defaultValue else { return }
        let field = "\(path).default"
        var pruned = value
        schema.prune(&pruned, isResource: schema.isEmbeddedResource)
        if pruned != value { report(.invalid(field, value, "must not have unknown fields")) }
        var completed = value
        schema.applyDefaults(to: &completed)
        errors += schema.validate(completed, at: field)
    }
}
