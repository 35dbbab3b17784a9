import GoTemplate
import JSON

extension FunctionSet {
    /// Functions with parameters of every type.
    static let forTests = FunctionSet([
        "upper": TemplateFunction(.string) { arguments, _ in
            .string(GoString(arguments[0].text.uppercased()))
        },
        "add": TemplateFunction(.int, .int) { arguments, _ in
            .integer(arguments[0].integer &+ arguments[1].integer, .int)
        },
        "i64": TemplateFunction(.int) { arguments, _ in .integer(arguments[0].integer, .int64) },
        "u64": TemplateFunction(.int) { arguments, _ in .integer(arguments[0].integer, .uint64) },
        "f64": TemplateFunction(.float) { arguments, _ in arguments[0] },
        "neg": TemplateFunction(.bool) { arguments, _ in .bool(!arguments[0].isTrue) },
        "list": TemplateFunction(variadic: .any) { arguments, _ in .list(GoList(arguments)) },
        "strs": TemplateFunction(variadic: .string) { arguments, _ in
            .list(GoList(arguments, of: .string))
        },
        "bytes": TemplateFunction(.string) { arguments, _ in
            .list(GoList(arguments[0].text.utf8.map { .integer(Int64($0), .uint8) }, of: .uint8))
        },
        "count": TemplateFunction(.list) { arguments, _ in
            .integer(Int64(arguments[0].elements.count), .int)
        },
        "size": TemplateFunction(.map) { arguments, _ in
            .integer(Int64(arguments[0].members.count), .int)
        },
        "nothing": TemplateFunction { _, _ in .null },
        "fail": TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
            throw FunctionFailure(arguments[0].text)
        },
        "include": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
            .string(GoString(try call.execute(template: arguments[0].text, data: arguments[1])))
        },
        "tpl": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
            .string(GoString(try call.execute(text: arguments[0].text, data: arguments[1])))
        },
    ])
}

extension GoValue {
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value, .int)
        case .number(let number): self = .float(number.doubleValue)
        case .string(let text): self = .string(GoString(text))
        case .array(let elements): self = .list(GoList(elements.map(GoValue.init)))
        case .object(let object):
            let map = GoMap()
            for (key, member) in object { map.values[key] = GoValue(member) }
            self = .map(map)
        }
    }

    var text: String { if case .string(let string) = self { string.text } else { "" } }
    var integer: Int64 { if case .integer(let value, _) = self { value } else { 0 } }
    var elements: [GoValue] { if case .list(let list) = self { list.elements } else { [] } }
    var members: [String: GoValue] { if case .map(let map) = self { map.values } else { [:] } }
}
