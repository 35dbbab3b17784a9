import JSON
import Machinery

/// What Kubernetes' version skew policy and kubeadm allow: one minor at a time, nothing back, kubelets never newer than the
/// control plane and at most three minors older.
struct UpgradeRules: Sendable {
    let versions: ClusterVersions
    let target: SemanticVersion
    let scope: UpgradePlan.Scope

    private static let skewLimit = 3

    /// - Throws: ``CommandFailure`` that says what to do instead.
    func check() throws {
        try checkCluster()
        if scope == .workersOnly {
            try checkAgainstControlPlane()
        } else {
            try checkControlPlane()
            try versions.workers.forEach(checkSkew)
        }
        if scope != .controlPlaneOnly { try versions.workers.forEach(checkWorkers) }
    }

    private var cluster: Unstructured { versions.cluster }
    private var controlPlane: ClusterVersions.Group { versions.controlPlane }

    private func checkCluster() throws {
        if cluster.isBeingDeleted { throw refusal("cluster \(cluster.namespacedName) is being deleted") }
        if cluster.value(at: "spec", "topology")?.objectValue != nil {
            throw refusal(
                "cluster \(cluster.namespacedName) is made from a ClusterClass: set spec.topology.version of the Cluster"
            )
        }
        if cluster.value(at: "spec", "paused")?.boolValue == true {
            throw refusal("cluster \(cluster.namespacedName) is paused: set spec.paused of the Cluster to false first")
        }
    }

    private func checkControlPlane() throws {
        try checkIsNotPaused(controlPlane)
        let current = controlPlane.wanted
        guard target >= current else {
            let workers =
                versions.workers.contains { $0.oldest < target }
                ? "; older workers alone get there with --workers-only" : ""
            throw refusal(
                "the control plane is at \(current.tag) and cannot go back to \(target.tag): Kubernetes has no "
                    + "downgrades. Choose \(current.tag) or a newer version\(workers)")
        }
        guard let minors = target.minors(after: current) else {
            throw refusal("the control plane is at \(current.tag): there is no way to another major version")
        }
        guard minors <= 1 else {
            let first = SemanticVersion(current.major, current.minor + 1, 0)
            throw refusal(
                "from \(current.tag) to \(target.tag) minor versions would be skipped, and a control plane goes one "
                    + "at a time: upgrade to a v\(first.major).\(first.minor) release first, such as "
                    + command("--to \(first.tag)"))
        }
        if let minors = target.minors(after: controlPlane.oldest), minors > 1 {
            throw refusal(
                "the control plane is still on its way from \(controlPlane.oldest.tag) to \(current.tag): finish that "
                    + "first with \(command("--to \(current.tag) --wait"))")
        }
    }

    /// The control plane goes first, and must not leave the workers behind.
    private func checkSkew(_ group: ClusterVersions.Group) throws {
        guard let minors = target.minors(after: group.oldest), minors > Self.skewLimit else { return }
        throw refusal(
            "the workers of \(group.object.name) are at \(group.oldest.tag), and kubelets may be at most "
                + "\(Self.skewLimit) minor versions older than the control plane: upgrade them first with "
                + command("--to \(controlPlane.oldest.tag) --workers-only --wait"))
    }

    private func checkAgainstControlPlane() throws {
        guard target <= controlPlane.wanted else {
            throw refusal(
                "the control plane is at \(controlPlane.wanted.tag), and kubelets must never be newer: upgrade it first "
                    + "with \(command("--to \(target.tag) --control-plane-only --wait"))")
        }
        guard target <= controlPlane.oldest else {
            throw refusal(
                "the control plane is still on its way from \(controlPlane.oldest.tag) to \(controlPlane.wanted.tag), and "
                    + "kubelets must never be newer: wait for it with "
                    + command("--to \(controlPlane.wanted.tag) --control-plane-only --wait"))
        }
        let minors = controlPlane.wanted.minors(after: target)
        guard let minors, minors <= Self.skewLimit else {
            throw refusal(
                "the control plane is at \(controlPlane.wanted.tag), and kubelets may be at most \(Self.skewLimit) minor "
                    + "versions older than it: choose a version between that and \(controlPlane.wanted.tag)")
        }
    }

    private func checkWorkers(_ group: ClusterVersions.Group) throws {
        try checkIsNotPaused(group)
        guard group.wanted <= target else {
            let other = scope == .all ? ", or leave the workers out with --control-plane-only" : ""
            throw refusal(
                "the workers of \(group.object.name) are at \(group.wanted.tag) and cannot go back to \(target.tag): "
                    + "Kubernetes has no downgrades. Choose \(group.wanted.tag) or a newer version\(other)")
        }
    }

    private func checkIsNotPaused(_ group: ClusterVersions.Group) throws {
        guard group.object.isRolloutPaused else { return }
        let short = group.object.kind == RolloutObject.deploymentKind ? "md" : "kcp"
        throw refusal(
            "\(group.object.kind) \"\(group.object.name)\" is paused: resume it first with "
                + "'slipway rollout resume \(short)/\(group.object.name) -n \(cluster.namespace)'")
    }

    private func refusal(_ message: String) -> CommandFailure { .failed(message) }

    private func command(_ flags: String) -> String {
        "'slipway upgrade cluster \(cluster.name) -n \(cluster.namespace) \(flags)'"
    }
}
