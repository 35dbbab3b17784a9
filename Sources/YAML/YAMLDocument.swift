public import JSON

/// One document of a YAML text, as the JSON value that Kubernetes takes it for.
///
/// The rules are those of sigs.k8s.io/yaml: YAML 1.1 scalars (`yes` is a boolean, `0123` is octal, `1.10` is 1.1), keys
/// that are no strings become their text, and a key that is named twice is an error. Where that library lets the order
/// decide, this one follows the specification: a key that a mapping names itself wins over one it merges with `<<`.
public struct YAMLDocument: Sendable {
    public let value: JSONValue

    /// The line where the value begins, from 1.
    public let line: Int

    /// The keys that were named twice, up to `JSONDuplicateKey.maximumReported`, in the order of the text.
    public let duplicateKeys: [YAMLDuplicateKey]

    /// The text that the document is part of, for `position(of:)`.
    private let bytes: [UInt8]
    private let ordinal: Int

    /// Reads every document of a text that is not empty or `null`. A JSON text is one document and keeps the literals of
    /// its numbers.
    ///
    /// - Throws: `YAMLError` at the first place that is no YAML, is nothing in JSON, or breaks a limit.
    public static func parse(
        _ text: String, limits: YAMLLimits = .default, duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(YAMLError) -> [YAMLDocument] {
        try parse(Array(text.utf8), limits: limits, duplicateKeys: duplicateKeys)
    }

    /// Reads every document of a text; see `parse(_:limits:duplicateKeys:)`.
    public static func parse(
        _ bytes: [UInt8], limits: YAMLLimits = .default, duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(YAMLError) -> [YAMLDocument] {
        if let document = json(bytes, limits: limits) { return [document] }
        var documents: [YAMLDocument] = []
        var lines = LineCounter()
        try read(bytes, limits: limits) { tree, ordinal throws(YAMLFailure) in
            var converter = YAMLConverter(tree, limits: limits, duplicateKeys: duplicateKeys)
            let value = try converter.convert()
            guard !value.isNull else { return true }
            let duplicates = converter.duplicates.sorted { $0.offset < $1.offset }
            documents.append(
                YAMLDocument(
                    value: value, line: lines.line(at: tree[tree.root].offset, in: bytes),
                    duplicateKeys: duplicates.map {
                        YAMLDuplicateKey(path: $0.path, position: YAMLPosition(offset: $0.offset, in: bytes))
                    },
                    bytes: bytes, ordinal: ordinal))
            return true
        }
        return documents
    }

    /// The value of the first document, which may be empty or `null`. What follows it is not read, as by Go's `yaml.Unmarshal`.
    ///
    /// - Throws: `YAMLError` at the first place of that document that is no YAML, is nothing in JSON, or breaks a limit.
    public static func firstValue(
        in bytes: [UInt8], limits: YAMLLimits = .default, duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(YAMLError) -> JSONValue {
        if let document = json(bytes, limits: limits) { return document.value }
        var value = JSONValue.null
        try read(bytes, limits: limits) { tree, _ throws(YAMLFailure) in
            var converter = YAMLConverter(tree, limits: limits, duplicateKeys: duplicateKeys)
            value = try converter.convert()
            return false
        }
        return value
    }

    /// Where the value a pointer leads to begins in the text; `nil` where it leads nowhere.
    ///
    /// Reads the text again: for the message about a value, not for every value.
    public func position(of pointer: JSONPointer) -> YAMLPosition? {
        var position: YAMLPosition?
        try? Self.read(bytes, limits: YAMLLimits(byteCount: .max)) { tree, ordinal in
            guard ordinal == self.ordinal else { return true }
            position = tree.offset(of: pointer).map { YAMLPosition(offset: $0, in: bytes) }
            return false
        }
        return position
    }
}

/// A key that a mapping names more than once.
public struct YAMLDuplicateKey: Sendable, Hashable {
    /// Where the value is; the last token is the key.
    public let path: JSONPointer

    /// Where the key is named again.
    public let position: YAMLPosition
}

extension YAMLDocument {
    /// The value of a text that is JSON as it stands.
    private static func json(_ bytes: [UInt8], limits: YAMLLimits) -> YAMLDocument? {
        let space = UInt8(ascii: " ")
        guard let start = bytes.firstIndex(where: { $0 > space }),
            bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "["),
            let value = try? JSONValue(
                parsing: bytes, limits: JSONLimits(depth: limits.depth, byteCount: limits.byteCount))
        else { return nil }
        let line = YAMLPosition(offset: start, in: bytes).line
        return YAMLDocument(value: value, line: line, duplicateKeys: [], bytes: bytes, ordinal: 1)
    }

    /// Reads one document after the other for as long as `body` returns `true`.
    static func read(
        _ bytes: [UInt8], limits: YAMLLimits, _ body: (YAMLTree, _ ordinal: Int) throws(YAMLFailure) -> Bool
    ) throws(YAMLError) {
        var ordinal = 1
        do throws(YAMLFailure) {
            guard bytes.count <= limits.byteCount else {
                throw YAMLFailure(code: .limit, message: "the text is too long", offset: limits.byteCount)
            }
            try YAMLParser.check(bytes)
            var parser = YAMLParser(bytes, depthLimit: limits.depth)
            while let tree = try parser.nextDocument() {
                guard try body(tree, ordinal) else { return }
                ordinal += 1
            }
        } catch {
            throw error.error(in: bytes, document: ordinal)
        }
    }
}

/// Counts the lines up to offsets that only grow.
private struct LineCounter {
    private var offset = 0
    private var line = 1

    mutating func line(at next: Int, in bytes: [UInt8]) -> Int {
        while offset < next {
            let isCarriageReturn = bytes[offset] == UInt8(ascii: "\r")
            offset += 1
            let isLineFeed = bytes[offset - 1] == UInt8(ascii: "\n")
            if isLineFeed || isCarriageReturn && !(offset < bytes.count && bytes[offset] == UInt8(ascii: "\n")) {
                line += 1
            }
        }
        return line
    }
}

extension YAMLTree {
    /// The offset of the node that a pointer leads to, aliases and merge keys followed.
    fileprivate func offset(of pointer: JSONPointer) -> Int? {
        var id = root
        for token in pointer.tokens {
            guard let child = child(token, of: id) else { return nil }
            id = child
        }
        return self[id].offset
    }

    private func child(_ token: String, of id: ID) -> ID? {
        switch self[id].content {
        case .alias(let target): return child(token, of: target)
        case .scalar: return nil
        case .sequence(let entries):
            guard let index = JSONPointer.index(of: token), entries.indices.contains(index) else { return nil }
            return entries[index]
        case .mapping(let pairs):
            if let pair = pairs.last(where: { scalarText(of: $0.key) == token }) { return pair.value }
            for pair in pairs where scalarText(of: pair.key) == "<<" {
                for mapping in mergedMappings(pair.value) {
                    if let child = child(token, of: mapping) { return child }
                }
            }
            return nil
        }
    }

    private func mergedMappings(_ id: ID) -> [ID] {
        switch self[id].content {
        case .alias(let target): mergedMappings(target)
        case .sequence(let entries): entries
        case .mapping: [id]
        case .scalar: []
        }
    }

    private func scalarText(of id: ID) -> String? {
        switch self[id].content {
        case .alias(let target): scalarText(of: target)
        case .scalar(let text, _): text
        case .sequence, .mapping: nil
        }
    }
}
