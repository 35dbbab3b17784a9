import ClusterAPI
import ClusterContract
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Machinery

extension KubeadmControlPlaneReconciler {
    /// Takes over Machines that nobody manages, with the Secrets that their KubeadmConfigs made.
    func adopt(
        _ machines: [Machine], for controlPlane: KubeadmControlPlane, _ context: ReconcileContext
    ) async throws {
        // The garbage collector may just have orphaned the Machines of a control plane that is being deleted.
        let latest = try await context.client.get(KubeadmControlPlane.self, controlPlane.namespacedName)
        guard !latest.metadata.isBeingDeleted, latest.metadata.uid == controlPlane.metadata.uid else { return }
        let owner = controlPlane.ownerReference(isController: true)
        for machine in machines {
            if let reference = machine.spec.bootstrap.configRef {
                try await adoptSecrets(madeBy: reference, of: machine, for: owner, context)
            }
            var adopted = machine
            // A stand-alone Machine belongs to its Cluster, which is not its manager.
            try adopted.metadata.ownerReferences.setController(owner)
            adopted.metadata.labels[ClusterLabel.controlPlaneName] = LabelValue.naming(controlPlane.metadata.name)
            try await context.patch(from: machine, to: adopted)
            context.events.normal(controlPlane, "MachineAdopted", "Adopted Machine \(machine.metadata.name)")
        }
    }

    private func adoptSecrets(
        madeBy reference: ObjectReference, of machine: Machine, for owner: OwnerReference, _ context: ReconcileContext
    ) async throws {
        let namespace = machine.metadata.namespace
        let config = try await context.client.find(
            KubeadmConfig.self, NamespacedName(namespace: namespace, name: reference.name))
        guard let config else { return }
        let secrets = try await context.client.list(
            Secret.self, namespace: namespace,
            ListOptions(labelSelector: "\(ClusterLabel.clusterName)=\(machine.spec.clusterName)"))
        for secret in secrets where secret.metadata.ownerReferences.contains(config) {
            // The bootstrap data stays with what made it.
            if secret.metadata.name == config.status?.dataSecretName { continue }
            var adopted = secret
            adopted.metadata.ownerReferences.removeAll { $0.uid == config.metadata.uid }
            try adopted.metadata.ownerReferences.setController(owner)
            _ = try await context.client.update(adopted)
        }
    }
}
