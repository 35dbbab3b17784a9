import ClusterAPI
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// Makes objects in a workload cluster, or carries changes over to those that are there.
struct ResourceSetClient: Sendable {
    let client: any Client
    let strategy: ResourceSetStrategy

    /// Goes through all objects, whatever becomes of any.
    ///
    /// - Returns: What could not be applied, in words.
    func apply(_ manifests: ResourceManifests) async throws -> [String] {
        var failures: [String] = []
        for object in manifests.objects {
            do {
                try await apply(object)
            } catch let error where !Task.isCancelled {
                failures.append("\(object.kind) \(object.namespacedName): \(error)")
            }
        }
        return failures
    }

    private func apply(_ manifest: Unstructured) async throws {
        let resource = try await client.resourceType(for: manifest.groupVersionKind)
        var object = manifest
        if resource.isNamespaced, object.namespace.isEmpty { object.namespace = "default" }
        do {
            _ = try await client.create(resource, object)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            guard strategy == .reconcile else { return }
            _ = try await client.patch(resource, object.namespacedName, .merge(object.json))
        }
    }
}
