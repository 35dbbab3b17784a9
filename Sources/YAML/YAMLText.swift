/// What texts mean where they stand without quotes.
package enum YAMLText {
    /// Whether go-yaml v2 reads a text without quotes as that text, and not as a number, a boolean or null. Timestamps
    /// and numbers of base 60 count as texts.
    package static func isString(_ text: String) -> Bool { PlainScalar(text) == .string }
}
