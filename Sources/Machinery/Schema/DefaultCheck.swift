import JSON

/// One walk of a structural schema against the rules for defaults: a default must be a value that the schema accepts as it is.
struct DefaultCheck {
    private(set) var errors: [FieldError] = []

    /// - Parameter metadata: The path of the schema inside the metadata of a resource; `nil` outside of it.
    mutating func check(_ schema: StructuralSchema, at path: String, within metadata: [String]?) {
        // A resource inside metadata cannot be, and one inside a resource begins anew.
        let metadata = schema.isEmbeddedResource ? nil : metadata
        if let value = schema.defaultValue { check(value, of: schema, at: "\(path).default", within: metadata) }
        if let items = schema.items { check(items, at: "\(path).items", within: metadata.map { $0 + ["[]"] }) }
        for name in schema.propertyNames {
            guard let property = schema.properties[name] else { continue }
            let entersMetadata = schema.isEmbeddedResource && ["metadata", "apiVersion", "kind"].contains(name)
            check(
                property, at: "\(path).properties[\(name)]",
                within: entersMetadata ? [name] : metadata.map { $0 + [name] })
        }
    }

    private mutating func check(
        _ value: JSONValue, of schema: StructuralSchema, at field: String, within metadata: [String]?
    ) {
        if let metadata {
            if let problem = Self.problem(of: value, at: metadata) {
                errors.append(.invalid(field, value, "must result in valid metadata: \(problem)"))
                return
            }
        } else {
            var pruned = value
            schema.prune(&pruned, isResource: schema.isEmbeddedResource)
            if pruned != value { errors.append(.invalid(field, value, "must not have unknown fields")) }
            do {
                var coerced = value
                _ = try schema.coerceEmbedded(in: &coerced)
            } catch {
                errors.append(.invalid("\(field).\(error.field)", error.value ?? .null, error.detail))
                return
            }
            let embedded = schema.embeddedErrors(in: value, under: field)
            guard embedded.isEmpty else {
                errors += embedded
                return
            }
        }
        errors += schema.ruleErrors(of: value, under: field)
    }

    /// What is wrong with the metadata of an object that holds nothing but the default.
    private static func problem(of value: JSONValue, at path: [String]) -> String? {
        var object = path.reversed().reduce(value) { inner, name in
            name == "[]" ? .array([inner]) : .object([name: inner])
        }
        for name in ["apiVersion", "kind"] where object[name] == nil { object.set("v1", at: [name]) }
        if let text = object["kind"], text.stringValue == nil { return "kind: Invalid value: must be a string" }
        if let text = object["apiVersion"], text.stringValue == nil {
            return "apiVersion: Invalid value: must be a string"
        }
        do {
            var metadata = try ObjectMeta(json: object["metadata"] ?? [:])
            if metadata.name.isEmpty { metadata.name = "unnamed" }
            let errors = metadata.validate(isNamespaced: !metadata.namespace.isEmpty, nameRule: .pathSegment)
            return errors.isEmpty ? nil : errors.map(\.description).joined(separator: ", ")
        } catch {
            return error.nested(in: "metadata").description
        }
    }
}
