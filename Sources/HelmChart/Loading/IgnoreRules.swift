import Sprig

/// What `.helmignore` keeps out of a chart.
///
/// The patterns are those of Go's `filepath.Match`, held against the whole path where they have a slash and against its
/// last part where they have none. They are tried in order, the first that decides wins: a pattern with `!` ignores all
/// that it does not match, and `**` does not exist.
public struct IgnoreRules: Sendable {
    public static let fileName = ".helmignore"
    /// Far beyond what anybody writes.
    private static let maximumSize = 256 << 10

    private struct Pattern: Sendable {
        var pattern: GoPattern
        var isNegated: Bool
        var needsDirectory: Bool
        var matchesWholePath: Bool
    }

    private var patterns: [Pattern] = []

    /// The rules of a chart without the file: only templates whose names begin with a dot are ignored.
    public init() { addDefaults() }

    /// - Throws: `chart`, in Helm's words.
    public init(parsing bytes: [UInt8]) throws(ChartError) {
        guard bytes.count <= Self.maximumSize else {
            throw ChartError(.limit, "\(Self.fileName) is larger than \(Self.maximumSize) bytes")
        }
        let lines = ChartArchive.withoutByteOrderMark(bytes).split(separator: UInt8(ascii: "\n"))
        for line in lines { try add(String(decoding: line, as: UTF8.self).goTrimmed) }
        addDefaults()
    }

    private mutating func addDefaults() {
        guard let pattern = try? GoPattern("templates/.?*") else { return }
        patterns.append(
            Pattern(pattern: pattern, isNegated: false, needsDirectory: false, matchesWholePath: true))
    }

    private mutating func add(_ line: String) throws(ChartError) {
        guard !line.isEmpty, !line.hasPrefix("#") else { return }
        guard !line.contains("**") else {
            throw ChartError(.chart, "double-star (**) syntax is not supported")
        }
        _ = try GoPattern(line)
        var rule = line[...]
        let isNegated = rule.hasPrefix("!")
        if isNegated { rule.removeFirst() }
        let needsDirectory = rule.hasSuffix("/")
        if needsDirectory { rule.removeLast() }
        let matchesWholePath = rule.contains("/")
        if rule.hasPrefix("/") { rule.removeFirst() }
        patterns.append(
            Pattern(
                pattern: try GoPattern(String(rule)), isNegated: isNegated, needsDirectory: needsDirectory,
                matchesWholePath: matchesWholePath))
    }

    /// - Parameter path: From the chart's directory, with slashes.
    public func ignores(_ path: String, isDirectory: Bool) -> Bool {
        guard !path.isEmpty, path != ".", path != "./" else { return false }
        let base = GoPath.base(of: path)
        for pattern in patterns {
            let text = pattern.matchesWholePath ? path : base
            if pattern.isNegated {
                if pattern.needsDirectory && !isDirectory || !pattern.pattern.matches(text) { return true }
            } else if !pattern.needsDirectory || isDirectory, pattern.pattern.matches(text) {
                return true
            }
        }
        return false
    }
}
