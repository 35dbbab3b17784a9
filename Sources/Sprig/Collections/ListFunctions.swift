import GoTemplate

/// Functions of lists. Those without `must` fail with the same words, as Sprig's panics do.
enum ListFunctions {
    static let all = pairs.merging(single) { $1 }

    private static let single: [String: TemplateFunction] = [
        "list": make, "tuple": make,
        "concat": .ofValues { (lists, call) throws(FunctionFailure) in
            var result: [GoValue] = []
            for list in lists {
                let elements = try concatenated(list)
                try call.charge(elements: elements.count)
                result += elements
            }
            // Nothing at all is a nil slice, which is `null` in JSON.
            return .list(GoList(result, isNil: result.isEmpty))
        },
        "sortAlpha": .ofValue { (value, call) throws(FunctionFailure) in
            guard case .list = value else { return .strings([try GoText.value(value, call)]) }
            let texts = try GoText.strings(value, call).map(\.bytes)
            return .strings(texts.sorted { $0.lexicographicallyPrecedes($1) }.map { GoString(bytes: $0) })
        },
        "toStrings": .ofValue { (value, call) throws(FunctionFailure) in .strings(try GoText.strings(value, call)) },
        "join": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
            let separator = try arguments.bytes(at: 0)
            let parts = try GoText.strings(arguments.value(at: 1), call).map(\.bytes)
            try call.charge(product: parts.count, separator.count)
            return try call.made(Array(parts.joined(separator: separator)))
        },
    ]

    /// Functions that have a `must` variant, which does the same.
    private static let pairs: [String: TemplateFunction] = {
        let functions: [(String, TemplateFunction)] = [
            ("append", append), ("push", append), ("prepend", prepend), ("first", first), ("last", last),
            ("rest", rest), ("initial", initial), ("reverse", reverse), ("compact", compact), ("uniq", uniq),
            ("without", without), ("has", has), ("slice", slice), ("chunk", chunk),
        ]
        return functions.reduce(into: [:]) { pairs, function in
            pairs[function.0] = function.1
            pairs["must" + function.0.prefix(1).uppercased() + function.0.dropFirst()] = function.1
        }
    }()

    private static let make = TemplateFunction.ofValues { (values, call) throws(FunctionFailure) in
        try call.made(values)
    }

    private static func concatenated(_ value: GoValue) throws(FunctionFailure) -> [GoValue] {
        switch value {
        case .list(let list): return list.elements
        case .null: throw .nilDereference
        default: throw FunctionFailure("Cannot concat type \(value.kindName) as list")
        }
    }
}

extension ListFunctions {
    fileprivate static let append = TemplateFunction(.any, .any) { (arguments, call) throws(FunctionFailure) in
        let elements = try arguments.value(at: 0).elements(orFailing: "Cannot push on type")
        return try call.made(elements + [arguments.value(at: 1)])
    }

    fileprivate static let prepend = TemplateFunction(.any, .any) { (arguments, call) throws(FunctionFailure) in
        let elements = try arguments.value(at: 0).elements(orFailing: "Cannot prepend on type")
        return try call.made([arguments.value(at: 1)] + elements)
    }

    fileprivate static let first = TemplateFunction.ofValue { (value, _) throws(FunctionFailure) in
        try value.elements(orFailing: "Cannot find first on type").first ?? .null
    }

    fileprivate static let last = TemplateFunction.ofValue { (value, _) throws(FunctionFailure) in
        try value.elements(orFailing: "Cannot find last on type").last ?? .null
    }

    fileprivate static let rest = TemplateFunction.ofValue { (value, call) throws(FunctionFailure) in
        let elements = try value.elements(orFailing: "Cannot find rest on type")
        return elements.isEmpty ? .list(.nil) : try call.made(Array(elements.dropFirst()))
    }

    fileprivate static let initial = TemplateFunction.ofValue { (value, call) throws(FunctionFailure) in
        let elements = try value.elements(orFailing: "Cannot find initial on type")
        return elements.isEmpty ? .list(.nil) : try call.made(elements.dropLast())
    }

