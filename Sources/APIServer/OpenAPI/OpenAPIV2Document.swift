import JSON
import KubernetesAPI
import Machinery

/// The OpenAPI 2.0 document of the whole server, made from the 3.0 documents of its groups: what `kubectl` before 1.27
/// validates and explains by.
struct OpenAPIV2Document {
    /// Of every group and version.
    var documents: [JSONValue]
    var serverVersion: String

    var json: JSONValue {
        var paths = JSONObject()
        var definitions = JSONObject()
        for document in documents {
            for (path, item) in document["paths"]?.objectValue ?? [:] { paths[path] = Self.pathItem(item) }
            for (name, schema) in document["components"]?["schemas"]?.objectValue ?? [:] where definitions[name] == nil
            {
                definitions[name] = OpenAPIV2Schema.definition(schema)
            }
        }
        return [
            "swagger": "2.0", "info": ["title": "Slipway", "version": .string(serverVersion)],
            "paths": .object(paths.sortedByKey()), "definitions": .object(definitions.sortedByKey()),
            "securityDefinitions": [
                "BearerToken": [
                    "description": "Bearer Token authentication", "type": "apiKey", "name": "authorization",
                    "in": "header",
                ]
            ],
            "security": [["BearerToken": []]],
        ]
    }

    /// The document as bytes for `kubectl`.
    var protobuf: Document {
        get throws(APIStatus) {
            do {
                return Document(try OpenAPIProtobuf.encode(json))
            } catch {
                throw .internalError("the OpenAPI document has no protobuf form: \(error)")
            }
        }
    }

    private static func pathItem(_ item: JSONValue) -> JSONValue {
        var result = JSONObject()
        for (key, value) in item.objectValue ?? [:] {
            result[key] = key == "parameters" ? .array((value.arrayValue ?? []).map(parameter)) : operation(value)
        }
        return .object(result)
    }

    private static func operation(_ operation: JSONValue) -> JSONValue {
        var result = JSONObject()
        var parameters = (operation["parameters"]?.arrayValue ?? []).map(parameter)
        result["consumes"] = ["*/*"]
        if let content = operation["requestBody"]?["content"]?.objectValue {
            result["consumes"] = .array(content.map { .string($0.key) })
            let schema = content.first { _ in true }?.value["schema"]
            parameters.append([
                "name": "body", "in": "body", "required": operation["requestBody"]?["required"] ?? false,
                "schema": OpenAPIV2Schema.converted(schema ?? [:]),
            ])
        }
        var produces: [JSONValue] = []
        var responses = JSONObject()
        for (code, response) in operation["responses"]?.objectValue ?? [:] {
            let content = response["content"]?.objectValue ?? [:]
            for (type, _) in content where !produces.contains(.string(type)) { produces.append(.string(type)) }
            var converted: JSONObject = ["description": response["description"] ?? ""]
            if let schema = content.first(where: { _ in true })?.value["schema"] {
                converted["schema"] = OpenAPIV2Schema.converted(schema)
            }
            responses[code] = .object(converted)
        }
        responses["401"] = responses["401"] ?? ["description": "Unauthorized"]
        if let id = operation["operationId"] { result["operationId"] = id }
        if !parameters.isEmpty { result["parameters"] = .array(parameters) }
        result["produces"] = .array(produces)
        result["responses"] = .object(responses)
        result["schemes"] = ["https"]
        for (key, value) in operation.objectValue ?? [:] where key.hasPrefix("x-") { result[key] = value }
        return .object(result)
    }

    /// A parameter of a path or query: what its schema says moves into the parameter itself.
    private static func parameter(_ parameter: JSONValue) -> JSONValue {
        var result = parameter.objectValue ?? [:]
        let schema = result.removeValue(forKey: "schema")?.objectValue ?? [:]
        for (key, value) in schema { result[key] = value }
        return .object(result)
    }
}
