import ClusterAPI
import ClusterContract
import JSON
import KubernetesClient
import Machinery

/// What a deployment gives to its newest MachineSet without a rollout.
enum MachineDeploymentPropagation {
    /// Owns what deployments give to sets; the name that Cluster API's own controller has.
    static let fieldManager = "capi-machinedeployment"
    /// Earlier versions wrote under the controller's name.
    static let owners: Set<String> = [fieldManager, "machinedeployment"]

    static var options: WriteOptions {
        var options = WriteOptions()
        options.fieldManager = fieldManager
        return options
    }

    /// Annotations of a deployment that its sets do not get: those that are about the object itself, and the account that is
    /// kept on sets.
    private static let notCopied: Set<String> = [
        "kubectl.kubernetes.io/last-applied-configuration", "cluster.x-k8s.io/conversion-data",
        ClusterAnnotation.paused, ClusterAnnotation.disableMachineCreate, MachineDeploymentAnnotation.revision,
        MachineDeploymentAnnotation.revisionHistory, MachineDeploymentAnnotation.desiredReplicas,
        MachineDeploymentAnnotation.maxReplicas,
    ]

    static func metadata(
        from deployment: MachineDeployment, hash: String?, revision: MachineSetRevision, _ plan: RolloutPlan
    ) -> PropagatedMetadata {
        var annotations = deployment.metadata.annotations.filter { !notCopied.contains($0.key) }
        annotations.merge(revision.annotations) { _, new in new }
        annotations.merge(account(plan)) { _, new in new }
        return PropagatedMetadata(labels: labels(from: deployment, hash: hash), annotations: annotations)
    }

    static func labels(from deployment: MachineDeployment, hash: String?) -> [String: String] {
        var labels = deployment.spec.template.metadata.labels
        labels[ClusterLabel.clusterName] = deployment.spec.clusterName
        labels[ClusterLabel.deploymentName] = deployment.metadata.name
        labels[ClusterLabel.machineTemplateHash] = hash
        return labels
    }

    /// What tells a later look whether the deployment was scaled meanwhile.
    static func account(_ plan: RolloutPlan) -> [String: String] {
        [
            MachineDeploymentAnnotation.desiredReplicas: String(plan.desired),
            MachineDeploymentAnnotation.maxReplicas: String(plan.desired + plan.maxSurge),
        ]
    }

    /// The fields of a set that may change while its Machines stay.
    static func carryOver(from deployment: MachineDeployment, to machineSet: inout MachineSet) {
        let hash = machineSet.metadata.labels[ClusterLabel.machineTemplateHash]
        let template = deployment.spec.template
        machineSet.spec.template?.metadata.labels = labels(from: deployment, hash: hash)
        machineSet.spec.template?.metadata.annotations = template.metadata.annotations
        machineSet.spec.template?.spec.readinessGates = template.spec.readinessGates
        machineSet.spec.template?.spec.nodeDrainTimeout = template.spec.nodeDrainTimeout
        machineSet.spec.template?.spec.nodeVolumeDetachTimeout = template.spec.nodeVolumeDetachTimeout
        machineSet.spec.template?.spec.nodeDeletionTimeout = template.spec.nodeDeletionTimeout
        machineSet.spec.minReadySeconds = deployment.spec.minReadySeconds
        // The default of sets, so that they are not changed back and forth.
        machineSet.spec.deletePolicy = deployment.spec.strategy?.rollingUpdate?.deletePolicy ?? .random
        machineSet.spec.machineNamingStrategy = deployment.spec.machineNamingStrategy
    }

    /// The merge patch of a set; `nil` where nothing is to change.
    ///
    /// - Parameters:
    ///   - metadata: For the newest set, all that it gets; for others, what changes of their account.
    ///   - mayCreate: Whether the set makes Machines; without, it only loses them.
    static func patch(
        from machineSet: MachineSet, to updated: MachineSet, _ metadata: PropagatedMetadata, isNewest: Bool,
        mayCreate: Bool
    ) -> JSONObject? {
        var metadata = metadata
        if !mayCreate { metadata.annotations[ClusterAnnotation.disableMachineCreate] = "true" }
        var patch = metadata.patch(of: machineSet.unstructured, owners: owners, removes: isNewest) ?? [:]
        if mayCreate, machineSet.metadata.annotations[ClusterAnnotation.disableMachineCreate] != nil {
            patch.setNull(at: "metadata", "annotations", ClusterAnnotation.disableMachineCreate)
        }
        let change = MergePatch.diff(from: machineSet.spec.json, to: updated.spec.json)
        if let fields = change.objectValue, !fields.isEmpty { patch["spec"] = change }
        return patch.isEmpty ? nil : patch
    }
}

extension JSONObject {
    fileprivate mutating func setNull(at group: String, _ map: String, _ key: String) {
        var outer = self[group]?.objectValue ?? [:]
        var inner = outer[map]?.objectValue ?? [:]
        inner.updateValue(.null, forKey: key)
        outer[map] = .object(inner)
        self[group] = .object(outer)
    }
}
