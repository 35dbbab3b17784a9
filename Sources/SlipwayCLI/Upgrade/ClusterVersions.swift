import JSON
import Machinery

/// Which Kubernetes versions the parts of a cluster ask for and have.
struct ClusterVersions: Sendable, Hashable {
    struct Group: Sendable, Hashable {
        var object: Unstructured
        var wanted: SemanticVersion
        /// Of the machines, or the wanted version where there are none or they are newer.
        var oldest: SemanticVersion
    }

    var cluster: Unstructured
    var controlPlane: Group
    /// By name.
    var workers: [Group]

    /// - Throws: ``CommandFailure`` where a part has no version that can be changed.
    init(_ snapshot: ClusterSnapshot) throws {
        cluster = snapshot.cluster
        guard let controlPlane = snapshot.controlPlane else {
            throw CommandFailure.failed(
                "cluster \(cluster.namespacedName) has no control-plane object whose version could be changed: "
                    + "upgrade it where it is managed")
        }
        self.controlPlane = try Self.group(controlPlane, machines: snapshot.controlPlaneMachines)
        workers = try snapshot.machineDeployments.sorted { $0.name < $1.name }.map { deployment in
            try Self.group(deployment, machines: snapshot.machines(of: deployment))
        }
    }

    private static func group(_ object: Unstructured, machines: [Unstructured]) throws -> Group {
        guard let text = object.wantedVersion, let wanted = try? SemanticVersion(parsing: text) else {
            throw CommandFailure.failed(
                "\(object.kind) \"\(object.name)\" has no Kubernetes version in \(object.versionPath.joined(separator: "."))"
            )
        }
        let reported = object.value(at: "status", "version")?.stringValue
        let texts = machines.map { $0.value(at: "spec", "version")?.stringValue } + [reported]
        let found = texts.compactMap(\.self).compactMap { try? SemanticVersion(parsing: $0) }
        return Group(object: object, wanted: wanted, oldest: min(found.min() ?? wanted, wanted))
    }
}
