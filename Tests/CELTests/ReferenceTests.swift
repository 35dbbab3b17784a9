import Foundation
import JSON
import Machinery
import Testing

@testable import CEL

/// Compares with cel-cpp, the implementation that `cel-expr-python` brings, on expressions that a seed makes.
@Suite("Reference") struct ReferenceTests {
    private static let python = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".tools/python/bin/python")
    private static let script = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "Reference/evaluate.py")

    private static let data: [JSONValue] = [
        [
            "b": true, "i": 5, "u": 3, "d": 1.5, "s": "abc", "li": [1, 2, 3], "ls": ["a", "b"], "m": ["k": 1, "l": 2],
            "x": ["a": 1, "n": 7, "s": "text", "b": true, "l": [1, "two", 3.5, .null, true]],
        ],
        [
            "b": false, "i": -9, "u": 0, "d": -0.25, "s": "é€😀,b", "li": [], "ls": [], "m": [:],
            "x": ["a": .null, "n": -1.5, "s": "", "b": "no", "l": []],
        ],
        [
            "b": true, "i": 9_223_372_036_854_775_807, "u": 77, "d": 1e300, "s": "", "li": [7, 7, -1],
            "ls": ["", "z", "a,b"],
            "m": ["k": -3], "x": ["n": 0, "s": "a,b", "b": false, "l": [[1], ["k": 2], 9]],
        ],
    ]

    private static let environment: CheckingEnvironment = {
        var environment = CheckingEnvironment()
        for (name, type) in ExpressionGenerator.variables {
            environment.variables[name] =
                switch type {
                case "list(int)": .list(.int)
                case "list(string)": .list(.string)
                case "map(string, int)": .map(.string, .int)
                default: CELType.named[type] ?? .dyn
                }
        }
        environment.validatesLiterals = false
        return environment
    }()

    private static func values(_ json: JSONValue) -> [String: CELValue] {
        var values: [String: CELValue] = [:]
        for (name, value) in json.objectValue ?? [:] {
            values[name] =
                if name == "u", let number = value.integerValue { .uint(UInt64(number)) } else { CELValue(value, nil) }
        }
        return values
    }

    /// The outcome as the script writes it.
    private static func outcome(_ text: String, _ values: [String: CELValue]) -> JSONValue {
        do throws(CompileError) {
            let expression = try Expression(text, in: environment)
            let type = JSONValue.string(expression.checked.type.referenceName)
            switch expression.evaluate(values, limit: 10_000_000).result {
            case .success(let value): return ["outcome": "value", "value": value.reference, "type": type]
            case .failure: return ["outcome": "error", "type": type]
            }
        } catch {
            return ["outcome": "issue"]
        }
    }

    /// The outcomes of cel-cpp.
    private static func reference(_ cases: [(text: String, data: Int)]) throws -> [JSONValue] {
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw PythonProcess.Failure(description: "there is no \(python.path): run Scripts/install-test-tools")
        }
        let variables = JSONObject(uniqueKeysWithValues: ExpressionGenerator.variables.map { ($0, .string($1)) })
        let setting: JSONValue = ["variables": .object(variables), "data": .array(data)]
        let lines = [setting] + cases.map { ["text": .string($0.text), "data": .integer(Int64($0.data))] }
        let input = lines.map { String(decoding: $0.serialized(), as: UTF8.self) + "\n" }.joined()
        let output = try PythonProcess.output(of: python.path, [script.path], input: Data(input.utf8))
        return try output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    /// Where cel-cpp is known not to do what cel-go and Kubernetes do: it compares numbers of two types only where they are
    /// `dyn`, asks of the key that is looked for that it could be one, looks for values in lists that are known to be empty, makes no numbers of durations, knows nothing of
    /// Kubernetes' functions of lists, and writes times with three digits of the second.
    private static func isForeign(_ text: String, _ outcome: JSONValue) -> Bool {
        let detail = outcome["detail"]?.stringValue ?? ""
        let numbers = ["int", "uint", "double"]
        let isMixedOrder = ["<", "<=", ">", ">="].contains { symbol in
            numbers.contains { left in
                numbers.contains { detail.contains("overload for '_\(symbol)_' applied to '(\(left), \($0))'") }
            }
        }
        return isMixedOrder || detail.contains("ndexOf' applied to '(list(")
            || (detail.hasSuffix("found : @in") && text.contains(" in {"))
            || (!detail.isEmpty && text.contains(" in [])")) || detail.contains("Invalid map key type")
            || detail.hasSuffix("found : int(duration)")
            || ["string(duration(", "string(timestamp("].contains { text.contains($0) }
    }

    private static func compare(_ cases: [(text: String, data: Int)]) throws -> [String: Int] {
        let expected = try reference(cases)
        try #require(expected.count == cases.count)
        let values = data.map(values)
        var counts: [String: Int] = [:]
        for (item, wanted) in zip(cases, expected) {
            if isForeign(item.text, wanted) { continue }
            // The first overload that fits an open type decides what it is, and the order is another one.
            let isOpen = ["[]", "{}", "null"].contains { item.text.contains($0) }
            var found = outcome(item.text, values[item.data])
            if isOpen, (found["outcome"] == "issue") != (wanted["outcome"] == "issue") { continue }
            // Not every type has a name there, and flattened lists are `dyn`.
            let isUntyped = isOpen || wanted["type"] == nil || item.text.contains(".flatten(")
            if isUntyped { found = found.untyped }
            let plain = isUntyped ? wanted.untyped : wanted
            #expect(found == plain.plain, "\(item.text) with \(item.data): \(wanted["detail"] ?? "")")
            counts[wanted["outcome"]?.stringValue ?? "", default: 0] += 1
        }
        return counts
    }

    @Test func generatedExpressionsAgree() throws {
        var generator = ExpressionGenerator(seed: 20_260_101)
        let cases = (0..<30_000).map { (text: generator.next(), data: $0 % Self.data.count) }
        let counts = try Self.compare(cases)
        // All outcomes must occur, or the generator has gone blind.
        #expect((counts["value"] ?? 0) > 12_000 && (counts["error"] ?? 0) > 2000 && (counts["issue"] ?? 0) > 2000)
    }
}

