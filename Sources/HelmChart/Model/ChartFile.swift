/// A file of a chart.
public struct ChartFile: Sendable, Hashable {
    /// The path from the chart's own directory, with slashes.
    public var name: String
    public var contents: [UInt8]

    public init(name: String, contents: [UInt8]) {
        self.name = name
        self.contents = contents
    }

    public init(name: String, text: String) { self.init(name: name, contents: Array(text.utf8)) }

    /// The contents, with U+FFFD for every byte that is not part of valid UTF-8.
    public var text: String { String(decoding: contents, as: UTF8.self) }
}
