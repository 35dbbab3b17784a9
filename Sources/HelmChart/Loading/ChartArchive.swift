import Sprig

/// The files of a packaged chart, under Helm's rules for their names and with no links among them.
enum ChartArchive {
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// - Throws: `archive`, or `limit`.
    static func files(in archive: [UInt8], limits: ChartLimits) throws(ChartError) -> [ChartFile] {
        var files: [ChartFile] = []
        try ArchiveFiles.forEach(in: archive, limits: limits) { entry throws(ChartError) in
            let name = try name(of: entry.name)
            files.append(ChartFile(name: name, contents: withoutByteOrderMark(entry.contents)))
        }
        guard !files.isEmpty else { throw ChartError(.archive, "no files in chart archive") }
        return files
    }

    static func withoutByteOrderMark(_ contents: [UInt8]) -> [UInt8] {
        contents.starts(with: byteOrderMark) ? Array(contents.dropFirst(byteOrderMark.count)) : contents
    }

    /// The path from the chart's directory, which is the first part of the name whatever it is called.
    private static func name(of path: String) throws(ChartError) -> String {
        let delimiter: Character = path.utf8.contains(UInt8(ascii: "\\")) ? "\\" : "/"
        let parts = path.split(separator: delimiter, omittingEmptySubsequences: false)
        let rest = parts.dropFirst().joined(separator: "/")
        guard !rest.hasPrefix("/") else {
            throw ChartError(.archive, "chart illegally contains absolute paths")
        }
        let name = GoPath.clean(rest)
        guard name != "." else {
            throw ChartError(
                .archive, "chart illegally contains content outside the base directory: \(path.goQuoted)")
        }
        guard !name.hasPrefix("..") else {
            throw ChartError(.archive, "chart illegally references parent directory")
        }
        guard !hasDrive(name) else { throw ChartError(.archive, "chart contains illegally named files") }
        guard parts.first != "Chart.yaml" else { throw ChartError(.archive, "chart yaml not in base directory") }
        return name
    }

    /// `c:/…`, which paths of both systems together can make.
    private static func hasDrive(_ name: String) -> Bool {
        let bytes = Array(name.utf8.prefix(3))
        return bytes.count == 3 && bytes[1] == UInt8(ascii: ":") && bytes[2] == UInt8(ascii: "/")
            && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[0] | 0x20)
    }
}
