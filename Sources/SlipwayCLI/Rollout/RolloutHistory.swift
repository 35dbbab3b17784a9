import JSON
import KubernetesClient
import Machinery

/// The templates that a MachineDeployment had, which its MachineSets keep.
struct RolloutHistory: Sendable {
    private static let revisionAnnotation = "machinedeployment.clusters.x-k8s.io/revision"
    private static let changeCause = "kubernetes.io/change-cause"
    private static let templateHash = "machine-template-hash"

    struct Entry: Sendable {
        var revision: Int
        var machineSet: Unstructured

        var cause: String { machineSet.annotations[changeCause] ?? "" }
        var version: String { machineSet.value(at: "spec", "template", "spec", "version")?.stringValue ?? "" }
    }

    /// The oldest first.
    let entries: [Entry]

    /// - Parameter machineSets: Those of the namespace; of others' sets nothing is taken.
    init(of deployment: Unstructured, machineSets: [Unstructured]) {
        entries = machineSets.filter { set in
            set.ownerReferences.contains { $0.controller == true && $0.uid == deployment.uid }
        }.compactMap { set in
            set.annotations[Self.revisionAnnotation].flatMap { Int($0) }.map { Entry(revision: $0, machineSet: set) }
        }.sorted { $0.revision < $1.revision }
    }

    /// - Throws: ``CommandFailure`` where there is no such revision.
    func entry(_ revision: Int) throws -> Entry {
        guard let entry = entries.first(where: { $0.revision == revision }) else {
            let known = entries.map { String($0.revision) }.joined(separator: ", ")
            throw CommandFailure.notFound("there is no revision \(revision); known are: \(known)")
        }
        return entry
    }

    /// The one to go back to: `revision`, or the last but one.
    func target(_ revision: Int?) throws -> Entry {
        if let revision { return try entry(revision) }
        guard let previous = entries.dropLast().last else {
            throw CommandFailure.failed("there is no earlier revision to go back to")
        }
        return previous
    }

    /// A revision's template as the deployment had it: without what tells its machines from those of other revisions.
    static func template(of entry: Entry) -> JSONValue {
        var template = entry.machineSet.value(at: "spec", "template")?.objectValue ?? [:]
        if var metadata = template["metadata"]?.objectValue, var labels = metadata["labels"]?.objectValue {
            labels[templateHash] = nil
            metadata["labels"] = .object(labels)
            template["metadata"] = .object(metadata)
        }
        return .object(template)
    }

    func table() -> TextTable {
        var table = TextTable(columns: ["REVISION", "VERSION", "MACHINESET", "CHANGE-CAUSE"])
        for entry in entries {
            table.append(
                [
                    String(entry.revision), entry.version, entry.machineSet.name,
                    entry.cause.isEmpty ? "<none>" : entry.cause,
                ]
                .map { TextTable.Cell($0) })
        }
        return table
    }
}
