import Sprig

/// The files of compressed archives that are no charts themselves, such as bundles of charts.
public enum ArchiveFiles {
    /// The files of a `.tgz`, with their whole paths. Directories are passed over.
    ///
    /// - Throws: `archive` for damage, for links and devices, and for names that lead out of the archive; `limit`.
    public static func files(
        in archive: [UInt8], limits: ChartLimits = .default
    ) throws(ChartError) -> [ChartFile] {
        var files: [ChartFile] = []
        try forEach(in: archive, limits: limits) { entry throws(ChartError) in
            let name = GoPath.clean(entry.name)
            let leadsOut = name.hasPrefix("/") || name == ".." || name.hasPrefix("../") || name == "."
            guard !leadsOut, !name.utf8.contains(UInt8(ascii: "\\")), !name.utf8.contains(0) else {
                throw ChartError(.archive, "archive illegally contains the name \(entry.name.goQuoted)")
            }
            files.append(ChartFile(name: name, contents: entry.contents))
        }
        return files
    }

    /// Calls a function with each file, after whose kind and size were looked at.
    static func forEach(
        in archive: [UInt8], limits: ChartLimits, _ body: (TarEntry) throws(ChartError) -> Void
    ) throws(ChartError) {
        guard archive.count <= limits.archiveSize else {
            throw ChartError(.limit, "the archive is larger than \(limits.archiveSize) bytes")
        }
        // Headers and padding are not part of the files.
        let overhead = 1024 * (limits.entries + 2)
        var reader = TarReader(try Gunzip.inflate(archive, maximumSize: limits.chartSize + overhead), limits: limits)
        var size = 0
        while let entry = try reader.nextEntry() {
            guard entry.kind != .directory else { continue }
            guard entry.kind == .file else {
                throw ChartError(.archive, "chart illegally contains a link or device: \(entry.name.goQuoted)")
            }
            size += entry.contents.count
            guard size <= limits.chartSize else {
                throw ChartError(
                    .limit, "decompressed chart is larger than the maximum file size \(limits.chartSize)")
            }
            try body(entry)
        }
    }
}
