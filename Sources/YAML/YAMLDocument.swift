public import JSON

/// One document of a YAML text, as the JSON value that Kubernetes takes it for.
///
/// The rules are those of sigs.k8s.io/yaml: YAML 1.1 scalars (`yes` is a boolean, `0123` is octal), keys that are no
/// strings become their text, and a key that is named twice is an error. Where that library lets the order decide, this
/// one follows the specification: a key that a mapping names itself wins over one it merges with `<<`.
public struct YAMLDocument: Sendable {
    public let value: JSONValue

    /// The line where the value begins, from 1.
    public let line: Int

    /// Reads every document of a text that is not empty or `null`. A JSON text is one document.
    ///
    /// - Throws: `YAMLError` at the first place that is no YAML, is nothing in JSON, or breaks a limit.
    public static func parse(
        _ text: String, limits: YAMLLimits = .default
    ) throws(YAMLError) -> [YAMLDocument] {
        try parse(Array(text.utf8), limits: limits)
    }

    /// Reads every document of a text; see `parse(_:limits:)`.
    public static func parse(
        _ bytes: [UInt8], limits: YAMLLimits = .default
    ) throws(YAMLError) -> [YAMLDocument] {
        var reader = try YAMLReader(bytes, limits: limits)
        return try reader.documents()
    }
}
