import GoTemplate

/// Functions that choose among values, and those that say what a value is.
enum DefaultFunctions {
    static let all: [String: TemplateFunction] = [
        "default": TemplateFunction(.any, variadic: .any) { (arguments, _) throws(FunctionFailure) in
            guard arguments.count > 1, arguments[1].isTrue else { return try arguments.value(at: 0) }
            return arguments[1]
        },
        "empty": .ofValue { (value, _) throws(FunctionFailure) in .bool(!value.isTrue) },
        "coalesce": .ofValues { (values, _) throws(FunctionFailure) in values.first { $0.isTrue } ?? .null },
        "all": .ofValues { (values, _) throws(FunctionFailure) in .bool(values.allSatisfy(\.isTrue)) },
        "any": .ofValues { (values, _) throws(FunctionFailure) in .bool(values.contains(where: \.isTrue)) },
        "ternary": TemplateFunction(.any, .any, .bool) { (arguments, _) throws(FunctionFailure) in
            try arguments.value(at: arguments.bool(at: 2) ? 0 : 1)
        },
        "typeOf": .ofValue { (value, _) throws(FunctionFailure) in .text(value.typeName) },
        "kindOf": .ofValue { (value, _) throws(FunctionFailure) in .text(value.kindName) },
        "typeIs": TemplateFunction(.string, .any) { (arguments, _) throws(FunctionFailure) in
            .bool(try arguments.text(at: 0) == arguments.value(at: 1).typeName)
        },
        "typeIsLike": TemplateFunction(.string, .any) { (arguments, _) throws(FunctionFailure) in
            let (target, type) = (try arguments.text(at: 0), try arguments.value(at: 1).typeName)
            return .bool(target == type || "*" + target == type)
        },
        "kindIs": TemplateFunction(.string, .any) { (arguments, _) throws(FunctionFailure) in
            .bool(try arguments.text(at: 0) == arguments.value(at: 1).kindName)
        },
        "deepEqual": TemplateFunction(.any, .any) { (arguments, call) throws(FunctionFailure) in
            .bool(try arguments.value(at: 0).isDeeplyEqual(to: arguments.value(at: 1), Walk(call)))
        },
    ]
}
