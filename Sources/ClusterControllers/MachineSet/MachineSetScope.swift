import ClusterAPI
import ClusterContract
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Machinery

/// What surrounds a MachineSet and is decided with.
struct MachineSetScope: Sendable {
    let cluster: Cluster
    /// The deployment that the set belongs to; `nil` for one that stands alone.
    let deployment: MachineDeployment?
    /// `nil` where there is none, or where the Machines bring bootstrap data of their own.
    let bootstrapTemplate: Unstructured?
    let infrastructureTemplate: Unstructured?
    let obstacles: ScalingObstacles

    /// Who asks for the Machines of a set: its deployment, of whose sets one takes the place of the other.
    func creationGroup(of machineSet: MachineSet) -> CreationGroup {
        deployment.map { CreationGroup($0, wanted: $0.spec.replicas.map(Int.init), in: cluster) }
            ?? CreationGroup(machineSet, wanted: machineSet.spec.replicas.map(Int.init), in: cluster)
    }

    init(
        of machineSet: MachineSet, in cluster: Cluster, deployment: MachineDeployment?, _ context: ReconcileContext
    ) async throws {
        self.cluster = cluster
        self.deployment = deployment
        let namespace = machineSet.metadata.namespace
        var controlPlane: ContractObject?
        if let reference = cluster.spec.controlPlaneRef {
            controlPlane = try await context.observe(reference, namespace: namespace)
        }
        let owner = cluster.ownerReference(isController: false)
        var obstacles = ScalingObstacles(
            preflight: MachineSetPreflight(machineSet: machineSet, cluster: cluster, controlPlane: controlPlane)
                .findings)
        var templates: [Unstructured?] = []
        let spec = machineSet.spec.template?.spec
        for reference in [spec?.bootstrap.configRef, spec?.infrastructureRef] {
            guard let reference else {
                templates.append(nil)
                continue
            }
            let template = try await context.ownedTemplate(reference, namespace: namespace, owner: owner)
            if template == nil { obstacles.missingKinds.append(reference.kind) }
            templates.append(template)
        }
        bootstrapTemplate = templates[0]
        infrastructureTemplate = templates[1]
        self.obstacles = obstacles
    }
}
