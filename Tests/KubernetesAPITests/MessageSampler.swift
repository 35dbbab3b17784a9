import JSON
import SeededRandomness

@testable import KubernetesAPI

/// Makes objects by the tables: with every field and a value of its own for each, or with some of them by chance.
struct MessageSampler {
    private let schema = MessageTables.schema
    private var count = 0
    private var chance: SeededChance?
    private var schemaDepth = 0

    /// An object with every field, none of them empty.
    static func full(_ message: MessageSchema.Message) -> JSONObject {
        var sampler = MessageSampler()
        return sampler.object(message)
    }

    /// An object with some of its fields, some of those empty.
    static func sparse(_ message: MessageSchema.Message, seed: UInt64) -> JSONObject {
        var sampler = MessageSampler()
        sampler.chance = SeededChance(seed: seed)
        return sampler.object(message)
    }

    private mutating func object(_ message: MessageSchema.Message) -> JSONObject {
        var object = JSONObject()
        for field in message.fields where field.shape == .inline || !(chance?.isTrue(oneOf: 3) ?? false) {
            if case .inline = field.shape, case .message(let inlined) = field.type {
                for (name, value) in self.object(schema[inlined]) { object[name] = value }
                continue
            }
            // Schemas hold themselves, twenty times over.
            if field.type.isSchema, schemaDepth > 1 { continue }
            schemaDepth += field.type.isSchema ? 1 : 0
            defer { schemaDepth -= field.type.isSchema ? 1 : 0 }
            switch field.shape {
            case .list:
                let count = size(of: field.type)
                object[field.name] = .array((0..<count).map { _ in value(field.type) })
            case .map:
                let count = size(of: field.type)
                object[field.name] = .object(
                    JSONObject(uniqueKeysWithValues: (0..<count).map { ("key\($0)", value(field.type)) }))
            case .value, .pointer, .inline: object[field.name] = value(field.type)
            }
        }
        return object
    }

    /// Messages within messages would double with every level.
    private mutating func size(of type: MessageSchema.FieldType) -> Int {
        if chance == nil, case .message = type { return 1 }
        return chance?.next(below: 3) ?? 2
    }

    private mutating func value(_ type: MessageSchema.FieldType) -> JSONValue {
        count += 1
        let isEmpty = chance?.isTrue(oneOf: 4) ?? false
        let number = isEmpty ? 0 : Int64(count)
        switch type {
        case .bool: return .bool(!isEmpty)
        case .int32: return .integer(count.isMultiple(of: 2) ? number : -number)
        case .int64: return .integer(number << 31)
        case .double: return isEmpty ? 0 : .number(JSONNumber(Double(count) + 0.5))
        case .string: return isEmpty ? "" : "text ü \(count)"
        case .bytes: return isEmpty ? "" : "AP8="
        case .strings: return isEmpty ? .null : ["a", "b"]
        case .quantity: return isEmpty ? "0" : "\(count)Mi"
        case .intOrString: return count.isMultiple(of: 2) ? .integer(number) : "\(count)%"
        case .time: return isEmpty ? .null : "2026-01-31T12:00:00Z"
        case .microTime: return isEmpty ? .null : "2026-01-31T12:00:00.123456Z"
        case .duration: return isEmpty ? "0s" : "1h0m0.5s"
        case .json: return isEmpty ? .null : ["n": .integer(number), "list": [1.10, nil]]
        case .schemaOrArray(let schema):
            return count.isMultiple(of: 2) ? member(schema) : .array([member(schema), member(schema)])
        case .schemaOrBool(let schema): return count.isMultiple(of: 2) ? member(schema) : .bool(!isEmpty)
        case .schemaOrStrings(let schema): return count.isMultiple(of: 2) ? member(schema) : ["a", "b"]
        case .message(let message): return member(message)
        }
    }

    private mutating func member(_ message: MessageSchema.Reference) -> JSONValue {
        .object(object(schema[message]))
    }
}

extension MessageSchema.FieldType {
    var isSchema: Bool {
        switch self {
        case .schemaOrArray, .schemaOrBool, .schemaOrStrings: true
        case .message(let message): MessageTables.schema[message].name == "apiextensions.JSONSchemaProps"
        default: false
        }
    }
}

/// What a seed decides.
struct SeededChance {
    private var generator: SplitMix

    init(seed: UInt64) { generator = SplitMix(seed: seed) }

    mutating func next() -> UInt64 { generator.next() }

    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func isTrue(oneOf count: Int) -> Bool { next(below: count) == 0 }
}