extension JSONValue {
    /// Without what cel-cpp says of an error.
    fileprivate var plain: JSONValue { without("detail") }
    fileprivate var untyped: JSONValue { without("type") }

    private func without(_ name: String) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members[name] = nil
        return .object(members)
    }
}

extension CELType {
    /// As cel-cpp calls the type.
    fileprivate var referenceName: String {
        switch self {
        case .list(let element): "LIST<\(element.referenceName)>"
        case .map(let key, let value): "MAP<\(key.referenceName), \(value.referenceName)>"
        // Of two types of types, cel-cpp takes the first for both, and cel-go the second.
        case .type: "TYPE"
        case .optional(let type): "OPTIONAL<\(type.referenceName)>"
        default: description.uppercased()
        }
    }
}

extension CELValue {
    /// As the script writes the value.
    fileprivate var reference: JSONValue {
        switch self {
        case .null: return ["null"]
        case .bool(let value): return ["bool", .string("\(value)")]
        case .int(let value): return ["int", .string("\(value)")]
        case .uint(let value): return ["uint", .string("\(value)")]
        case .double(let value):
            let digits = String(value.bitPattern, radix: 16)
            let padded = String(repeating: "0", count: 16 - digits.count) + digits
            return ["double", .string(value.isNaN ? "nan" : padded)]
        case .string(let text): return ["string", .string(text)]
        case .bytes(let bytes):
            return ["bytes", .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())]
        case .timestamp(let time):
            return ["timestamp", .string("\(time.seconds * 1_000_000 + time.nanoseconds / 1000)")]
        case .duration(let nanoseconds):
            let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
            return ["duration", .string("\(remainder < 0 ? quotient - 1 : quotient)")]
        case .type(let type):
            let names = [
                "null_type": "NULL", "google.protobuf.Timestamp": "TIMESTAMP", "google.protobuf.Duration": "DURATION",
            ]
            return ["type", .string(names[type.runtimeName] ?? type.runtimeName.uppercased())]
        case .list(let list): return .array(["list"] + list.elements.map(\.reference))
        case .map(let map):
            let members = map.entries.map { (key: Self.key($0.key), value: $0.value.reference) }
                .sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
            return .array(["map"] + members.map { [.string($0.key), $0.value] })
        case .optional, .opaque: return [.string(type.runtimeName)]
        }
    }

    private static func key(_ key: CELValue) -> String {
        if case .string(let text) = key { "s:\(text)" } else { key.inError }
    }
}
