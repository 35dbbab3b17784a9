import GoTemplate

/// Functions whose result can be far longer than their arguments: they charge before they make it.
extension TextFunctions {
    static let growing: [String: TemplateFunction] = [
        "repeat": TemplateFunction(.int, .string) { (arguments, call) throws(FunctionFailure) in
            let count = try arguments.int(at: 0)
            let text = try arguments.bytes(at: 1)
            guard count >= 0 else { throw FunctionFailure("strings: negative Repeat count") }
            try call.charge(product: count, text.count)
            return .bytes(text.isEmpty ? [] : Array(repeatElement(text, count: count).joined()))
        },
        "replace": TemplateFunction(.string, .string, .string) { (arguments, call) throws(FunctionFailure) in
            .bytes(try replace(arguments.bytes(at: 0), arguments.bytes(at: 1), in: arguments.bytes(at: 2), call))
        },
        "indent": TemplateFunction(.int, .string) { (arguments, call) throws(FunctionFailure) in
            .bytes(try indent(arguments.bytes(at: 1), by: arguments.int(at: 0), call))
        },
        "nindent": TemplateFunction(.int, .string) { (arguments, call) throws(FunctionFailure) in
            .bytes([UInt8(ascii: "\n")] + (try indent(arguments.bytes(at: 1), by: arguments.int(at: 0), call)))
        },
        "wrap": TemplateFunction(.int, .string) { (arguments, call) throws(FunctionFailure) in
            let text = try arguments.bytes(at: 1)
            return try lines(text, arguments.int(at: 0), separator: [], breaksWords: false, call)
        },
        "wrapWith": TemplateFunction(.int, .string, .string) { (arguments, call) throws(FunctionFailure) in
            let text = try arguments.bytes(at: 2)
            return try lines(text, arguments.int(at: 0), separator: arguments.bytes(at: 1), breaksWords: true, call)
        },
    ]

    private static func replace(
        _ old: [UInt8], _ new: [UInt8], in text: [UInt8], _ call: any FunctionCall
    ) throws(FunctionFailure) -> [UInt8] {
        let places = ByteSearch(old).places(in: text)
        try call.charge(bytes: text.count)
        try call.charge(product: places.count, new.count)
        var result: [UInt8] = []
        var start = 0
        for place in places {
            result += text[start..<place]
            result += new
            start = place + old.count
        }
        return result + text[start...]
    }

    private static func indent(
        _ text: [UInt8], by count: Int, _ call: any FunctionCall
    ) throws(FunctionFailure) -> [UInt8] {
        guard count >= 0 else { throw FunctionFailure("strings: negative Repeat count") }
        // Charged before the blanks are made, which are no fewer than one line's.
        try call.charge(bytes: count)
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: count)
        let lineFeed = UInt8(ascii: "\n")
        return blanks + (try replace([lineFeed], [lineFeed] + blanks, in: text, call))
    }

    private static func lines(
        _ text: [UInt8], _ width: Int, separator: [UInt8], breaksWords: Bool, _ call: any FunctionCall
    ) throws(FunctionFailure) -> GoValue {
        let separator = separator.isEmpty ? [UInt8(ascii: "\n")] : separator
        let lines = Wrapping.wrap(text, width: width, separator: separator, breaksWords: breaksWords)
        try call.charge(product: lines.count, separator.count)
        return try call.made(Array(lines.joined(separator: separator)))
    }
}
