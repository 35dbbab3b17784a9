import GoTemplate

/// The arguments of a call by their Go types, which the engine has checked before.
extension [GoValue] {
    func value(at index: Int) throws(FunctionFailure) -> GoValue {
        guard indices.contains(index) else { throw FunctionFailure("wrong number of args: got \(count)") }
        return self[index]
    }

    func string(at index: Int) throws(FunctionFailure) -> GoString {
        guard case .string(let string) = try value(at: index) else { throw try mismatch(at: index, "string") }
        return string
    }

    func text(at index: Int) throws(FunctionFailure) -> String { try string(at: index).text }

    func bytes(at index: Int) throws(FunctionFailure) -> [UInt8] { try string(at: index).bytes }

    func int(at index: Int) throws(FunctionFailure) -> Int {
        guard case .integer(let value, _) = try value(at: index) else { throw try mismatch(at: index, "int") }
        return Int(truncatingIfNeeded: value)
    }

    func float(at index: Int) throws(FunctionFailure) -> Double {
        switch try value(at: index) {
        case .float(let value): return value
        case .integer(let value, _): return Double(value)
        default: throw try mismatch(at: index, "float64")
        }
    }

    func bool(at index: Int) throws(FunctionFailure) -> Bool {
        guard case .bool(let value) = try value(at: index) else { throw try mismatch(at: index, "bool") }
        return value
    }

    func map(at index: Int) throws(FunctionFailure) -> GoMap {
        guard case .map(let map) = try value(at: index) else {
            throw try mismatch(at: index, "map[string]interface {}")
        }
        return map
    }

    /// A `[]interface{}`, for which nil stands too.
    func list(at index: Int) throws(FunctionFailure) -> [GoValue] {
        switch try value(at: index) {
        case .list(let list): return list.elements
        case .null: return []
        default: throw try mismatch(at: index, "[]interface {}")
        }
    }

    func time(at index: Int) throws(FunctionFailure) -> GoTime {
        guard case .object(let object) = try value(at: index), let time = object as? GoTime else {
            throw try mismatch(at: index, "time.Time")
        }
        return time
    }

    func certificate(at index: Int) throws(FunctionFailure) -> CertificatePair {
        guard case .object(let object) = try value(at: index), let pair = object as? CertificatePair else {
            throw try mismatch(at: index, "sprig.certificate")
        }
        return pair
    }

    private func mismatch(at index: Int, _ expected: String) throws(FunctionFailure) -> FunctionFailure {
        FunctionFailure("wrong type for value; expected \(expected); got \(try value(at: index).typeName)")
    }
}

extension GoValue {
    static func text(_ text: String) -> GoValue { .string(GoString(text)) }
    static func bytes(_ bytes: some Collection<UInt8>) -> GoValue { .string(GoString(bytes: bytes)) }
    static func int(_ value: Int) -> GoValue { .integer(Int64(value), .int) }
    static func int64(_ value: Int64) -> GoValue { .integer(value, .int64) }
    static func list(_ elements: [GoValue]) -> GoValue { .list(GoList(elements)) }
    static func strings(_ strings: [GoString]) -> GoValue { .list(GoList(strings.map(GoValue.string), of: .string)) }
    static func dictionary(_ values: [String: GoValue]) -> GoValue { .map(GoMap(values)) }
}

extension FunctionCall {
    /// A string that the call made, after it was charged.
    func made(_ bytes: [UInt8]) throws(FunctionFailure) -> GoValue {
        try charge(bytes: bytes.count)
        return .bytes(bytes)
    }

    func made(_ text: String) throws(FunctionFailure) -> GoValue {
        try charge(bytes: text.utf8.count)
        return .text(text)
    }

    func made(_ elements: [GoValue]) throws(FunctionFailure) -> GoValue {
        try charge(elements: elements.count)
        return .list(elements)
    }

    /// Charges for the room that elements of a list take.
    func charge(elements count: Int) throws(FunctionFailure) {
        try charge(product: count, MemoryLayout<GoValue>.stride)
    }

    /// Charges for what takes a processor a tenth of a second and more, such as a key or a password's hash, so that a
    /// template cannot ask for many thousands of them.
    func chargeSlowWork() throws(FunctionFailure) { try charge(bytes: 256 << 10) }

    /// Charges a size that may be beyond what an integer holds.
    func charge(product count: Int, _ size: Int) throws(FunctionFailure) {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        try charge(bytes: overflows ? .max : bytes)
    }
}
