import JSON

/// Reads the keywords of one schema.
struct SchemaKeywords {
    private let object: JSONObject
    private let makeSchema: (JSONValue) throws(DecodingFailure) -> StructuralSchema

    init(
        _ json: JSONValue, makeSchema: @escaping (JSONValue) throws(DecodingFailure) -> StructuralSchema
    ) throws(DecodingFailure) {
        guard let object = json.objectValue else { throw .expected("a schema", found: json) }
        self.object = object
        self.makeSchema = makeSchema
    }

    func json(_ keyword: String) -> JSONValue? { object[keyword] }

    func value<Value: JSONRepresentable>(
        _ keyword: String, as type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value? {
        guard let json = object[keyword], !json.isNull else { return nil }
        do {
            return try Value(json: json)
        } catch {
            throw error.nested(in: keyword)
        }
    }

    func flag(_ keyword: String) throws(DecodingFailure) -> Bool {
        try value(keyword) ?? false
    }

    func schema(_ keyword: String) throws(DecodingFailure) -> StructuralSchema? {
        guard let json = object[keyword], !json.isNull else { return nil }
        do {
            return try makeSchema(json)
        } catch {
            throw error.nested(in: keyword)
        }
    }

    func schemas(
        named keyword: String
    ) throws(DecodingFailure) -> (names: [String], schemas: [String: StructuralSchema]) {
        guard let members = try value(keyword, as: JSONObject.self) else { return ([], [:]) }
        var schemas: [String: StructuralSchema] = [:]
        for (name, json) in members {
            do {
                schemas[name] = try makeSchema(json)
            } catch {
                throw error.nested(in: "[\(name)]").nested(in: keyword)
            }
        }
        return (members.keys, schemas)
    }

    func schemas(listed keyword: String) throws(DecodingFailure) -> [StructuralSchema] {
        var schemas: [StructuralSchema] = []
        for (index, json) in (try value(keyword, as: [JSONValue].self) ?? []).enumerated() {
            do {
                schemas.append(try makeSchema(json))
            } catch {
                throw error.nested(in: "[\(index)]").nested(in: keyword)
            }
        }
        return schemas
    }

    func additionalProperties() throws(DecodingFailure) -> StructuralSchema.AdditionalProperties? {
        switch object["additionalProperties"] {
        case nil, .null?, .bool(false)?: nil
        case .bool(true)?: .anything
        default: try schema("additionalProperties").map { .schema($0) }
        }
    }
}
