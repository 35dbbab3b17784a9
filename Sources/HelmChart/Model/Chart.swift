public import JSON

/// A Helm chart: its metadata, default values, templates and other files, and the charts in it.
///
/// Numbers of values are as Helm has them: what a file says is a `float64` and stands here as `JSONValue.number`, also
/// where it is whole; `JSONValue.integer` is an `int64`, as `--set` makes it.
public struct Chart: Sendable, Hashable {
    public var metadata: ChartMetadata
    /// `Chart.lock`, or `requirements.lock` of a chart of version 1.
    public var lock: ChartLock?
    /// The default values (`values.yaml`).
    public var values: JSONObject
    /// `values.schema.json` as it was read; nil where there is none.
    public var schema: [UInt8]?
    /// The files below `templates/`, in the order in which they were read.
    public var templates: [ChartFile]
    /// All files that have no meaning of their own, among them those of `crds/`.
    public var files: [ChartFile]
    /// The charts in `charts/`, by name of their directories or archives.
    public var dependencies: [Chart]
    /// All files as they were read, for `values.yaml` with its comments.
    public var rawFiles: [ChartFile]

    public init(
        metadata: ChartMetadata, lock: ChartLock? = nil, values: JSONObject = [:], schema: [UInt8]? = nil,
        templates: [ChartFile] = [], files: [ChartFile] = [], dependencies: [Chart] = [], rawFiles: [ChartFile] = []
    ) {
        self.metadata = metadata
        self.lock = lock
        self.values = values
        self.schema = schema
        self.templates = templates
        self.files = files
        self.dependencies = dependencies
        self.rawFiles = rawFiles
    }

    public var name: String { metadata.name }

    /// Whether the chart has only templates for others.
    public var isLibrary: Bool { metadata.type.lowercased() == "library" }
}

/// Something that Helm would have printed as a warning.
public struct ChartWarning: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
