/// Email addresses as Go's `net/mail` reads them (RFC 5322): `a@b.c`, or `Name <a@b.c>`.
enum EmailAddress {
    static func accepts(_ text: String) -> Bool {
        var scanner = AddressScanner(rest: Array(text.utf8)[...])
        return scanner.address()
    }
}

private struct AddressScanner {
    var rest: ArraySlice<UInt8>

    mutating func address() -> Bool {
        skipBlanks()
        let start = rest
        if addressSpecification() {
            skipBlanks()
            if rest.isEmpty { return true }
        }
        // Words, each a token or in quotes, and then the address in brackets.
        rest = start
        while rest.first != UInt8(ascii: "<") {
            guard quoted() || atom(withDots: true) else { return false }
            skipBlanks()
        }
        rest = rest.dropFirst()
        guard addressSpecification(), rest.popFirst() == UInt8(ascii: ">") else { return false }
        skipBlanks()
        return rest.isEmpty
    }

    /// `local@domain`
    private mutating func addressSpecification() -> Bool {
        guard rest.first == UInt8(ascii: "\"") ? quoted() : dottedAtom() else { return false }
        skipBlanks()
        guard rest.popFirst() == UInt8(ascii: "@") else { return false }
        skipBlanks()
        return rest.first == UInt8(ascii: "[") ? literal() : dottedAtom()
    }

    private mutating func dottedAtom() -> Bool {
        let start = rest
        guard atom(withDots: true) else { return false }
        let text = start[..<rest.startIndex]
        return text.first != UInt8(ascii: ".") && text.last != UInt8(ascii: ".")
            && !zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".") }
    }

    private mutating func atom(withDots: Bool) -> Bool {
        let word = rest.prefix { byte in
            byte >= 0x80 || SchemaFormat.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte) || (withDots && byte == UInt8(ascii: "."))
        }
        rest = rest[word.endIndex...]
        return !word.isEmpty
    }

    private mutating func quoted() -> Bool {
        guard rest.first == UInt8(ascii: "\"") else { return false }
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\") { guard rest.popFirst() != nil else { return false } }
            if byte < 0x20, byte != 9 { return false }
        }
        return false
    }

    /// A domain as an address in brackets: `[10.0.0.1]`.
    private mutating func literal() -> Bool {
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let text = String(decoding: rest[rest.startIndex + 1..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        return NetworkAddress(parsing: text.hasPrefix("IPv6:") ? String(text.dropFirst(5)) : text) != nil
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == 9 }
    }
}
