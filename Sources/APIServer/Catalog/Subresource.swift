import JSON
import Machinery

/// What may be read or written of an object apart from the whole, at a path of its own.
struct Subresource: Sendable {
    typealias Handler = @Sendable (APICore, inout Call) async throws -> CoreResponse

    /// `eviction`
    var name: String
    /// Of the bodies.
    var kind: GroupVersionKind
    var verbs: [ResourceDefinition.Verb]
    /// `nil` where the object itself is read and written, as through `status`.
    var handler: Handler?
}

extension ServedResource {
    /// All subresources, by name.
    var subresources: [Subresource] {
        var all = version.actions
        let verbs: [ResourceDefinition.Verb] = [.get, .patch, .update]
        if version.subresources.scale != nil {
            all.append(
                Subresource(
                    name: "scale", kind: ScaleObject.kind, verbs: verbs,
                    handler: { core, call in try await core.scale(&call) }))
        }
        if version.subresources.status {
            all.append(Subresource(name: "status", kind: type.groupVersionKind, verbs: verbs))
        }
        return all.sorted { $0.name < $1.name }
    }

    /// - Throws: `APIStatus` 404 for a subresource that the server does not have, 405 for a verb that does not fit it.
    func subresource(_ name: String, verb: ResourceDefinition.Verb) throws -> Subresource {
        guard let found = subresources.first(where: { $0.name == name }) else { throw APIStatus.noSuchResource() }
        guard found.verbs.contains(verb) else {
            throw APIStatus.methodNotAllowed(type.groupResource, verb: verb.rawValue)
        }
        return found
    }
}
