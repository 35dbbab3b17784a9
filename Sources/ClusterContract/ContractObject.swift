package import ClusterAPI
package import ControllerRuntime
import JSON
package import KubernetesAPI
import KubernetesClient
package import Machinery

/// A provider's object through the fields that the Cluster API contract promises (v1beta1); whose it is makes no difference.
package struct ContractObject: Sendable, Hashable {
    package let object: Unstructured

    package init(_ object: Unstructured) {
        self.object = object
    }

    package var isReady: Bool { object.value(at: "status", "ready")?.boolValue ?? false }
    package var isInitialized: Bool { object.value(at: "status", "initialized")?.boolValue ?? false }
    package var failureReason: String? { text("status", "failureReason") }
    package var failureMessage: String? { text("status", "failureMessage") }
    package var conditions: [Condition] {
        object.value(at: "status", "conditions")?.arrayValue?.compactMap { try? Condition(json: $0) } ?? []
    }
    /// The conditions in Kubernetes' form, under `status.v1beta2`.
    package var conditionsV1Beta2: [MetaCondition] {
        object.value(at: "status", "v1beta2", "conditions")?.arrayValue?.compactMap { try? MetaCondition(json: $0) }
            ?? []
    }

    // Bootstrap
    package var dataSecretName: String? { text("status", "dataSecretName") }

    // Infrastructure of machines
    package var providerID: String? { text("spec", "providerID") }
    package var failureDomain: String? { text("spec", "failureDomain") }
    /// Whether the provider may take the machine away at any time.
    package var isInterruptible: Bool { object.value(at: "status", "interruptible")?.boolValue ?? false }
    package var addresses: [MachineAddress] {
        object.value(at: "status", "addresses")?.arrayValue?.compactMap { try? MachineAddress(json: $0) } ?? []
    }

    // Infrastructure and control planes of clusters
    package var controlPlaneEndpoint: APIEndpoint? {
        object.value(at: "spec", "controlPlaneEndpoint").flatMap { try? APIEndpoint(json: $0) }
    }
    package var failureDomains: [String: FailureDomain] {
        object.value(at: "status", "failureDomains").flatMap { try? [String: FailureDomain](json: $0) } ?? [:]
    }
    package var version: String? { text("spec", "version") }
    /// The lowest version that runs.
    package var statusVersion: String? { text("status", "version") }
    package var isExternallyManaged: Bool {
        object.value(at: "status", "externalManagedControlPlane")?.boolValue ?? false
    }

    package func count(_ field: String) -> Int32? {
        object.value(at: "status", field)?.integerValue.flatMap { Int32(exactly: $0) }
    }

    package var desiredReplicas: Int32? {
        object.value(at: "spec", "replicas")?.integerValue.flatMap { Int32(exactly: $0) }
    }

    private func text(_ path: String...) -> String? {
        object.json.value(at: path)?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension ReconcileContext {
    /// The object that a reference names, in the namespace of the object that refers. A change of it wakes this key.
    package func observe(_ reference: ObjectReference, namespace: String) async throws -> ContractObject? {
        try await observe(
            reference.groupVersionKind, NamespacedName(namespace: namespace, name: reference.name)
        ).map(ContractObject.init)
    }

    /// Makes `owner` the managing owner of a provider's object and gives it the cluster's label; writes only what differs.
    ///
    /// - Parameter replacing: Owners that held the object's place until its own owner came, such as the MachineSet that
    ///   cloned it.
    package func claim(
        _ external: Unstructured, for owner: OwnerReference, clusterName: String, replacing: Set<String> = []
    ) async throws {
        var owners = external.ownerReferences.filter { !replacing.contains($0.kind) || $0.isSameOwner(as: owner) }
        try owners.setController(owner)
        var metadata = JSONObject()
        if owners != external.ownerReferences {
            metadata["ownerReferences"] = owners.json
            metadata["resourceVersion"] = .string(external.resourceVersion)
        }
        if external.labels[ClusterLabel.clusterName] != clusterName {
            metadata["labels"] = [ClusterLabel.clusterName: .string(clusterName)]
        }
        guard !metadata.isEmpty else { return }
        let resource = try await client.resourceType(for: external.groupVersionKind)
        _ = try await client.patch(
            resource, external.namespacedName, .merge(["metadata": .object(metadata)]))
    }

    /// Deletes a provider's object where it is there and not going already.
    package func deleteIfNeeded(_ external: ContractObject?) async throws {
        guard let object = external?.object, !object.isBeingDeleted else { return }
        let resource = try await client.resourceType(for: object.groupVersionKind)
        try await client.delete(resource, object.namespacedName)
    }
}
