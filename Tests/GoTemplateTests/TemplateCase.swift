import GoTemplate
import JSON
import Testing

/// A template and what Go 1.23 makes of it with the data of the tests: what it prints, or `error: ` and the error.
struct TemplateCase: Sendable, CustomTestStringConvertible {
    let text: String
    let missingKey: ExecutionOptions.MissingKey
    let expected: String

    init(_ text: String, missingKey: ExecutionOptions.MissingKey = .invalid, gives expected: String) {
        self.text = text
        self.missingKey = missingKey
        self.expected = expected
    }

    var testDescription: String { text }

    func check() { #expect(render(text, missingKey: missingKey) == expected) }
}

/// What a template prints, or `error: ` and the error.
func render(
    _ text: String, data: JSONValue = .forTests, functions: FunctionSet = .forTests,
    missingKey: ExecutionOptions.MissingKey = .invalid, limits: ExecutionLimits = ExecutionLimits()
) -> String {
    do throws(TemplateError) {
        let templates = try Template.parse(text, name: "t", functions: functions)
        let options = ExecutionOptions(missingKey: missingKey, limits: limits)
        return try templates.execute("t", data: GoValue(data), options: options)
    } catch {
        return "error: \(error.description)"
    }
}

extension JSONValue {
    /// Integers are `int`, other numbers `float64`.
    static let forTests: JSONValue = [
        "i": 3, "j": -7, "z": 0, "f": 2.5, "g": 1e21, "h": 1000000.0, "k": 1e-05, "s": "abc", "t": "",
        "u": "héllo <b>'\"&\n\tx", "b": true, "c": false, "n": nil, "l": [1, 2, 3], "e": [],
        "m": ["a": 1, "b": "x", "c": nil, "d": ["e": [1, "q", nil, 2.5, true]]], "em": [:],
        "x": [["name": "one", "v": 1], ["name": "two"], ["name": nil]], "ss": ["p", "q"],
        "nn": [nil, nil],
        "deep": ["a": ["b": ["c": "end"]]],
    ]
}
