import ClusterAPI
import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// The lock by which exactly one machine founds a cluster: the ConfigMap `<cluster>-lock`, which names its holder.
struct InitLock: Sendable {
    let cluster: Cluster
    let machine: Machine
    let context: ReconcileContext

    private static let key = "lock-information"

    private var name: NamespacedName {
        NamespacedName(namespace: cluster.metadata.namespace, name: "\(cluster.metadata.name)-lock")
    }

    /// - Returns: Whether the machine holds the lock now. The end of a holder that is gone wakes the key through its Machine.
    func acquire() async throws -> Bool {
        var lock = ConfigMap()
        lock.metadata = ObjectMeta(
            name: name.name, namespace: name.namespace, labels: [ClusterLabel.clusterName: cluster.metadata.name])
        lock.metadata.ownerReferences = [cluster.ownerReference(isController: false)]
        let information: JSONValue = ["machineName": .string(machine.metadata.name)]
        lock.data = [Self.key: information.text]
        do {
            _ = try await context.client.create(lock)
            return true
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return try await inspectHolder()
        }
    }

    /// Once the cluster is founded nobody needs the lock, whoever held it.
    func releaseForAll() async throws {
        guard let lock = try await context.observe(ConfigMap.self, name) else { return }
        try await context.client.delete(lock)
    }

    func release() async throws {
        guard let lock = try await context.observe(ConfigMap.self, name) else { return }
        guard holder(of: lock) == machine.metadata.name else { return }
        try await context.client.delete(lock)
    }

    private func inspectHolder() async throws -> Bool {
        guard let lock = try await context.client.find(ConfigMap.self, name) else { return try await acquire() }
        guard let holder = holder(of: lock) else {
            throw ControllerStateError(
                "the ConfigMap \(name) names no machine: delete it to let the cluster be founded")
        }
        if holder == machine.metadata.name { return true }
        let holderName = NamespacedName(namespace: name.namespace, name: holder)
        // Observed, so that its end wakes this key.
        guard try await context.observe(Machine.self, holderName) == nil,
            try await context.client.find(Machine.self, holderName) == nil
        else { return false }
        try await context.client.delete(
            ConfigMap.resourceType, name, DeleteOptions(uid: lock.metadata.uid))
        return try await acquire()
    }

    private func holder(of lock: ConfigMap) -> String? {
        guard let text = lock.data[Self.key], let json = try? JSONValue(parsing: Array(text.utf8)) else { return nil }
        return json["machineName"]?.stringValue
    }
}
