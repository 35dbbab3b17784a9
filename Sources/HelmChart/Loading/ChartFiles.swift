/// A chart's directory, wherever it is.
public protocol ChartFiles {
    /// What is in the directory itself and below it, directories among it, with paths from there.
    func entries() throws(ChartError) -> [ChartDirectoryEntry]
    /// The contents of a file.
    func contents(of path: String) throws(ChartError) -> [UInt8]
}

/// An entry of a chart's directory. Links count as what they lead to.
public struct ChartDirectoryEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case file, directory
        /// A socket, a device or what else is no file.
        case irregular
    }

    /// With slashes, and none at either end.
    public let path: String
    public let kind: Kind

    public init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// Reads the files of a directory that its `.helmignore` leaves.
struct DirectoryReader {
    let limits: ChartLimits

    func files(of directory: some ChartFiles) throws(ChartError) -> [ChartFile] {
        let entries = try directory.entries().sorted { isBefore($0.path, $1.path) }
        guard entries.count <= limits.entries else {
            throw ChartError(.limit, "the directory has more than \(limits.entries) entries")
        }
        let rules = try rules(of: directory, entries)
        var files: [ChartFile] = []
        var size = 0
        var ignored: [String] = []
        for entry in entries {
            if ignored.contains(where: { entry.path.hasBytePrefix($0) }) { continue }
            if rules.ignores(entry.path, isDirectory: entry.kind == .directory) {
                if entry.kind == .directory { ignored.append(entry.path + "/") }
                continue
            }
            guard entry.kind != .directory else { continue }
            let file = try read(entry, in: directory)
            size += file.contents.count
            guard size <= limits.chartSize else {
                throw ChartError(.limit, "the chart is larger than the maximum size \(limits.chartSize)")
            }
            files.append(file)
        }
        return files
    }

    private func read(_ entry: ChartDirectoryEntry, in directory: some ChartFiles) throws(ChartError) -> ChartFile {
        guard entry.kind == .file else {
            throw ChartError(.chart, "cannot load irregular file \(entry.path) as it has file mode type bits set")
        }
        let contents = try directory.contents(of: entry.path)
        guard contents.count <= limits.fileSize else {
            throw ChartError(
                .limit, "chart file \(entry.path.goQuoted) is larger than the maximum file size \(limits.fileSize)")
        }
        return ChartFile(name: entry.path, contents: ChartArchive.withoutByteOrderMark(contents))
    }

    private func rules(
        of directory: some ChartFiles, _ entries: [ChartDirectoryEntry]
    ) throws(ChartError) -> IgnoreRules {
        guard entries.contains(where: { $0.path == IgnoreRules.fileName && $0.kind == .file }) else {
            return IgnoreRules()
        }
        return try IgnoreRules(parsing: directory.contents(of: IgnoreRules.fileName))
    }

    /// In the order of a walk: each directory's entries by name, what is in an entry right after it.
    private func isBefore(_ left: String, _ right: String) -> Bool {
        let slash = UInt8(ascii: "/")
        return left.utf8.split(separator: slash).lexicographicallyPrecedes(right.utf8.split(separator: slash)) {
            $0.lexicographicallyPrecedes($1)
        }
    }
}
