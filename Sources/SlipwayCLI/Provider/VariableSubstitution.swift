/// Puts values in the place of `${VARIABLE}` in the manifests of providers, by the rules of clusterctl.
///
/// `${VAR}` must have a value. `${VAR:=default}` and `${VAR:-default}` need none, or an empty one; `${VAR=default}` and
/// `${VAR-default}` need none. A default may hold further variables. `$${` stands for `${`. All else that has a dollar sign
/// is left as it is, such as `$(POD_NAMESPACE)`.
struct VariableSubstitution {
    private let values: [String: String]
    /// The variables without value and default, sorted.
    private(set) var unset: Set<String> = []
    /// The expressions that are none of the above, such as `${VAR/a/b}`.
    private(set) var unsupported: Set<String> = []

    /// How deep variables may lie in defaults.
    private static let maximumDepth = 16

    init(_ values: [String: String]) {
        self.values = values
    }

    /// The text with every variable replaced; one that cannot be is left as it is and noted.
    mutating func substitute(in text: String) -> String {
        var bytes = Array(text.utf8)[...]
        return String(decoding: read(&bytes, untilBrace: false, depth: 0), as: UTF8.self)
    }

    /// Reads up to the end, or to the brace that closes the expression around, which is taken.
    private mutating func read(_ rest: inout ArraySlice<UInt8>, untilBrace: Bool, depth: Int) -> [UInt8] {
        var result: [UInt8] = []
        while let byte = rest.first {
            if rest.starts(with: "$${".utf8) {
                result += "${".utf8
                rest.removeFirst(3)
            } else if rest.starts(with: "${".utf8), depth < Self.maximumDepth {
                result += expression(&rest, depth: depth)
            } else {
                rest.removeFirst()
                if untilBrace, byte == UInt8(ascii: "}") { return result }
                result.append(byte)
            }
        }
        return result
    }

    /// Reads an expression; the text begins with its `${`.
    private mutating func expression(_ rest: inout ArraySlice<UInt8>, depth: Int) -> [UInt8] {
        var inner = rest.dropFirst(2)
        let name = inner.prefix { Self.isNameByte($0) }
        guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            rest.removeFirst(2)
            return Array("${".utf8)
        }
        inner = inner.dropFirst(name.count)
        let variable = String(decoding: name, as: UTF8.self)
        let value = values[variable]
        if inner.first == UInt8(ascii: "}") {
            rest = inner.dropFirst()
            if value == nil { unset.insert(variable) }
            return value.map { Array($0.utf8) } ?? []
        }
        for (mark, replacesEmpty) in [(":=", true), (":-", true), ("=", false), ("-", false)]
        where inner.starts(with: mark.utf8) {
            rest = inner.dropFirst(mark.utf8.count)
            // What a default that is not used lacks is no loss.
            let isUsed = value.map { replacesEmpty && $0.isEmpty } ?? true
            let before = (unset, unsupported)
            let fallback = read(&rest, untilBrace: true, depth: depth + 1)
            if !isUsed { (unset, unsupported) = before }
            return isUsed ? fallback : Array((value ?? "").utf8)
        }
        let whole = rest.prefix { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "\n") }
        unsupported.insert(String(decoding: whole, as: UTF8.self) + "}")
        rest = rest.dropFirst(whole.count)
        return Array(whole)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
