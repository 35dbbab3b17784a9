import GoTemplate

/// Ranges of integers, charged before they are made.
enum RangeFunctions {
    static let all: [String: TemplateFunction] = [
        "until": TemplateFunction(.int) { (arguments, call) throws(FunctionFailure) in
            let count = try arguments.int(at: 0)
            return try list(from: 0, to: count, by: count < 0 ? -1 : 1, call)
        },
        "untilStep": TemplateFunction(.int, .int, .int) { (arguments, call) throws(FunctionFailure) in
            try list(from: arguments.int(at: 0), to: arguments.int(at: 1), by: arguments.int(at: 2), call)
        },
        "seq": TemplateFunction(variadic: .int) { (arguments, call) throws(FunctionFailure) in
            guard (1...3).contains(arguments.count) else { return .text("") }
            let last = try arguments.int(at: arguments.count - 1)
            let first = arguments.count == 1 ? 1 : try arguments.int(at: 0)
            let direction = last < first ? -1 : 1
            let step = arguments.count == 3 ? try arguments.int(at: 1) : direction
            if arguments.count == 3, last < first, step > 0 { return .text("") }
            let numbers = try range(from: first, to: last &+ direction, by: step, call)
            return try call.made(numbers.map(String.init).joined(separator: " "))
        },
    ]

    private static func list(
        from start: Int, to end: Int, by step: Int, _ call: any FunctionCall
    ) throws(FunctionFailure) -> GoValue {
        .list(GoList(try range(from: start, to: end, by: step, call).map(GoValue.int), of: .int))
    }

    /// Without the end; empty if the step leads away from it.
    private static func range(
        from start: Int, to end: Int, by step: Int, _ call: any FunctionCall
    ) throws(FunctionFailure) -> [Int] {
        guard end < start ? step < 0 : step > 0 else { return [] }
        let distance = UInt(bitPattern: end < start ? start &- end : end &- start)
        let count = distance == 0 ? 0 : (distance - 1) / step.magnitude + 1
        try call.charge(elements: Int(clamping: count))
        return Array(stride(from: start, to: end, by: step))
    }
}
