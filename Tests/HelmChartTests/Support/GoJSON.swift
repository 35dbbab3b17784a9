import JSON

/// JSON as Helm's `toJson` writes it.
enum GoJSON {
    static func text(_ value: JSONValue) -> String {
        var text = String(decoding: value.serialized(sortedKeys: true), as: UTF8.self)
        for (character, escape) in [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")] {
            text = text.split(separator: character, omittingEmptySubsequences: false).joined(separator: escape)
        }
        return text
    }
}
