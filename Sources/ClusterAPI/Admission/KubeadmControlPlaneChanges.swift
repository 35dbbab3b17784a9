import JSON
import Machinery

/// Which fields of a control plane may change: those that a rollout, or a change in place, can bring to the machines.
enum KubeadmControlPlaneChanges {
    static func validate(from old: KubeadmControlPlaneSpec, to new: KubeadmControlPlaneSpec) -> [FieldError] {
        var errors = differences(old.json, new.json, at: ["spec"]).filter { !isMutable($0) }
            .map { FieldError.forbidden($0.joined(separator: "."), "cannot be modified") }
        let etcd = (old.kubeadmConfigSpec.clusterConfiguration?.etcd, new.kubeadmConfigSpec.clusterConfiguration?.etcd)
        if (etcd.0?.external == nil) != (etcd.1?.external == nil) {
            errors.append(
                .forbidden(
                    "spec.kubeadmConfigSpec.clusterConfiguration.etcd", "cannot change between external and local etcd")
            )
        }
        return errors
    }

    /// The paths of the leaves that differ, in order; a list is a leaf.
    static func differences(_ old: JSONValue?, _ new: JSONValue?, at path: [String]) -> [[String]] {
        if old == new { return [] }
        let (oldObject, newObject) = (old?.objectValue, new?.objectValue)
        guard oldObject != nil || old == nil, newObject != nil || new == nil, oldObject != nil || newObject != nil
        else {
            return [path]
        }
        let keys = Set((oldObject?.keys ?? []) + (newObject?.keys ?? []))
        return keys.sorted().flatMap { differences(oldObject?[$0], newObject?[$0], at: path + [$0]) }
    }

    private static func isMutable(_ path: [String]) -> Bool {
        mutablePaths.contains { path.starts(with: $0) }
    }

    /// A path here makes everything below it mutable.
    private static let mutablePaths: [[String]] = {
        let cluster = [
            "apiServer", "controllerManager", "dns", "etcd.external", "etcd.local", "featureGates", "imageRepository",
            "scheduler",
        ]
        let initial = ["bootstrapTokens", "localAPIEndpoint", "nodeRegistration", "patches", "skipPhases"]
        let join = ["caCertPath", "controlPlane", "discovery", "nodeRegistration", "patches", "skipPhases"]
        let kubeadm =
            [
                "bootCommands", "diskSetup", "files", "format", "ignition", "mounts", "ntp", "postKubeadmCommands",
                "preKubeadmCommands", "useExperimentalRetryJoin", "users", "verbosity",
            ] + cluster.map { "clusterConfiguration.\($0)" } + initial.map { "initConfiguration.\($0)" }
            + join.map { "joinConfiguration.\($0)" }
        let machine = [
            "infrastructureRef.apiVersion", "infrastructureRef.kind", "infrastructureRef.name", "metadata",
            "nodeDeletionTimeout", "nodeDrainTimeout", "nodeVolumeDetachTimeout", "readinessGates",
        ]
        let paths =
            [
                "machineNamingStrategy", "remediationStrategy", "replicas", "rolloutAfter", "rolloutBefore",
                "rolloutStrategy", "version",
            ] + kubeadm.map { "kubeadmConfigSpec.\($0)" } + machine.map { "machineTemplate.\($0)" }
        return paths.map { ["spec"] + $0.split(separator: ".").map(String.init) }
    }()
}
