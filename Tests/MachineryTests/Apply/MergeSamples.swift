import JSON
import Machinery

func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

/// A custom resource with every way to merge.
enum Sample {
    static let text = #"""
        {"type":"object","properties":{
        "spec":{"type":"object","properties":{
        "numeric":{"type":"integer"},"string":{"type":"string"},"bool":{"type":"boolean"},
        "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
        "numbers":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"integer"}},
        "atomicList":{"type":"array","items":{"type":"string"}},
        "list":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{
        "type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"integer"},
        "inner":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{
        "type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"integer"}}}},
        "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
        "map":{"type":"object","additionalProperties":{"type":"string"}}}}},
        "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],"items":{
        "type":"object","required":["port"],"properties":{"port":{"type":"integer"},
        "protocol":{"type":"string","default":"TCP"},"name":{"type":"string"}}}},
        "map":{"type":"object","additionalProperties":{"type":"string"}},
        "atomicMap":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}},
        "struct":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},
        "deep":{"type":"object","properties":{"c":{"type":"string"},"d":{"type":"string"}}}}},
        "mapOfMaps":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"string"}}},
        "mapOfStructs":{"type":"object","additionalProperties":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}},
        "any":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
        "intOrString":{"x-kubernetes-int-or-string":true},
        "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}
        }},
        "status":{"type":"object","properties":{"phase":{"type":"string"},"replicas":{"type":"integer"}}}
        }}
        """#

    static let structural: StructuralSchema = {
        do {
            return try StructuralSchema(openAPI: JSONValue(parsing: text))
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static let schema = MergeSchema(structural)
    static let kind = GroupVersionKind(group: "example.com", version: "v1", kind: "Sample")

    /// An object with a specification.
    static func object(_ spec: String, name: String = "x") throws -> JSONValue {
        [
            "apiVersion": "example.com/v1", "kind": "Sample", "metadata": ["name": .string(name)],
            "spec": try json(spec),
        ]
    }
}
