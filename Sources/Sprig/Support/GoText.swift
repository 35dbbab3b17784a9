import GoTemplate

/// The texts of values, as Sprig makes them for functions that want strings.
enum GoText {
    /// A string as it is, bytes as a string, everything else as `%v` prints it.
    static func value(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> GoString {
        switch value {
        case .string(let string):
            return string
        case .list(let list) where list.elementType == .uint8:
            return GoString(bytes: list.elements.map { UInt8(truncatingIfNeeded: $0.castToInt64) })
        default:
            return try GoFormat.printed(value, call)
        }
    }

    /// The elements of a list without nils, or the value itself; nothing for nil.
    static func strings(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> [GoString] {
        switch value {
        case .null:
            return []
        case .list(let list):
            try call.charge(elements: list.elements.count)
            var strings: [GoString] = []
            for element in list.elements {
                if case .null = element { continue }
                strings.append(try self.value(element, call))
            }
            return strings
        default:
            return [try self.value(value, call)]
        }
    }
}
