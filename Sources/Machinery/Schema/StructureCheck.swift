import JSON

/// One walk of a schema against the rules that make it structural: every value has one type, known without looking at it.
struct StructureCheck {
    /// Where in the schema of a resource a schema stands.
    enum Level { case root, field, item }

    private(set) var errors: [FieldError] = []

    mutating func report(_ error: FieldError) { errors.append(error) }

    mutating func check(_ schema: StructuralSchema, at path: String, _ level: Level) {
        if schema.type == .array, (schema.openAPI["items"] ?? .null).isNull {
            report(.required("\(path).items", "must be specified"))
        }
        if let items = schema.items { check(items, at: "\(path).items", .item) }
        for name in schema.propertyNames {
            if let property = schema.properties[name] { check(property, at: "\(path).properties[\(name)]", .field) }
        }
        if !(schema.openAPI["additionalProperties"] ?? .null).isNull {
            checkAdditionalProperties(of: schema, at: path, level)
        }
        checkIntOrString(schema, at: path)
        checkLogic(of: schema, at: path)
        checkType(schema, at: path, level)
        if level == .root || schema.isEmbeddedResource { checkResource(schema, at: path) }
        if let metadata = schema.properties["metadata"], level == .root {
            checkRootMetadata(metadata, at: "\(path).properties[metadata]")
        }
        if schema.isEmbeddedResource, !schema.preservesUnknownFields, schema.properties.isEmpty {
            report(
                .required(
                    "\(path).properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without "
                        + "x-kubernetes-preserve-unknown-fields"))
        }
        if level == .root { checkCompleteness(of: schema, at: path) }
    }

    private mutating func checkAdditionalProperties(of schema: StructuralSchema, at path: String, _ level: Level) {
        let field = "\(path).additionalProperties"
        if level == .root { report(.forbidden(field, "must not be used at the root")) }
        if schema.isEmbeddedResource {
            report(.forbidden(field, "must not be used if x-kubernetes-embedded-resource is set"))
        }
        if let additional = schema.additionalProperties?.schema { check(additional, at: field, .field) }
    }

    private mutating func checkType(_ schema: StructuralSchema, at path: String, _ level: Level) {
        let field = "\(path).type"
        let written = schema.writtenType
        if schema.isEmbeddedResource, schema.type != .object {
            let detail = "must be object if x-kubernetes-embedded-resource is true"
            report(written.isEmpty ? .required(field, detail) : .invalid(field, .string(written), detail))
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
    }

    private mutating func checkIntOrString(_ schema: StructuralSchema, at path: String) {
        guard schema.isIntOrString else { return }
        for (keyword, isSet) in [
            ("x-kubernetes-preserve-unknown-fields", schema.preservesUnknownFields),
            ("x-kubernetes-embedded-resource", schema.isEmbeddedResource),
        ] where isSet {
            report(.invalid("\(path).\(keyword)", true, "must be false if x-kubernetes-int-or-string is true"))
        }
    }

    /// The rules for whole resources: their type is in the object, and their metadata is the server's.
    private mutating func checkResource(_ schema: StructuralSchema, at path: String) {
        for (name, type) in [
            ("kind", StructuralSchema.ValueType.string), ("apiVersion", .string), ("metadata", .object),
        ] {
            guard let property = schema.properties[name], property.type != type else { continue }
            report(
                .invalid(
                    "\(path).properties[\(name)].type", .string(property.writtenType), "must be \(type.rawValue)"))
        }
    }

    private mutating func checkRootMetadata(_ metadata: StructuralSchema, at path: String) {
        let isPlain = (metadata.openAPI.objectValue ?? [:]).allSatisfy { keyword, value in
            switch keyword {
            case "type", "default": true
            case "properties": value.objectValue?.allSatisfy { ["name", "generateName"].contains($0.key) } ?? true
            default: [.null, false, "", [], [:]].contains(value)
            }
        }
        guard !isPlain else { return }
        report(
            .forbidden(
                path,
                "must not specify anything other than name and generateName, but metadata is implicitly specified"))
    }
}
