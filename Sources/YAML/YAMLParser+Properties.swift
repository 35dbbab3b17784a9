/// Anchors, aliases, tags and directives.
extension YAMLParser {
    /// What may stand before a node.
    struct Properties {
        var anchor: String?
        var tag: String?
        var offset: Int

        var isEmpty: Bool { anchor == nil && tag == nil }
    }

    /// Reads an anchor and a tag in any order, as far as they stand on one line.
    mutating func parseProperties() throws(YAMLFailure) -> Properties {
        var properties = Properties(offset: position)
        while true {
            let end = position
            if !properties.isEmpty { skipBlanks() }
            if isNext("&"), properties.anchor == nil {
                position += 1
                let name = try parseAnchorName()
                properties.anchor = name
                anchors[name] = .some(nil)
            } else if isNext("!"), properties.tag == nil {
                properties.tag = try parseTag()
            } else {
                position = end
                return properties
            }
        }
    }

    mutating func attach(_ properties: Properties, to node: YAMLTree.ID) throws(YAMLFailure) {
        guard !properties.isEmpty else { return }
        if case .alias = tree[node].content {
            throw failure("an alias may have neither anchor nor tag", at: properties.offset)
        }
        if let tag = properties.tag {
            guard tree[node].tag == nil else { throw failure("the value has two tags", at: properties.offset) }
            tree[node].tag = tag
        }
        if let anchor = properties.anchor {
            guard tree[node].anchor == nil else { throw failure("the value has two anchors", at: properties.offset) }
            tree[node].anchor = anchor
            anchors[anchor] = .some(node)
        }
    }

    mutating func parseAlias() throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        position += 1
        let name = try parseAnchorName()
        guard let known = anchors[name] else { throw failure("there is no anchor \"\(name)\" before", at: start) }
        guard let target = known else { throw failure("the value of anchor \"\(name)\" contains itself", at: start) }
        return tree.add(.alias(target), at: start)
    }

    private mutating func parseAnchorName() throws(YAMLFailure) -> String {
        let start = position
        while isWordByte(peek()) { position += 1 }
        let followers = "?:,]}%@`".utf8
        guard position > start, isBlankOrEnd(at: 0) || followers.contains(peek()) else {
            throw failure("the name of an anchor is made of letters, digits, '-' and '_'")
        }
        return text(start..<position)
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // MARK: Tags

    /// Reads a tag: `!`, `!name`, `!!name`, `!handle!name` or `!<name>`.
    ///
    /// - Returns: The full tag; `!` where it has no name.
    private mutating func parseTag() throws(YAMLFailure) -> String {
        let start = position
        position += 1
        if isNext("<") {
            position += 1
            let name = try parseTagName(from: start, isVerbatim: true)
            guard isNext(">"), !name.isEmpty else { throw failure("expected '>' after a tag", at: start) }
            position += 1
            return name
        }
        while isWordByte(peek()) { position += 1 }
        var handle = "!"
        if isNext("!") {
            position += 1
            handle = text(start..<position)
        } else {
            position = start + 1
        }
        let name = try parseTagName(from: start, isVerbatim: false)
        if name.isEmpty {
            guard handle == "!" else { throw failure("the tag has no name", at: start) }
            return handle
        }
        guard let prefix = tagPrefixes[handle] ?? Self.standardPrefix(of: handle) else {
            throw failure("no directive explains the tag handle \"\(handle)\"", at: start)
        }
        return prefix + name
    }

    private static func standardPrefix(of handle: String) -> String? {
        switch handle {
        case "!": "!"
        case "!!": "tag:yaml.org,2002:"
        default: nil
        }
    }

    /// Reads the characters of a URI, `%`-escapes decoded.
    private mutating func parseTagName(from start: Int, isVerbatim: Bool) throws(YAMLFailure) -> String {
        let punctuation = isVerbatim ? "-_;/?:@&=+$.!~*'()#,[]".utf8 : "-_;/?:@&=+$.!~*'()#".utf8
        var name: [UInt8] = []
        while true {
            let byte = peek()
            if byte == UInt8(ascii: "%") {
                guard let high = Self.hexDigit(peek(1)), let low = Self.hexDigit(peek(2)) else {
                    throw failure("'%' in a tag must be followed by two hex digits")
                }
                name.append(high << 4 | low)
                position += 3
            } else if isWordByte(byte) || punctuation.contains(byte) || byte >= 0x80 {
                name.append(byte)
                position += 1
            } else {
                break
            }
        }
        guard let text = String(validating: name, as: UTF8.self) else {
            throw failure("the tag is not UTF-8", at: start)
        }
        guard isBlankOrEnd(at: 0) || isFlowIndicator(peek()) || isVerbatim else {
            throw failure("expected white space after a tag, found \(found)")
        }
        return text
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    // MARK: Directives

    /// Reads the directives before a document.
    ///
    /// - Returns: Whether there are any.
    mutating func parseDirectives() throws(YAMLFailure) -> Bool {
        tagPrefixes = [:]
        var hasVersion = false
        let start = position
        while column == 0, isNext("%") {
            let line = position
            while position < bytes.count, !isAtBreak, !(isNext("#") && isBlank(bytes[position - 1])) { position += 1 }
            let words = text(line..<position).split(whereSeparator: { $0 == " " || $0 == "\t" })
            switch words.first {
            case "%YAML":
                guard words.count == 2, !hasVersion, words[1].hasPrefix("1.") else {
                    throw failure("expected one %YAML directive for version 1", at: line)
                }
                hasVersion = true
            case "%TAG":
                guard words.count == 3, words[1].hasPrefix("!"), words[1].hasSuffix("!"),
                    tagPrefixes[String(words[1])] == nil
                else { throw failure("a %TAG directive has a handle of its own and a prefix", at: line) }
                tagPrefixes[String(words[1])] = String(words[2])
            default: break
            }
            _ = try skipToToken()
        }
        return position > start
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
