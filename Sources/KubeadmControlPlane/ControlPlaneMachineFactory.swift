import ClusterAPI
import ClusterContract
import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// Makes the Machines of a control plane and what they refer to.
///
/// The Machine comes first: it is the record by which a reconcile that follows a crash finds what is still to be made.
struct ControlPlaneMachineFactory: Sendable {
    let controlPlane: KubeadmControlPlane
    let cluster: Cluster
    let context: ReconcileContext

    /// Marks the Machine that founds the cluster until its bootstrap object exists.
    private static let foundsAnnotation = "controlplane.cluster.x-k8s.io/founds-cluster"

    func create(failureDomain: String?, founds: Bool) async throws -> Machine {
        let template = controlPlane.spec.machineTemplate
        _ = try await context.template(template.infrastructureRef, namespace: controlPlane.metadata.namespace)
        guard let infrastructureKind = TemplateClone.clonedKind(of: template.infrastructureRef.groupVersionKind) else {
            throw CloningError("the kind \(template.infrastructureRef.kind) does not end in Template")
        }
        let name = try MachineNaming.name(
            template: controlPlane.spec.machineNamingStrategy?.template, clusterName: cluster.metadata.name,
            maker: "kubeadmControlPlane", makerName: controlPlane.metadata.name,
            generator: NameGenerator(random: context.random))
        let namespace = controlPlane.metadata.namespace
        var machine = Machine(
            spec: MachineSpec(
                clusterName: cluster.metadata.name,
                bootstrap: MachineBootstrap(
                    configRef: ObjectReference(
                        apiVersion: KubeadmConfig.resourceType.apiVersion, kind: KubeadmConfig.resourceType.kind,
                        namespace: namespace, name: name)),
                infrastructureRef: ObjectReference(
                    apiVersion: infrastructureKind.apiVersion, kind: infrastructureKind.kind, namespace: namespace,
                    name: name)))
        machine.metadata = ObjectMeta(
            name: name, namespace: namespace, labels: labels, annotations: template.metadata.annotations)
        machine.metadata.annotations[KubeadmControlPlaneAnnotation.clusterConfiguration] =
            RolloutReasons.clusterConfiguration(of: controlPlane).text
        if founds { machine.metadata.annotations[Self.foundsAnnotation] = "" }
        machine.metadata.finalizers = [ClusterFinalizer.machine]
        machine.metadata.ownerReferences = [controlPlane.ownerReference(isController: true)]
        machine.spec.version = controlPlane.spec.version
        machine.spec.failureDomain = failureDomain
        machine.spec.readinessGates = template.readinessGates
        machine.spec.nodeDrainTimeout = template.nodeDrainTimeout
        machine.spec.nodeVolumeDetachTimeout = template.nodeVolumeDetachTimeout
        machine.spec.nodeDeletionTimeout = template.nodeDeletionTimeout
        let created = try await context.client.create(machine)
        try await completeClones(of: [created])
        return created
    }

    private var labels: [String: String] {
        var labels = controlPlane.spec.machineTemplate.metadata.labels
        labels[ClusterLabel.clusterName] = cluster.metadata.name
        labels[ClusterLabel.controlPlane] = ""
        labels[ClusterLabel.controlPlaneName] = LabelValue.naming(controlPlane.metadata.name)
        return labels
    }

    /// Makes the bootstrap and infrastructure objects that Machines refer to and that are not there yet.
    func completeClones(of machines: [Machine]) async throws {
        for machine in machines where !machine.metadata.isBeingDeleted && machine.spec.providerID == nil {
            let name = machine.namespacedName
            if try await context.observe(KubeadmConfig.self, name) == nil {
                _ = try await context.createOrGet(bootstrapConfig(for: machine))
            }
            if try await context.observe(machine.spec.infrastructureRef.groupVersionKind, name) == nil {
                let reference = controlPlane.spec.machineTemplate.infrastructureRef
                let template = try await context.template(reference, namespace: name.namespace)
                try await context.createIfMissing(
                    TemplateClone(
                        template: template, templateReference: reference, name: name,
                        clusterName: cluster.metadata.name, owner: machine.ownerReference(isController: true),
                        labels: labels, annotations: controlPlane.spec.machineTemplate.metadata.annotations))
            }
        }
    }

    private func bootstrapConfig(for machine: Machine) -> KubeadmConfig {
        var spec = controlPlane.spec.kubeadmConfigSpec
        if machine.metadata.annotations[Self.foundsAnnotation] != nil {
            spec.joinConfiguration = nil
            spec.clusterConfiguration = spec.clusterConfiguration ?? KubeadmClusterConfiguration()
            spec.initConfiguration = spec.initConfiguration ?? KubeadmInitConfiguration()
        } else {
            spec.initConfiguration = nil
            spec.clusterConfiguration = nil
            spec.joinConfiguration = spec.joinConfiguration ?? KubeadmJoinConfiguration()
        }
        var config = KubeadmConfig(spec: spec)
        config.metadata = ObjectMeta(
            name: machine.metadata.name, namespace: machine.metadata.namespace, labels: labels,
            annotations: controlPlane.spec.machineTemplate.metadata.annotations)
        config.metadata.ownerReferences = [machine.ownerReference(isController: true)]
        return config
    }
}
