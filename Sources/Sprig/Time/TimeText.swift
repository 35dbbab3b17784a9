/// Texts that stand for times.
package enum TimeText {
    /// Whether Go's `time.Parse` reads a text by a layout such as `2006-01-02`.
    package static func isTime(_ text: String, layout: String) -> Bool {
        (try? TimeLayout.parse(text, layout: layout)) != nil
    }
}
