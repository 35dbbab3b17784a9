import ClusterAPI
import ClusterContract
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Machinery

extension MachineReconciler {
    /// Takes the name of the bootstrap data from the bootstrap object once that is ready.
    ///
    /// - Returns: The bootstrap object, `nil` where the Machine has none or it is not there.
    func reconcileBootstrap(
        _ machine: inout Machine, of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ContractObject? {
        guard let reference = machine.spec.bootstrap.configRef else {
            machine.currentStatus.bootstrapReady = machine.spec.bootstrap.dataSecretName != nil
            return nil
        }
        guard let bootstrap = try await context.observe(reference, namespace: machine.metadata.namespace) else {
            return nil
        }
        try await context.claim(
            bootstrap.object, for: machine.ownerReference(isController: true), clusterName: cluster.metadata.name,
            replacing: ["MachineSet", "KubeadmControlPlane"])
        takeFailure(of: bootstrap, into: &machine)
        guard bootstrap.isReady, let secretName = bootstrap.dataSecretName else { return bootstrap }
        machine.spec.bootstrap.dataSecretName = secretName
        machine.currentStatus.bootstrapReady = true
        return bootstrap
    }

    /// Takes the identity, the addresses and the failure domain from the infrastructure object once that is ready.
    ///
    /// - Returns: The infrastructure object, `nil` where it is not there.
    func reconcileInfrastructure(
        _ machine: inout Machine, of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ContractObject? {
        let reference = machine.spec.infrastructureRef
        guard let infrastructure = try await context.observe(reference, namespace: machine.metadata.namespace) else {
            if machine.status?.infrastructureReady == true {
                machine.currentStatus.failureReason = "InvalidConfiguration"
                machine.currentStatus.failureMessage =
                    "\(reference.kind) \"\(reference.name)\" is gone, although the machine was provisioned"
            }
            return nil
        }
        try await context.claim(
            infrastructure.object, for: machine.ownerReference(isController: true), clusterName: cluster.metadata.name,
            replacing: ["MachineSet", "KubeadmControlPlane"])
        takeFailure(of: infrastructure, into: &machine)
        guard infrastructure.isReady else { return infrastructure }
        guard let providerID = infrastructure.providerID else {
            throw ContractViolation(
                "\(reference.kind) \"\(reference.name)\" says it is ready but has no spec.providerID")
        }
        machine.spec.providerID = providerID
        machine.spec.failureDomain = infrastructure.failureDomain ?? machine.spec.failureDomain
        machine.currentStatus.addresses = infrastructure.addresses
        machine.currentStatus.infrastructureReady = true
        return infrastructure
    }

    private func takeFailure(of object: ContractObject, into machine: inout Machine) {
        guard let reason = object.failureReason ?? object.failureMessage.map({ _ in "UpdateError" }) else { return }
        machine.currentStatus.failureReason = reason
        machine.currentStatus.failureMessage =
            "\(object.object.kind) \"\(object.object.name)\" has failed: \(object.failureMessage ?? reason)"
    }
}

/// A provider does not keep what the Cluster API contract promises.
struct ContractViolation: Error, Sendable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
