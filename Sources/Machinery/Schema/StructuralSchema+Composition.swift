public import JSON

extension StructuralSchema {
    /// Puts a schema together from schemas that exist. They are shared, not read again.
    ///
    /// - Parameter keywords: All but `properties`, `additionalProperties` and `items`, and none of the logical keywords.
    /// - Throws: `DecodingFailure` where a keyword has a value of the wrong type.
    public convenience init(
        keywords: JSONObject, properties: [(name: String, schema: StructuralSchema)] = [],
        additionalProperties: StructuralSchema? = nil, items: StructuralSchema? = nil
    ) throws(DecodingFailure) {
        var json = keywords
        if !properties.isEmpty {
            json["properties"] = .object(
                JSONObject(uniqueKeysWithValues: properties.map { ($0.name, $0.schema.openAPI) }))
        }
        if let additionalProperties { json["additionalProperties"] = additionalProperties.openAPI }
        if let items { json["items"] = items.openAPI }
        try self.init(
            composed: json,
            Parts(
                propertyNames: properties.map(\.name),
                properties: Dictionary(
                    properties.map { ($0.name, $0.schema) }, uniquingKeysWith: { first, _ in first }),
                additionalProperties: additionalProperties.map { .schema($0) }, items: items))
    }

    /// The schema with further keywords, which take the place of those of the same name; its parts are shared.
    ///
    /// - Parameter keywords: As for ``init(keywords:properties:additionalProperties:items:)``.
    public func adding(_ keywords: JSONObject) throws(DecodingFailure) -> StructuralSchema {
        guard !keywords.isEmpty, var json = openAPI.objectValue else { return self }
        for (keyword, value) in keywords { json[keyword] = value }
        return try StructuralSchema(
            composed: json,
            Parts(
                propertyNames: propertyNames, properties: properties, additionalProperties: additionalProperties,
                items: items))
    }

    private convenience init(composed json: JSONObject, _ parts: Parts) throws(DecodingFailure) {
        let keywords = try SchemaKeywords(.object(json)) { json throws(DecodingFailure) in
            try StructuralSchema(openAPI: json)
        }
        try self.init(.object(json), keywords, parts)
    }
}
