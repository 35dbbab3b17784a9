import GoTemplate
import JSON
import Testing

@testable import Sprig

/// A call of a function and what it gives: the type and the JSON of the value, or `error: ` and the message.
///
/// Arguments are JSON: integers are `int`, other numbers `float64`, and `call` nests another call.
struct FunctionCase: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [JSONValue]
    let expected: String

    init(_ name: String, _ arguments: JSONValue..., gives expected: String) {
        self.name = name
        self.arguments = arguments
        self.expected = expected
    }

    var testDescription: String { "\(name) \(arguments.map(\.text).joined(separator: " "))" }

    func check(in set: FunctionSet = .everything, _ call: TestCall = TestCall()) {
        let result: String
        do throws(FunctionFailure) {
            result = try set.call(name, arguments, call).described(call)
        } catch {
            result = "error: \(error.message)"
        }
        #expect(result == expected)
    }
}

/// A call as an argument of another.
func call(_ name: String, _ arguments: JSONValue...) -> JSONValue {
    ["$": .array([.string(name)] + arguments)]
}

/// A render that allows so many bytes to be made.
final class TestCall: FunctionCall {
    private(set) var remaining: Int

    init(budget: Int = 1 << 24) { remaining = budget }

    func charge(bytes: Int) throws(FunctionFailure) {
        guard bytes <= remaining else { throw FunctionFailure("too much output") }
        remaining -= bytes
    }

    func execute(template name: String, data: GoValue) throws(FunctionFailure) -> String {
        throw FunctionFailure("no templates here")
    }

    func execute(text: String, data: GoValue) throws(FunctionFailure) -> String {
        throw FunctionFailure("no templates here")
    }
}

extension FunctionSet {
    static let everything = Sprig.all(.test())

    func call(
        _ name: String, _ arguments: [JSONValue], _ call: any FunctionCall = TestCall()
    ) throws(FunctionFailure) -> GoValue {
        guard let function = self[name] else { throw FunctionFailure("there is no function \(name)") }
        return try function.body(values(arguments, call), call)
    }

    private func values(_ json: [JSONValue], _ call: any FunctionCall) throws(FunctionFailure) -> [GoValue] {
        var values: [GoValue] = []
        for element in json { values.append(try value(element, call)) }
        return values
    }

    private func value(_ json: JSONValue, _ call: any FunctionCall) throws(FunctionFailure) -> GoValue {
        switch json {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value, .int)
        case .number(let number): return .float(number.doubleValue)
        case .string(let text): return .text(text)
        case .array(let elements): return .list(try values(elements, call))
        case .object(let object):
            if let nested = object["$"]?.arrayValue, let name = nested.first?.stringValue {
                return try self.call(name, Array(nested.dropFirst()), call)
            }
            let map = GoMap()
            for (key, member) in object { map.values[key] = try value(member, call) }
            return .map(map)
        }
    }
}

extension GoValue {
    fileprivate func described(_ call: any FunctionCall) throws(FunctionFailure) -> String {
        let style = JSONText.Style(escapesHTML: false)
        return "\(typeName) \(String(decoding: try JSONText.text(self, style, call), as: UTF8.self))"
    }
}
