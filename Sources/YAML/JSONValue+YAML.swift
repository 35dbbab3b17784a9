public import JSON

extension JSONValue {
    /// The value as YAML in the style of Kubernetes' tools: block style, two spaces, sequences at the column of their key,
    /// with a final newline.
    ///
    /// Strings are written plain where they read back as strings, else in quotes; strings of several lines as literal
    /// blocks where YAML allows it. No line is folded.
    /// - Parameters:
    ///   - sortedKeys: Whether members are written in the order of their names instead of their own.
    ///   - templated: Whether the text is rendered as a Jinja template before it is read: then strings with an expression are
    ///     written as literal blocks, which put no escapes into it and take whatever it comes to, on one line.
    public func yaml(sortedKeys: Bool = false, templated: Bool = false) -> String {
        var writer = YAMLWriter(sortedKeys: sortedKeys, templated: templated)
        writer.writeDocument(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension YAMLDocument {
    /// The values as the documents of one text, parted by lines of `---`; see
    /// `JSONValue.yaml(sortedKeys:templated:)`.
    public static func text(
        of values: some Sequence<JSONValue>, sortedKeys: Bool = false, templated: Bool = false
    ) -> String {
        values.map { $0.yaml(sortedKeys: sortedKeys, templated: templated) }.joined(separator: "---\n")
    }
}
