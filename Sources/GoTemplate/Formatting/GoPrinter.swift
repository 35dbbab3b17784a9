/// Go's `fmt` for the values of templates. It writes into `bytes` and charges the call for what it writes.
///
/// Where Go prints an address (`%p`), which is different each time, this says that the verb does not fit.
struct GoPrinter {
    /// No value that means something is deeper.
    private static let maximumDepth = 500

    var bytes: [UInt8]
    var flags = FormatFlags()
    private let call: any FunctionCall
    /// How much of `bytes` has been charged.
    private var charged: Int

    /// - Parameter bytes: What is there already, which is not charged.
    init(_ call: any FunctionCall, appendingTo bytes: [UInt8] = []) {
        self.call = call
        self.bytes = bytes
        charged = bytes.count
    }

    /// Charges what was written.
    mutating func settle() throws(FunctionFailure) {
        guard bytes.count > charged else { return }
        try call.charge(bytes: bytes.count - charged)
        charged = bytes.count
    }

    /// Charges for bytes that are about to be written.
    mutating func reserve(_ count: Int) throws(FunctionFailure) {
        try settle()
        try call.charge(bytes: count)
        charged += count
    }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    // MARK: - Arguments

    /// An argument of a format or of `print`.
    mutating func print(argument value: GoValue, verb: Unicode.Scalar) throws(FunctionFailure) {
        switch (value, verb) {
        case (.null, "T"), (.null, "v"): try pad("<nil>".utf8)
        case (.null, _): try badVerb(verb, value)
        case (_, "T"): try write(text: value.typeName.utf8)
        case (_, "p"): try badVerb(verb, value)
        case (.list(let list), _) where list.elementType == .uint8: try print(bytes: list, verb: verb)
        default: try print(value, verb: verb, depth: 0)
        }
        if bytes.count - charged > 4096 { try settle() }
    }

    /// A verb that does not fit the value.
    mutating func badVerb(_ verb: Unicode.Scalar, _ value: GoValue) throws(FunctionFailure) {
        append("%!")
        bytes.append(verb)
        append("(")
        if case .null = value {
            append("<nil>")
        } else {
            bytes += value.typeName.utf8
            append("=")
            try print(value, verb: "v", depth: 0)
        }
        append(")")
    }

    // MARK: - Values

    mutating func print(_ value: GoValue, verb: Unicode.Scalar, depth: Int) throws(FunctionFailure) {
        switch value {
        case .null: append(flags.sharpV ? "interface {}(nil)" : "<nil>")
        case .bool(let truth):
            guard verb == "t" || verb == "v" else { return try badVerb(verb, value) }
            try pad((truth ? "true" : "false").utf8)
        case .integer(let integer, let type): try print(integer, type, verb: verb)
        case .float(let number): try print(number, verb: verb)
        case .string(let string): try print(string, verb: verb)
        case .list(let list): try print(list, verb: verb, depth: depth)
        case .map(let map): try print(map, verb: verb, depth: depth)
        case .object(let object): try print(object, verb: verb)
        }
    }

    private func descended(_ depth: Int) throws(FunctionFailure) -> Int {
        guard depth < Self.maximumDepth else {
            throw FunctionFailure("the value is nested deeper than \(Self.maximumDepth) levels or contains itself")
        }
        return depth + 1
    }

    /// What stands between one element and the next.
    private mutating func separate(isFirst: Bool) throws(FunctionFailure) {
        if !isFirst {
            if flags.sharpV { append(", ") } else { append(" ") }
        }
        if bytes.count - charged > 4096 { try settle() }
    }

    private mutating func print(_ list: GoList, verb: Unicode.Scalar, depth: Int) throws(FunctionFailure) {
        let depth = try descended(depth)
        switch verb {
        case "w": return try badVerb(verb, .list(list))
        case "s" where list.elementType == .uint8, "q" where list.elementType == .uint8,
            "x" where list.elementType == .uint8, "X" where list.elementType == .uint8:
            return try print(bytes: list, verb: verb)
        default: break
        }
        if flags.sharpV {
            bytes += GoValue.list(list).typeName.utf8
            if list.isNil { return append("(nil)") }
        }
        append(flags.sharpV ? "{" : "[")
        for (index, element) in list.elements.enumerated() {
            try separate(isFirst: index == 0)
            try print(element, verb: verb, depth: depth)
        }
        append(flags.sharpV ? "}" : "]")
    }

    private mutating func print(_ map: GoMap, verb: Unicode.Scalar, depth: Int) throws(FunctionFailure) {
        let depth = try descended(depth)
        if verb == "w" { return try badVerb(verb, .map(map)) }
        if flags.sharpV {
            bytes += GoValue.map(map).typeName.utf8
            append("{")
        } else {
            append("map[")
        }
        for (index, key) in map.sortedKeys.enumerated() {
            try separate(isFirst: index == 0)
            try print(GoString(key), verb: verb)
            append(":")
            try print(map.values[key] ?? .null, verb: verb, depth: depth)
        }
        append(flags.sharpV ? "}" : "]")
    }

    private mutating func print(_ object: any GoObject, verb: Unicode.Scalar) throws(FunctionFailure) {
        switch verb {
        case "v" where flags.sharpV: bytes += object.printed.utf8
        case "v", "s", "x", "X", "q": try print(GoString(object.printed), verb: verb)
        default:
            append("%!")
            bytes.append(verb)
            append("(")
            bytes += object.typeName.utf8
            append("=")
            bytes += object.printed.utf8
            append(")")
        }
    }

    /// A `[]byte`.
    private mutating func print(bytes list: GoList, verb: Unicode.Scalar) throws(FunctionFailure) {
        switch verb {
        case "s", "q", "x", "X": try print(GoString(bytes: list.bytes), verb: verb)
        case "v" where flags.sharpV, "d" where flags.sharpV:
            append("[]byte")
            if list.isNil { return append("(nil)") }
            append("{")
            for (index, byte) in list.bytes.enumerated() {
                try separate(isFirst: index == 0)
                try write(UInt64(byte), isNegative: false, base: 16, verb: "v", sharp: true)
            }
            append("}")
        default: try print(list, verb: verb, depth: 0)
        }
    }
}

// MARK: - Without a format

extension GoPrinter {
    /// `fmt.Sprint`: a space between two operands neither of which is a string.
    mutating func print(operands: [GoValue]) throws(FunctionFailure) {
        var previousIsString = false
        for (index, operand) in operands.enumerated() {
            var isString = false
            if case .string = operand { isString = true }
            if index > 0, !isString, !previousIsString { append(" ") }
            try print(argument: operand, verb: "v")
            previousIsString = isString
        }
        try settle()
    }

    /// `fmt.Sprintln`
    mutating func printLine(operands: [GoValue]) throws(FunctionFailure) {
        for (index, operand) in operands.enumerated() {
            if index > 0 { append(" ") }
            try print(argument: operand, verb: "v")
        }
        append("\n")
        try settle()
    }
}

extension GoList {
    /// The elements of a `[]byte`.
    var bytes: [UInt8] {
        elements.map { element in
            if case .integer(let value, _) = element { UInt8(truncatingIfNeeded: value) } else { 0 }
        }
    }
}
