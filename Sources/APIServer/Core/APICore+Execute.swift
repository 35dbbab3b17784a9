public import KubernetesClient
import Machinery

extension APICore {
    /// Carries out one request.
    ///
    /// - Parameter decodingProblems: What the parser of the body found and did not refuse, such as
    ///   `duplicate field "spec.x"`; `fieldValidation` decides whether that is an error, a warning or nothing.
    /// - Throws: `APIStatus`, or `CancellationError`.
    public func execute(
        _ request: ClientRequest, as user: UserInfo, decodingProblems: [String] = []
    ) async throws -> CoreResult {
        try await authorize(
            AuthorizationRequest(
                user: user, verb: request.verb.rawValue, resource: request.resource, subresource: request.subresource,
                namespace: request.namespace, name: request.name))
        let call = Call(
            request: request, served: try resolve(request), user: user, decodingProblems: decodingProblems)
        let response = try await dispatch(call)
        return CoreResult(response, warnings: call.warnings)
    }

    func authorize(_ request: AuthorizationRequest) async throws {
        if case .denied(let why) = try await configuration.authorizer.authorize(request) {
            throw request.refusal(because: why)
        }
    }

    private func resolve(_ request: ClientRequest) throws -> ServedResource {
        let served = try resolve(request.resource, namespace: request.namespace)
        guard served.definition.verbs.contains(request.verb) else {
            throw APIStatus.methodNotAllowed(served.type.groupResource, verb: request.verb.rawValue)
        }
        return served
    }

    /// The resource as it is served now.
    func resolve(_ resource: ResourceType, namespace: String) throws -> ServedResource {
        guard
            let served = catalog.snapshot().resource(
                group: resource.group, version: resource.version, plural: resource.plural),
            served.type.isNamespaced || namespace.isEmpty
        else { throw APIStatus.noSuchResource() }
        return served
    }

    private func dispatch(_ call: Call) async throws -> CoreResponse {
        switch call.request.operation {
        case .get(let name): try await get(name, call)
        case .list(let options): try await list(options, call)
        case .create, .update, .patch, .delete, .deleteCollection:
            throw APIStatus.methodNotAllowed(call.groupResource, verb: call.request.verb.rawValue)
        }
    }
}
