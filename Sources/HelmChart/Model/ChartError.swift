/// Why something of a chart cannot be read or used. `description` has Helm's words where Helm has some.
public struct ChartError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of the error.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case archive, chart, validation, values, schema, manifest, dependency, repository, limit
        }
        private let kind: Kind

        /// An archive that is damaged, or that has what charts may not have.
        public static let archive = Code(kind: .archive)
        /// A file of a chart that cannot be read.
        public static let chart = Code(kind: .chart)
        /// Metadata that break Helm's rules.
        public static let validation = Code(kind: .validation)
        /// Values that cannot be read or combined.
        public static let values = Code(kind: .values)
        /// Values that their schema forbids, or a schema that cannot be used.
        public static let schema = Code(kind: .schema)
        /// Rendered text that is no manifest.
        public static let manifest = Code(kind: .manifest)
        /// A dependency that cannot be resolved.
        public static let dependency = Code(kind: .dependency)
        /// A repository or registry that answers with something else than is asked for.
        public static let repository = Code(kind: .repository)
        /// A bound that is exceeded.
        public static let limit = Code(kind: .limit)

        public var description: String { kind.rawValue }
    }

    public let code: Code
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// The error with the words of what was being done before its own.
    func within(_ context: String) -> ChartError { ChartError(code, "\(context): \(description)") }
}
