import JSON
import KubernetesClient
import Machinery

/// Writes the objects of a plan: those that are not there are created, those that differ updated.
struct ProviderInstaller: Sendable {
    let managementClient: any Client

    enum Outcome: String, Sendable {
        case created, updated, unchanged
    }

    /// How often an update is made anew because somebody else changes the object at the same time.
    private static let attempts = 5

    /// - Returns: `nil` where the server does not know the kind.
    func install(_ object: Unstructured) async throws -> Outcome? {
        let resource: ResourceType
        do {
            resource = try await managementClient.resourceType(for: object.groupVersionKind)
        } catch let status as APIStatus where status.reason == .notFound {
            return nil
        }
        var object = object
        if !resource.isNamespaced {
            object.namespace = ""
        } else if object.namespace.isEmpty {
            object.namespace = "default"
        }
        for attempt in 1... {
            guard let found = try await managementClient.find(resource, object.namespacedName) else {
                _ = try await managementClient.create(resource, object)
                return .created
            }
            do {
                let updated = try await managementClient.update(resource, Self.merged(object, into: found))
                return updated.resourceVersion == found.resourceVersion ? .unchanged : .updated
            } catch let status as APIStatus where status.reason == .conflict && attempt < Self.attempts {
                continue
            }
        }
        return nil
    }

    /// The object as it is to be: each member that the manifest names as the manifest has it; labels and annotations beside
    /// those of others; the status, and what the manifest says nothing of, as they are.
    static func merged(_ wanted: Unstructured, into found: Unstructured) -> Unstructured {
        var merged = found
        for (key, value) in wanted.fields where !["apiVersion", "kind", "metadata", "status"].contains(key) {
            merged.fields[key] = value
        }
        merged.labels.merge(wanted.labels) { $1 }
        merged.annotations.merge(wanted.annotations) { $1 }
        return merged
    }
}
