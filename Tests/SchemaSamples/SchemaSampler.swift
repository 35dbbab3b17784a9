public import JSON
import Machinery
import SeededRandomness

/// Makes values that fit a structural schema and use all of it, the same for the same seed.
public struct SchemaSampler {
    private var generator: SplitMix
    /// Adds a member of this name to every object whose schema has properties: one that no type knows.
    public var unknownField: String?
    /// Fills required properties only.
    public var isMinimal = false

    public init(seed: UInt64) {
        generator = SplitMix(seed: seed)
    }

    /// An object of the resource that `schema` describes.
    public mutating func object(apiVersion: String, kind: String, schema: JSONValue) -> JSONValue {
        var object = sample(schema).objectValue ?? [:]
        object["apiVersion"] = .string(apiVersion)
        object["kind"] = .string(kind)
        object["metadata"] = metadata()
        return .object(object)
    }

    public mutating func sample(_ schema: JSONValue) -> JSONValue {
        if let values = schema["enum"]?.arrayValue { return values[index(values.count)] }
        if schema["x-kubernetes-int-or-string"]?.boolValue == true {
            return index(2) == 0 ? .integer(Int64(index(100))) : .string("\(index(100))%")
        }
        switch schema["type"]?.stringValue {
        case "object": return object(schema)
        case "array": return array(schema)
        case "string": return .string(text(schema))
        case "integer":
            let lowest = schema["minimum"]?.integerValue ?? 0
            let count = schema["maximum"]?.integerValue.map { Int($0 - lowest) + 1 } ?? 1000
            return .integer(lowest + Int64(index(min(count, 1000))))
        case "boolean": return .bool(index(2) == 0)
        default: return anything(depth: 3)
        }
    }

    private mutating func object(_ schema: JSONValue) -> JSONValue {
        var object = JSONObject()
        if let properties = schema["properties"]?.objectValue {
            let required = schema["required"]?.arrayValue ?? []
            for (name, property) in properties where !isMinimal || required.contains(.string(name)) {
                object[name] = sample(property)
            }
            if let unknownField { object[unknownField] = anything(depth: 2) }
        }
        if let values = schema["additionalProperties"], values.objectValue != nil {
            for _ in 0...index(2) { object[word()] = sample(values) }
        }
        if object.isEmpty, schema["x-kubernetes-preserve-unknown-fields"]?.boolValue == true {
            object[word()] = anything(depth: 2)
        }
        return .object(object)
    }

    private mutating func array(_ schema: JSONValue) -> JSONValue {
        let items = schema["items"] ?? [:]
        let keys = (schema["x-kubernetes-list-map-keys"]?.arrayValue ?? []).compactMap(\.stringValue)
        var elements: [JSONValue] = []
        for number in 0...index(2) {
            var element = sample(items)
            // Elements of a map are told apart by their keys.
            if !keys.isEmpty, var object = element.objectValue {
                for key in keys { object[key] = .string("\(word())\(number)") }
                element = .object(object)
            }
            elements.append(element)
        }
        return .array(elements)
    }

    private mutating func text(_ schema: JSONValue) -> String {
        if let pattern = schema["pattern"] { return text(matching: pattern) }
        switch schema["format"]?.stringValue {
        case "date-time":
            return "20\(10 + index(80))-0\(1 + index(9))-1\(index(10))T0\(index(10)):1\(index(10)):2\(index(10))Z"
        case "duration": return ["10s", "60s", "1h30m", "1.5h", "250ms", "0s"][index(6)]
        case "byte": return "c2xpcHdheQ=="
        default: return index(4) == 0 ? "ä \"\\ \u{1f6a2} \(word())" : word()
        }
    }

    /// One of a few texts that every pattern of the product has one of.
    private mutating func text(matching pattern: JSONValue) -> String {
        let candidates = [word(), "[\(index(10))-\(10 + index(90))]"]
        let schema = try? StructuralSchema(openAPI: ["type": "string", "pattern": pattern])
        return candidates.first { schema?.validate(.string($0)).isEmpty == true } ?? ""
    }

    private mutating func anything(depth: Int) -> JSONValue {
        switch index(depth > 0 ? 7 : 5) {
        case 0: return .null
        case 1: return .bool(index(2) == 0)
        case 2: return .integer(Int64(index(1 << 30)) - 1 << 29)
        case 3: return .number(JSONNumber(validLiteral: "1.\(index(100))0"))
        case 4: return .string(word())
        case 5: return .array((0...index(2)).map { _ in anything(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0...index(2) { object[word()] = anything(depth: depth - 1) }
            return .object(object)
        }
    }

    private mutating func metadata() -> JSONValue {
        [
            "name": .string(word()), "namespace": .string(word()), "uid": .string(word()), "resourceVersion": "12",
            "generation": 3, "creationTimestamp": "2026-01-02T03:04:05Z", "labels": ["a": .string(word())],
            "managedFields": [["manager": "kubectl"]],
        ]
    }

    private mutating func word() -> String {
        String((0...(2 + index(6))).map { _ in Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index(26)))) })
    }

    private mutating func index(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
}
