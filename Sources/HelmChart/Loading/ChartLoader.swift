import JSON
import Sprig

/// Reads charts, as Helm's `chart/loader` does. One difference: charts within a chart come in the order of their names,
/// which is random there.
public struct ChartLoader: Sendable {
    private let limits: ChartLimits
    /// How many bytes archives may still give, and how many charts there may still be.
    private var rest: (bytes: Int, charts: Int) = (0, 0)
    /// What Helm would have printed on the way.
    public private(set) var warnings: [ChartWarning] = []

    public init(limits: ChartLimits = .default) { self.limits = limits }

    /// The chart of a packaged archive (`.tgz`).
    ///
    /// - Throws: `ChartError`, in Helm's words where it has some.
    public mutating func load(archive: [UInt8]) throws(ChartError) -> Chart {
        rest = (limits.chartSize, limits.charts)
        return try load(archive: archive, depth: 0)
    }

    /// The chart of a directory. What its `.helmignore` names is left out.
    ///
    /// - Throws: `ChartError`, in Helm's words where it has some.
    public mutating func load(directory: some ChartFiles) throws(ChartError) -> Chart {
        try load(DirectoryReader(limits: limits).files(of: directory))
    }

    /// The chart that files make.
    ///
    /// - Throws: `ChartError`, in Helm's words where it has some.
    public mutating func load(_ files: [ChartFile]) throws(ChartError) -> Chart {
        rest = (limits.chartSize, limits.charts)
        return try load(files, depth: 0)
    }

    private mutating func load(archive: [UInt8], depth: Int) throws(ChartError) -> Chart {
        var limits = limits
        limits.chartSize = rest.bytes
        let files = try ChartArchive.files(in: archive, limits: limits)
        rest.bytes -= files.reduce(0) { $0 + $1.contents.count }
        return try load(files, depth: depth)
    }

    private mutating func load(_ files: [ChartFile], depth: Int) throws(ChartError) -> Chart {
        guard depth < limits.depth else {
            throw ChartError(.limit, "charts are nested deeper than \(limits.depth) levels")
        }
        rest.charts -= 1
        guard rest.charts >= 0 else {
            throw ChartError(.limit, "the chart has more than \(limits.charts - 1) charts in it")
        }
        var parts = ChartParts()
        for file in files where file.name == "Chart.yaml" { try parts.readMetadata(file) }
        for file in files where file.name != "Chart.yaml" { try parts.add(file, &warnings) }
        var chart = try parts.chart(rawFiles: files)
        for name in parts.subcharts.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let files = parts.subcharts[name], !name.hasPrefix("_"), !name.hasPrefix(".") else { continue }
            let isArchive = GoPath.fileExtension(of: name) == ".tgz"
            if isArchive, let found = files.first?.name, found != name {
                throw ChartError(
                    .archive, "error unpacking subchart tar in \(chart.name): expected \(name), got \(found)")
            }
            do throws(ChartError) {
                chart.dependencies.append(try subchart(files, isArchive: isArchive, depth: depth + 1))
            } catch {
                throw error.within("error unpacking subchart \(name) in \(chart.name)")
            }
        }
        return chart
    }

    private mutating func subchart(_ files: [ChartFile], isArchive: Bool, depth: Int) throws(ChartError) -> Chart {
        if isArchive, let archive = files.first { return try load(archive: archive.contents, depth: depth) }
        return try load(files.compactMap { $0.strippingDirectory() }, depth: depth)
    }
}

extension ChartFile {
    /// The file as its directory sees it; nil where it is in none.
    fileprivate func strippingDirectory() -> ChartFile? {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return ChartFile(name: String(name[name.utf8.index(after: slash)...]), contents: contents)
    }
}

/// The files of a chart, sorted by what they are for.
private struct ChartParts {
    private var metadata: ChartMetadata?
    private var lock: ChartLock?
    private var values: JSONObject = [:]
    private var schema: [UInt8]?
    private var templates: [ChartFile] = []
    private var files: [ChartFile] = []
    /// Files below `charts/` by the first part of their paths.
    private(set) var subcharts: [String: [ChartFile]] = [:]

    private var isVersion1: Bool { metadata?.apiVersion == ChartMetadata.version1 }

    mutating func readMetadata(_ file: ChartFile) throws(ChartError) {
        var metadata = metadata ?? ChartMetadata(name: "", version: "", apiVersion: "")
        do throws(ChartError) {
            let object = try GoDecoder.object(in: file.contents, as: "chart.Metadata")
            try metadata.read(GoDecoder(type: "Metadata", object: object))
        } catch {
            throw error.code == .validation ? error : error.within("cannot load Chart.yaml")
        }
        if metadata.apiVersion.isEmpty { metadata.apiVersion = ChartMetadata.version1 }
        self.metadata = metadata
    }

    mutating func add(_ file: ChartFile, _ warnings: inout [ChartWarning]) throws(ChartError) {
        switch file.name {
        case "Chart.lock": lock = try Self.lock(file)
        case "values.yaml": values = try Self.values(file)
        case "values.schema.json": schema = file.contents
        case "requirements.yaml": try readRequirements(file, &warnings)
        case "requirements.lock":
            lock = try Self.lock(file)
            if !isVersion1 {
                warnings.append(
                    ChartWarning(
                        "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". "
                            + "We recommend migrating to Chart.lock."))
            } else {
                files.append(file)
            }
        case _ where file.name.hasBytePrefix("templates/"): templates.append(file)
        case _ where file.name.hasBytePrefix("charts/"): addBelowCharts(file)
        default: files.append(file)
        }
    }

    private mutating func readRequirements(
        _ file: ChartFile, _ warnings: inout [ChartWarning]
    ) throws(ChartError) {
        if !isVersion1 {
            warnings.append(
                ChartWarning(
                    "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". "
                        + "We recommend migrating dependencies to Chart.yaml."))
        }
        var metadata = metadata ?? ChartMetadata(name: "", version: "", apiVersion: "")
        do throws(ChartError) {
            let object = try GoDecoder.object(in: file.contents, as: "chart.Metadata")
            try metadata.read(GoDecoder(type: "Metadata", object: object))
        } catch {
            throw error.code == .validation ? error : error.within("cannot load requirements.yaml")
        }
        self.metadata = metadata
        if isVersion1 { files.append(file) }
    }

    private mutating func addBelowCharts(_ file: ChartFile) {
        guard GoPath.fileExtension(of: file.name) != ".prov" else {
            files.append(file)
            return
        }
        let path = file.name.droppingBytePrefix("charts/")
        let first = path.utf8.prefix { $0 != UInt8(ascii: "/") }
        subcharts[String(decoding: first, as: UTF8.self), default: []].append(
            ChartFile(name: path, contents: file.contents))
    }

    func chart(rawFiles: [ChartFile]) throws(ChartError) -> Chart {
        guard var metadata else { throw ChartError(.chart, "Chart.yaml file is missing") }
        try metadata.validate()
        return Chart(
            metadata: metadata, lock: lock, values: values, schema: schema, templates: templates, files: files,
            rawFiles: rawFiles)
    }

    private static func lock(_ file: ChartFile) throws(ChartError) -> ChartLock {
        do throws(ChartError) {
            return try ChartLock(parsing: file.contents)
        } catch {
            throw error.within("cannot load \(file.name)")
        }
    }

    private static func values(_ file: ChartFile) throws(ChartError) -> JSONObject {
        do throws(ChartError) {
            return try ChartValues.parse(file.contents)
        } catch {
            throw error.within("cannot load values.yaml")
        }
    }
}
