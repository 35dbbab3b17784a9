import JSON
import Sprig

/// What comes out of rendering a chart, sorted by what it is for.
public struct RenderedChart: Sendable, Hashable {
    /// The contents of the chart's `NOTES.txt`; empty without one.
    public var notes: String
    /// By kind; what is of one kind by source, and as it stands there.
    public var hooks: [ChartHook]
    /// Likewise.
    public var manifests: [Manifest]
    /// What Helm would have printed.
    public var warnings: [ChartWarning]

    /// Sorts the rendered files of a chart.
    ///
    /// - Parameters:
    ///   - files: The results of templates by their names, such as `chart/templates/x.yaml`.
    ///   - subchartNotes: Whether the notes of charts in the chart are wanted as well.
    /// - Throws: `manifest`, in Helm's words, for what is no YAML.
    public init(
        _ files: [String: String], of chart: Chart, subchartNotes: Bool = false, order: KindOrder = .install
    ) throws(ChartError) {
        (notes, hooks, manifests, warnings) = ("", [], [], [])
        let names = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            guard let text = files[name] else { continue }
            if name.hasSuffix(Self.notesFile) {
                guard subchartNotes || name == "\(chart.name)/templates/\(Self.notesFile)" else { continue }
                notes += (notes.isEmpty ? "" : "\n") + text
            } else if !Self.isPartial(name), !text.goTrimmed.isEmpty {
                for document in ManifestSplitter.documents(in: text) { try add(document, from: name) }
            }
        }
        hooks = hooks.sorted(by: order, \.manifest.kind)
        manifests = manifests.sorted(by: order, \.kind)
    }

    private static let notesFile = "NOTES.txt"

    /// Whether a template is only for others to include.
    static func isPartial(_ name: String) -> Bool {
        name.utf8.split(separator: UInt8(ascii: "/")).last?.first == UInt8(ascii: "_")
    }

    private mutating func add(_ text: String, from source: String) throws(ChartError) {
        let manifest: Manifest
        do throws(ChartError) {
            manifest = try Manifest(reading: text, from: source)
        } catch {
            throw ChartError(.manifest, "YAML parse error on \(source): \(error)")
        }
        guard let events = manifest.annotations[ChartHook.annotation] else {
            manifests.append(manifest)
            return
        }
        let names = events.split(separator: ",", omittingEmptySubsequences: false)
        let known = names.compactMap { ChartHook.Event(String($0)) }
        guard known.count == names.count else {
            warnings.append(ChartWarning("info: skipping unknown hook: \(events.goQuoted)"))
            return
        }
        let policies =
            manifest.annotations[ChartHook.deletePolicyAnnotation]?
            .split(separator: ",", omittingEmptySubsequences: false) ?? []
        hooks.append(
            ChartHook(
                manifest: manifest, events: known,
                weight: Int(manifest.annotations[ChartHook.weightAnnotation] ?? "") ?? 0,
                deletePolicies: policies.map { ChartHook.DeletePolicy(rawValue: String($0).goTrimmed.lowercased()) }))
    }
}

extension Manifest {
    /// Reads the head of a document.
    fileprivate init(reading text: String, from source: String) throws(ChartError) {
        let head = GoDecoder(
            type: "SimpleHead", object: try GoDecoder.object(in: Array(text.utf8), as: "releaseutil.SimpleHead"))
        self.init(
            source: source, text: text, apiVersion: try head.string("apiVersion"), kind: try head.string("kind"))
        switch head.value("metadata") {
        case nil: break
        case .object(let object):
            // A struct without a name.
            let metadata = GoDecoder(type: "", object: object, prefix: "metadata.")
            name = try metadata.string("name")
            annotations = try metadata.stringMap("annotations")
        case let value?:
            throw GoDecoder.mismatch(
                value,
                "Go struct field SimpleHead.metadata of type struct { Name string \"json:\\\"name\\\"\"; "
                    + "Annotations map[string]string \"json:\\\"annotations\\\"\" }")
        }
    }
}

// MARK: - Text

extension RenderedChart {
    /// What `helm template` prints: each manifest after a line with its source, and the hooks after all others.
    ///
    /// - Parameters:
    ///   - crds: What `Chart.customResources` gives, to have them first (`--include-crds`).
    ///   - tests: Whether test hooks are wanted; `--skip-tests` leaves them out.
    public func text(crds: [Chart.CustomResource] = [], hooks wantsHooks: Bool = true, tests: Bool = true) -> String {
        var text = ""
        for crd in crds { text += Self.section(crd.source, crd.file.text) }
        for manifest in manifests { text += Self.section(manifest.source, manifest.text) }
        text = text.goTrimmed + "\n"
        for hook in hooks where wantsHooks && (tests || !hook.events.contains(.test)) {
            text += Self.section(hook.manifest.source, hook.manifest.text)
        }
        return text
    }

    private static func section(_ source: String, _ text: String) -> String {
        "---\n# Source: \(source)\n\(text)\n"
    }
}

extension Chart {
    /// A file of custom resource definitions, which Helm applies before all else and does not render.
    public struct CustomResource: Sendable, Hashable {
        /// With the names of the charts around it: `chart/crds/x.yaml`.
        public var source: String
        public var file: ChartFile

        public init(source: String, file: ChartFile) {
            self.source = source
            self.file = file
        }
    }

    /// The files of `crds/` of the chart and of the charts in it.
    public var customResources: [CustomResource] { customResources(path: name) }

    private func customResources(path: String) -> [CustomResource] {
        let own = files.filter { file in
            file.name.hasBytePrefix("crds/")
                && [".yaml", ".yml", ".json"].contains(GoPath.fileExtension(of: file.name).lowercased())
        }
        return own.map { CustomResource(source: "\(path)/\($0.name)", file: $0) }
            + dependencies.flatMap { $0.customResources(path: "\(path)/charts/\($0.name)") }
    }
}
