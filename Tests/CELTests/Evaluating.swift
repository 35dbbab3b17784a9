import JSON

@testable import CEL

/// Compiles and evaluates an expression without a schema: its variables are `dyn`.
func evaluated(_ text: String, _ variables: [String: JSONValue] = [:]) -> String {
    var environment = CheckingEnvironment()
    for name in variables.keys { environment.variables[name] = .dyn }
    do throws(CompileError) {
        let expression = try Expression(text, in: environment)
        switch expression.evaluate(variables.mapValues { CELValue($0, nil) }).result {
        case .success(let value): return value.shown
        case .failure(let error): return "error: \(error.message)"
        }
    } catch {
        return "issue: " + error.issues.map(\.message).joined(separator: "; ")
    }
}

extension CELValue {
    /// The value as tests write it.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)u"
        case .double(let value): "\(value)"
        case .string(let text): FunctionLibrary.quoted(text)
        case .bytes(let bytes): "b[" + bytes.map { "\($0)" }.joined(separator: ",") + "]"
        case .timestamp(let time): time.text
        case .duration(let nanoseconds): Conversions.secondsText(nanoseconds)
        case .list(let list): "[" + list.elements.map(\.shown).joined(separator: ", ") + "]"
        case .map(let map):
            "{" + map.entries.map { "\($0.key.shown): \($0.value.shown)" }.sorted().joined(separator: ", ") + "}"
        case .type(let type): type.runtimeName
        case .optional(let optional): optional.value.map { "some(\($0.shown))" } ?? "none"
        case .opaque(.ip(let address)): address.text
        case .opaque(.cidr(let block)): block.text
        case .opaque(.quantity(let quantity)): "\(quantity)"
        case .opaque(.semver(let version)): "\(version)"
        case .opaque(.url(let url)): url.text
        case .opaque(.format(let format)): format.rawValue
        }
    }
}
