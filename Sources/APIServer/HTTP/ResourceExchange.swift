import Effects
import HTTPTypes
import JSON
import KubernetesClient
import Machinery

/// One request on a resource: turned into the core's terms, and its answer turned back into HTTP.
struct ResourceExchange: Sendable {
    let core: APICore
    let snapshot: CatalogSnapshot
    let request: HTTPAPIRequest
    let path: ResourcePath
    let query: QueryParameters
    let user: UserInfo

    func respond(through writer: any HTTPResponseWriter) async throws {
        let resource = try served()
        if request.method == .get, query.flag("watch") {
            return try await watch(resource, writer)
        }
        if let verb = bodyVerb {
            // Who may not do it need not be listened to: the body is read afterwards.
            try await core.authorize(
                AuthorizationRequest(
                    user: user, verb: verb, resource: resource.type, subresource: path.subresource,
                    namespace: path.namespace, name: path.name ?? ""))
        }
        let isList = request.method == .get && path.name == nil
        let format = try ResponseFormat.negotiate(accept: request.headers[.accept], for: isList ? .list : .object)
        var problems: [String] = []
        let coreRequest = try await clientRequest(for: resource, problems: &problems)
        let result = try await core.execute(coreRequest, as: user, decodingProblems: problems)
        let encoder = ResponseEncoder(
            resource: resource, format: format, tables: try TableOptions(query), isPretty: query.flag("pretty"),
            now: core.time.now())
        var response = try encoder.response(to: result.response)
        response.addWarnings(result.warnings)
        try await writer.send(response)
    }

    /// The verb of a request that may have a body; `nil` for one that has none.
    private var bodyVerb: String? {
        switch request.method {
        case .post: "create"
        case .put: "update"
        case .patch: "patch"
        case .delete: path.name == nil ? "deletecollection" : "delete"
        default: nil
        }
    }

    /// The resource that the path names, in the scope in which the path names it.
    private func served() throws(APIStatus) -> ServedResource {
        guard
            let resource = snapshot.resource(
                group: path.groupVersion.group, version: path.groupVersion.version, plural: path.plural)
        else { throw .noSuchResource() }
        if resource.type.isNamespaced {
            // Only whole collections exist across namespaces.
            guard !path.namespace.isEmpty || path.name == nil else { throw .noSuchResource() }
            guard !path.namespace.isEmpty || request.method == .get else { throw HTTPHandler.methodNotAllowed }
        } else if !path.namespace.isEmpty {
            throw .noSuchResource()
        }
        return resource
    }

    private func clientRequest(for resource: ServedResource, problems: inout [String]) async throws -> ClientRequest {
        func make(_ operation: ClientRequest.Operation) -> ClientRequest {
            ClientRequest(operation, of: resource.type, namespace: path.namespace, subresource: path.subresource)
        }
        var request: ClientRequest
        switch (self.request.method, path.name) {
        case (.get, let name?):
            request = make(.get(name: name))
        case (.get, nil):
            request = make(.list(try query.listOptions()))
        case (.post, let name):
            guard name == nil || path.subresource != nil else { throw HTTPHandler.methodNotAllowed }
            let options = try query.writeOptions("CreateOptions")
            request = make(.create(try await object(&problems), name: name))
            request.write = options
        case (.put, let name?):
            let options = try query.writeOptions("UpdateOptions")
            var object = try await object(&problems)
            try check(&object, against: name, isNamespaced: resource.type.isNamespaced)
            request = make(.update(object))
            request.write = options
        case (.patch, let name?):
            let options = try query.writeOptions("PatchOptions")
            request = make(.patch(name: name, try await patch(&problems)))
            request.write = options
        case (.delete, let name):
            let options = try await deleteOptions()
            if let name {
                request = make(.delete(name: name, options.delete))
            } else {
                request = make(.deleteCollection(try query.listOptions(), options.delete))
            }
            request.write.isDryRun = options.isDryRun
        default:
            throw HTTPHandler.methodNotAllowed
        }
        return request
    }

    /// What the path says must agree with what the object says; what the object leaves out, the path says.
    private func check(_ object: inout Unstructured, against name: String, isNamespaced: Bool) throws(APIStatus) {
        if object.name.isEmpty { object.name = name }
        guard object.name == name else {
            throw .badRequest(
                "the name of the object (\(object.name)) does not match the name on the URL (\(name))")
        }
        guard isNamespaced else { return }
        if object.namespace.isEmpty { object.namespace = path.namespace }
        guard object.namespace == path.namespace else {
            throw .badRequest(
                "the namespace of the object (\(object.namespace)) does not match the namespace on the URL (\(path.namespace))"
            )
        }
    }

    // MARK: Bodies

    private func bytes() async throws -> [UInt8] {
        do {
            return try await request.body.bytes(upTo: RequestBodyDecoder.sizeLimit)
        } catch is HTTPRequestBodyTooLarge {
            throw APIStatus.tooLarge("the request body is larger than \(RequestBodyDecoder.sizeLimit) bytes")
        }
    }

    private func object(_ problems: inout [String]) async throws -> Unstructured {
        let body = try RequestBodyDecoder.decode(try await bytes(), contentType: request.headers[.contentType])
        problems += body.duplicates
        guard let fields = body.value.objectValue else {
            throw APIStatus.badRequest("the request body must be an object")
        }
        return Unstructured(fields: fields)
    }

    private func patch(_ problems: inout [String]) async throws -> Patch {
        let kind: @Sendable (JSONValue) -> Patch
        switch MediaType(request.headers[.contentType] ?? "")?.essence {
        case "application/json-patch+json": kind = { .json($0) }
        case "application/merge-patch+json": kind = { .merge($0) }
        case "application/strategic-merge-patch+json": kind = { .strategicMerge($0) }
        case "application/apply-patch+yaml": kind = { .apply($0) }
        default:
            throw RequestBodyDecoder.unsupported(supported: [
                "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
                "application/apply-patch+yaml",
            ])
        }
        let body = try RequestBodyDecoder.json(try await bytes())
        problems += body.duplicates
        return kind(body.value)
    }

    private func deleteOptions() async throws -> DeleteRequestOptions {
        let bytes = try await bytes()
        guard !bytes.isEmpty else { return try query.deleteOptions() }
        return try DeleteRequestOptions(
            body: RequestBodyDecoder.decode(bytes, contentType: request.headers[.contentType]).value)
    }
}
