import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI
import WorkloadCluster

extension KubeadmControlPlaneReconciler {
    /// Makes the cluster's certificates where they are missing and checks them all.
    ///
    /// - Returns: `nil` where they cannot be used: nothing may be made or replaced with them.
    func reconcileCertificates(
        _ scope: inout ControlPlaneScope, _ context: ReconcileContext
    ) async throws -> ClusterCertificates? {
        let cluster = scope.cluster.namespacedName
        let hasManagedEtcd = scope.controlPlane.hasManagedEtcd
        let owner = scope.controlPlane.ownerReference(isController: true)
        let certificates: ClusterCertificates
        do {
            certificates = try await ClusterCertificates.lookOrMake(
                ClusterCertificates.Purpose.allCases.filter { hasManagedEtcd || $0 != .etcdCA }, for: cluster,
                owner: owner, algorithm: keyAlgorithm, pki: pki, in: context.client)
        } catch let error as ClusterSecretsError {
            fail(&scope, ConditionReason.certificatesCorrupted, error.description, context)
            // A Secret's change wakes nobody: others than controllers hardly ever write these.
            scope.look(after: .seconds(30))
            return nil
        } catch  where !(error is CancellationError) {
            scope.certificateProblem = ControlPlaneScope.CertificateProblem(
                reason: ConditionReason.certificatesGenerationFailed, message: "\(error)")
            throw error
        }
        var problems = certificates.problems(ofCluster: cluster.name, at: scope.now)
        if !hasManagedEtcd {
            problems += ClusterCertificates.problems(
                ofExternalEtcd: certificates[.etcdCA],
                client: try await ClusterCertificates.pair(
                    ClusterSecret.externalEtcdClient, of: cluster, in: context.client),
                cluster: cluster.name, at: scope.now)
        }
        guard problems.isEmpty else {
            let message = problems.map(\.description).joined(separator: "; ")
            fail(&scope, ConditionReason.certificatesCorrupted, message, context)
            scope.look(after: .seconds(30))
            return nil
        }
        try await own(certificates, owner, context)
        scope.hasCertificates = true
        return certificates
    }

    private func fail(
        _ scope: inout ControlPlaneScope, _ reason: String, _ message: String, _ context: ReconcileContext
    ) {
        scope.certificateProblem = ControlPlaneScope.CertificateProblem(reason: reason, message: message)
        scope.waiting = message
        let isNews = scope.controlPlane.conditions[ConditionType.certificatesAvailable]?.message != message
        if isNews { context.events.warning(scope.controlPlane, reason, message) }
    }

    /// Secrets that controllers made belong to the control plane; those of users stay theirs.
    private func own(
        _ certificates: ClusterCertificates, _ owner: OwnerReference, _ context: ReconcileContext
    ) async throws {
        for secret in certificates.secrets.values.sorted(by: { $0.metadata.name < $1.metadata.name })
        where secret.type == .clusterAPI && secret.metadata.controller?.uid != owner.uid {
            var owners = secret.metadata.ownerReferences.filter { $0.controller != true }
            try owners.setController(owner)
            _ = try await context.client.patch(
                Secret.resourceType, secret.metadata.namespacedName,
                .merge([
                    "metadata": [
                        "ownerReferences": owners.json,
                        "resourceVersion": .string(secret.metadata.resourceVersion),
                    ]
                ]))
        }
    }

    /// Keeps the administrator's kubeconfig, by which everything here reaches the cluster.
    func reconcileKubeconfig(
        _ scope: inout ControlPlaneScope, _ endpoint: APIEndpoint, _ certificates: ClusterCertificates,
        _ context: ReconcileContext
    ) async throws {
        do {
            let renewal = try await ClusterKubeconfig.reconcile(
                for: scope.cluster.namespacedName, server: "https://\(endpoint.hostAndPort)",
                certificates: certificates, owner: scope.controlPlane.ownerReference(isController: true),
                algorithm: keyAlgorithm, pki: pki, in: context.client)
            scope.look(at: renewal)
        } catch  where !(error is CancellationError) {
            let name = ClusterSecret.name(cluster: scope.cluster.metadata.name, ClusterSecret.kubeconfig)
            scope.certificateProblem = ControlPlaneScope.CertificateProblem(
                reason: ConditionReason.certificatesGenerationFailed,
                message: "Secret \(name), \(ClusterSecret.valueKey): \(error)")
            throw error
        }
    }

    /// Writes down on KubeadmConfigs when the certificates of their machines expire; Machines show it.
    func recordCertificateExpiries(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws {
        for machine in scope.machines where !machine.metadata.isBeingDeleted {
            guard let config = scope.configs[machine.metadata.name], let node = machine.status?.nodeRef?.name,
                config.metadata.annotations[ClusterAnnotation.certificatesExpiry] == nil,
                let expiry = try await access.servingCertificateExpiry(
                    onNode: node, of: scope.cluster.namespacedName)
            else { continue }
            var recorded = config
            recorded.metadata.annotations[ClusterAnnotation.certificatesExpiry] = expiry.rfc3339
            try await context.patch(from: config, to: recorded)
        }
    }
}

extension ObjectMeta {
    fileprivate var namespacedName: NamespacedName { NamespacedName(namespace: namespace, name: name) }
}
