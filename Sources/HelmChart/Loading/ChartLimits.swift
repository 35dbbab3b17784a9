/// Bounds on what a chart may take. The sizes are those of Helm since 3.17.3.
public struct ChartLimits: Sendable, Hashable {
    public static let `default` = ChartLimits()

    /// The most bytes of an archive before it is decompressed.
    public var archiveSize: Int
    /// The most bytes of all files of a chart after decompression, those of the archives in it among them.
    public var chartSize: Int
    /// The most bytes of one file.
    public var fileSize: Int
    /// The most entries of an archive, and files of a chart.
    public var entries: Int
    /// How deeply charts may hold charts.
    public var depth: Int
    /// How many charts there may be, the outermost among them.
    public var charts: Int

    public init(
        archiveSize: Int = 64 << 20, chartSize: Int = 100 << 20, fileSize: Int = 5 << 20, entries: Int = 20_000,
        depth: Int = 16, charts: Int = 500
    ) {
        self.archiveSize = archiveSize
        self.chartSize = chartSize
        self.fileSize = fileSize
        self.entries = entries
        self.depth = depth
        self.charts = charts
    }
}
