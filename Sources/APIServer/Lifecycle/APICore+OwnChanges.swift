import KubernetesClient
import Machinery

extension APICore {
    /// An object that the server changed by its own right, with its owners: the server owns what it set, and nobody owns what it
    /// removed.
    ///
    /// - Parameters:
    ///   - new: In the version in which the object is stored.
    ///   - old: As it is stored.
    func trackingOwnChanges(
        in new: Unstructured, since old: Unstructured, _ definition: ResourceDefinition
    ) async throws -> Unstructured {
        let kind = old.groupVersionKind
        guard kind.group == definition.names.group, old.metadata("managedFields") != nil,
            let version = definition.versions.first(where: { $0.name == kind.version })
        else { return new }
        var type = definition.names
        type.version = version.name
        let served = ServedResource(type: type, definition: definition, version: version)
        var (live, result) = (old, new)
        // A status has owners of its own.
        for subresource in version.subresources.status ? [nil, "status"] : [nil] {
            let request = ClientRequest(
                .get(name: old.name), of: type, namespace: old.namespace, subresource: subresource)
            let call = Call(request: request, served: served, user: .systemMaster, decodingProblems: [])
            result = try await trackingOwners(of: result, from: live, call)
            live.setMetadata("managedFields", result.metadata("managedFields"))
        }
        return result
    }
}