    fileprivate static let reverse = TemplateFunction.ofValue { (value, call) throws(FunctionFailure) in
        try call.made(value.elements(orFailing: "Cannot find reverse on type").reversed())
    }

    fileprivate static let compact = TemplateFunction.ofValue { (value, call) throws(FunctionFailure) in
        try call.made(value.elements(orFailing: "Cannot compact on type").filter(\.isTrue))
    }

    fileprivate static let uniq = TemplateFunction.ofValue { (value, call) throws(FunctionFailure) in
        var found = DistinctValues(call)
        var result: [GoValue] = []
        for element in try value.elements(orFailing: "Cannot find uniq on type")
        where try found.insert(element) {
            result.append(element)
        }
        return try call.made(result)
    }

    fileprivate static let without = TemplateFunction(.any, variadic: .any) {
        (arguments, call) throws(FunctionFailure) in
        var omitted = DistinctValues(call)
        for value in arguments.dropFirst() { _ = try omitted.insert(value) }
        var result: [GoValue] = []
        for element in try arguments.value(at: 0).elements(orFailing: "Cannot find without on type")
        where try !omitted.contains(element) {
            result.append(element)
        }
        return try call.made(result)
    }

    fileprivate static let has = TemplateFunction(.any, .any) { (arguments, call) throws(FunctionFailure) in
        let haystack = try arguments.value(at: 1)
        if case .null = haystack { return .bool(false) }
        let needle = try arguments.value(at: 0)
        for element in try haystack.elements(orFailing: "Cannot find has on type")
        where try needle.isDeeplyEqual(to: element, Walk(call)) {
            return .bool(true)
        }
        return .bool(false)
    }

    fileprivate static let slice = TemplateFunction(.any, variadic: .any) { (arguments, call) throws(FunctionFailure) in
        let value = try arguments.value(at: 0)
        let elements = try value.elements(orFailing: "list should be type of slice or array but")
        guard !elements.isEmpty, case .list(var list) = value else { return .null }
        let start = arguments.count > 1 ? arguments[1].castToInt : 0
        let end = arguments.count > 2 ? arguments[2].castToInt : elements.count
        guard 0 <= start, start <= end, end <= elements.count else {
            throw FunctionFailure("reflect.Value.Slice: slice index out of bounds")
        }
        try call.charge(elements: end - start)
        list.elements = Array(elements[start..<end])
        return .list(list)
    }

    fileprivate static let chunk = TemplateFunction(.int, .any) { (arguments, call) throws(FunctionFailure) in
        let size = try arguments.int(at: 0)
        let elements = try arguments.value(at: 1).elements(orFailing: "Cannot chunk type")
        guard size > 0 else { throw FunctionFailure("runtime error: makeslice: len out of range") }
        try call.charge(elements: 2 * elements.count)
        let chunks = stride(from: 0, to: elements.count, by: size).map { start in
            GoValue.list(Array(elements[start..<min(elements.count, start + size)]))
        }
        return .list(chunks)
    }
}

/// Values of which no two are deeply equal; strings, of which there may be many, are found at once.
private struct DistinctValues {
    private let call: any FunctionCall
    private var strings: Set<[UInt8]> = []
    private var others: [GoValue] = []

    init(_ call: any FunctionCall) { self.call = call }

    /// - Returns: Whether the value is new.
    mutating func insert(_ value: GoValue) throws(FunctionFailure) -> Bool {
        if case .string(let string) = value { return strings.insert(string.bytes).inserted }
        guard try !contains(value) else { return false }
        others.append(value)
        return true
    }

    func contains(_ value: GoValue) throws(FunctionFailure) -> Bool {
        if case .string(let string) = value { return strings.contains(string.bytes) }
        for other in others where try value.isDeeplyEqual(to: other, Walk(call)) { return true }
        return false
    }
}
