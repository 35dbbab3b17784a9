import GoTemplate
import JSON
import Sprig

extension Chart {
    /// What the archive of the chart is called.
    public var archiveName: String { "\(name)-\(metadata.version).tgz" }

    /// The chart as an archive (`.tgz`) with the same bytes wherever and whenever it is made: entries are sorted by
    /// name, have no times and one owner, and are compressed by rules of this library alone.
    ///
    /// As Helm does it, `Chart.yaml` is written anew from the metadata, `values.yaml` is the file that was read where
    /// there was one, and dependencies are directories in `charts/`.
    ///
    /// - Throws: `validation`, for metadata or names of files that Helm would not read.
    public func package() throws(ChartError) -> [UInt8] {
        var files: [String: [UInt8]] = [:]
        try addFiles(to: &files, below: "")
        var writer = TarWriter()
        for (name, contents) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            writer.add(name, contents)
        }
        writer.finish()
        return GzipWriter.compress(writer.bytes)
    }

    private func addFiles(
        to all: inout [String: [UInt8]], below prefix: String, directory: String? = nil
    ) throws(ChartError) {
        var metadata = metadata
        do throws(ChartError) {
            try metadata.validate()
        } catch {
            throw error.within("chart validation")
        }
        let base = "\(prefix)\(directory ?? metadata.name)/"
        func add(_ name: String, _ contents: [UInt8]) throws(ChartError) {
            let isPlain = name == GoPath.clean(name) && !name.hasPrefix("/") && name != "." && !name.hasPrefix("..")
            guard isPlain, !name.contains("\\"), !name.utf8.contains(0) else {
                throw ChartError(
                    .validation, "the chart has a file with the name \(name.goQuoted), which no archive may have")
            }
            guard all.updateValue(contents, forKey: base + name) == nil else {
                throw ChartError(.validation, "the chart has two files with the name \(name.goQuoted)")
            }
        }
        try add("Chart.yaml", Array(metadata.yaml.utf8))
        if let lock, metadata.apiVersion == ChartMetadata.version2 { try add("Chart.lock", Array(lock.yaml.utf8)) }
        if let file = rawFiles.first(where: { $0.name == "values.yaml" }) {
            try add(file.name, file.contents)
        } else if !values.isEmpty {
            try add("values.yaml", Array(GoYAML.text(.object(values)).utf8))
        }
        if let schema {
            guard (try? JSONValue(parsing: schema, duplicateKeys: .lastWins)) != nil else {
                throw ChartError(.validation, "Invalid JSON in values.schema.json")
            }
            try add("values.schema.json", schema)
        }
        for file in templates + files { try add(file.name, file.contents) }
        var directories: Set<String> = []
        for dependency in dependencies {
            // Two versions of one chart, which aliases tell apart.
            let isFirst = directories.insert(dependency.name).inserted
            let directory = isFirst ? nil : "\(dependency.name)-\(dependency.metadata.version)"
            try dependency.addFiles(to: &all, below: base + "charts/", directory: directory)
        }
    }
}

extension ChartMetadata {
    /// The text of `Chart.yaml`, as Helm writes it. Dependencies of a chart of version 1 have a file of their own.
    public var yaml: String {
        var metadata = self
        if apiVersion == Self.version1 { metadata.dependencies = [] }
        return GoYAML.text(metadata.structure.jsonValue)
    }
}

extension ChartLock {
    /// The text of `Chart.lock`, as Helm writes it.
    public var yaml: String {
        let dependencies = dependencies.map { GoValue.object($0.structure) }
        return GoYAML.text(
            .map(
                GoMap([
                    "dependencies": .list(GoList(dependencies)), "digest": .text(digest), "generated": .text(generated),
                ])))
    }
}

/// YAML of values that are no template's.
enum GoYAML {
    static func text(_ value: JSONValue) -> String { text(value.goValue) }

    /// With a newline at the end; nothing for what is nested too deeply.
    static func text(_ value: GoValue) -> String {
        let call = BoundedCall()
        guard let node = try? GoYAMLNode(value, Walk(call)), let bytes = try? GoYAMLWriter.text(node, call) else {
            return ""
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
