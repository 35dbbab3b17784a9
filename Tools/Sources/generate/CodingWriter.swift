/// Writes `init(json:)`, `json` and the memberwise initializer of an object type.
struct CodingWriter {
    let properties: [Property]
    let isResource: Bool

    var decoder: String {
        var lines = ["var fields = try FieldDecoder(json)"]
        if isResource { lines.append(#"fields.ignore("apiVersion", "kind")"#) }
        lines += properties.map(decode)
        lines.append("unknownFields = fields.rest")
        return function("public init(json: JSONValue) throws(DecodingFailure)", lines)
    }

    var encoder: String {
        var lines = ["var fields = FieldEncoder()"]
        if isResource {
            lines.append(#"fields.set("apiVersion", Self.resourceType.apiVersion)"#)
            lines.append(#"fields.set("kind", Self.resourceType.kind)"#)
        }
        lines += properties.map(encode)
        lines.append("return fields.json(adding: unknownFields)")
        return function("public var json: JSONValue", lines)
    }

    var memberwiseInit: String {
        guard !properties.isEmpty else { return "    public init() {}" }
        let parameters = properties.map { property in
            let fallback: String? =
                if case .optional = property.type { property.defaultValue ?? "nil" } else { property.defaultValue }
            return "\(property.swiftName): \(property.type.text)\(fallback.map { " = \($0)" } ?? "")"
        }
        return function(
            "public init(\(parameters.joined(separator: ", ")))",
            properties.map { "self.\($0.swiftName) = \($0.swiftName)" })
    }

    private func decode(_ property: Property) -> String {
        let key = "\"\(property.jsonName)\""
        if case .optional = property.type { return "\(property.swiftName) = try fields.optional(\(key))" }
        guard let fallback = property.defaultValue else {
            return "\(property.swiftName) = try fields.required(\(key))"
        }
        return "\(property.swiftName) = try fields.value(\(key), default: \(fallback))"
    }

    private func encode(_ property: Property) -> String {
        let isMetadata = isResource && property.jsonName == "metadata"
        let mayBeLeftOut = property.defaultValue != nil && !property.markers.has("required") && !isMetadata
        let isOptional = if case .optional = property.type { true } else { false }
        return
            "fields.set\(mayBeLeftOut && !isOptional ? "UnlessEmpty" : "")(\"\(property.jsonName)\", \(property.swiftName))"
    }

    private func function(_ signature: String, _ lines: [String]) -> String {
        "    \(signature) {\n\(lines.map { "        \($0)\n" }.joined())    }"
    }
}
