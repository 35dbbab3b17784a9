import ClusterAPI
import ClusterContract
import JSON
import KubernetesAPI
import Machinery

/// What reaches running machines without a rollout: labels, annotations, timeouts and readiness gates.
///
/// The owners that the API server keeps (`metadata.managedFields`) tell which labels and annotations came from here: those go
/// again when they leave the template, those of others stay.
enum InPlaceChange {
    /// Owns what control planes set on Machines and their objects; the name that Cluster API's own controller has.
    static let fieldManager = "capi-kubeadmcontrolplane"

    /// Labels and annotations that an object is to have from here.
    typealias Wanted = PropagatedMetadata

    /// The merge patch of an object's labels and annotations; `nil` where nothing is to change.
    static func metadataPatch(from object: Unstructured, to wanted: Wanted) -> JSONObject? {
        wanted.patch(of: object, owners: [fieldManager])
    }

    /// The merge patch of a Machine; `nil` where nothing is to change.
    ///
    /// Of a Machine that is going only what its end depends on is changed.
    static func machinePatch(
        for machine: Machine, _ wanted: Wanted, of controlPlane: KubeadmControlPlane
    ) -> JSONObject? {
        let template = controlPlane.spec.machineTemplate
        var spec = machine.spec
        spec.nodeDrainTimeout = template.nodeDrainTimeout
        spec.nodeVolumeDetachTimeout = template.nodeVolumeDetachTimeout
        // The default of Machines, so that they are not changed back and forth.
        spec.nodeDeletionTimeout = template.nodeDeletionTimeout ?? .seconds(10)
        let isGoing = machine.metadata.isBeingDeleted
        if !isGoing { spec.readinessGates = readinessGates(of: controlPlane) }
        var patch = isGoing ? [:] : metadataPatch(from: machine.unstructured, to: wanted) ?? [:]
        let change = MergePatch.diff(from: machine.spec.json, to: spec.json)
        if let fields = change.objectValue, !fields.isEmpty { patch["spec"] = change }
        return patch.isEmpty ? nil : patch
    }

    /// The user's gates, and those by which a Machine counts as ready only with its part of the control plane.
    static func readinessGates(of controlPlane: KubeadmControlPlane) -> [MachineReadinessGate] {
        let types = ControlPlaneComponent.conditionTypes(hasManagedEtcd: controlPlane.hasManagedEtcd)
        let given = controlPlane.spec.machineTemplate.readinessGates
        return types.map { MachineReadinessGate(conditionType: $0) }
            + given.filter { !types.contains($0.conditionType) }
    }
}
