public import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// How often a request begins anew because the definition of its resource changes at the same time.
    private static let catalogAttempts = 10

    /// Carries out one request.
    ///
    /// - Parameter decodingProblems: What the parser of the body found and did not refuse, such as
    ///   `duplicate field "spec.x"`; `fieldValidation` decides whether that is an error, a warning or nothing.
    /// - Throws: `APIStatus`, or `CancellationError`.
    public func execute(
        _ request: ClientRequest, as user: UserInfo, decodingProblems: [String] = []
    ) async throws -> CoreResult {
        do {
            try await authorize(AuthorizationRequest(request, by: user))
            return try await carryOut(request, as: user, decodingProblems)
        } catch let error as StoreError {
            throw APIStatus(error)
        } catch let error where !(error is APIStatus || error is CancellationError) {
            throw APIStatus.internalError("\(error)")
        }
    }

    private func carryOut(
        _ request: ClientRequest, as user: UserInfo, _ decodingProblems: [String]
    ) async throws -> CoreResult {
        for _ in 0..<Self.catalogAttempts {
            var call = Call(
                request: request, served: try resolve(request), user: user, decodingProblems: decodingProblems)
            if !call.served.version.deprecationWarning.isEmpty {
                call.warnings.append(call.served.version.deprecationWarning)
            }
            do {
                let response = try await dispatch(&call)
                return CoreResult(response, warnings: call.warnings)
            } catch is CatalogChanged {
                continue
            }
        }
        throw APIStatus.serviceUnavailable("the definition of \(request.resource.groupResource) does not settle")
    }

    func authorize(_ request: AuthorizationRequest) async throws {
        if case .denied(let why) = try await configuration.authorizer.authorize(request) {
            throw request.refusal(because: why)
        }
    }

    private func resolve(_ request: ClientRequest) throws -> ServedResource {
        let served = try resolve(request.resource, namespace: request.namespace)
        if let subresource = request.subresource {
            _ = try served.subresource(subresource, verb: request.verb)
            return served
        }
        guard served.definition.verbs.contains(request.verb) else {
            throw APIStatus.methodNotAllowed(served.type.groupResource, verb: request.verb.rawValue)
        }
        if served.type.isNamespaced, request.namespace.isEmpty,
            ![.list, .deletecollection].contains(request.verb)
        {
            throw APIStatus.badRequest("an empty namespace may not be set when a resource name may be provided")
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

    private func dispatch(_ call: inout Call) async throws -> CoreResponse {
        if let subresource = call.request.subresource {
            let found = try call.served.subresource(subresource, verb: call.request.verb)
            if let handler = found.handler { return try await handler(self, &call) }
        } else if let answer = call.definition.answer {
            return try await answer(self, &call)
        }
        return switch call.request.operation {
        case .get(let name): try await get(name, call)
        case .list(let options): try await list(options, call)
        case .create(let object, _): try await create(object, &call)
        case .update(let object): try await update(object, &call)
        case .patch(let name, let patch): try await self.patch(name, patch, &call)
        case .delete(let name, let options): try await delete(name, options, &call)
        case .deleteCollection(let selection, let options): try await deleteCollection(selection, options, call)
        }
    }
}
