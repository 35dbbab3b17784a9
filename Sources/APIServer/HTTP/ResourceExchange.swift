import Effects
import HTTPTypes
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore

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
        let method = try method(on: resource)
        if method == .get, path.isWatch || path.name == nil && query.flag("watch") {
            return try await watch(resource, writer)
        }
        if let name = path.name, path.subresource == PodKind.portForward.name,
            resource.type.groupResource == PodKind.resource
        {
            return try await forwardPorts(of: name, writer)
        }
        let asked = try RequestDeadline.asked(by: query)
        guard asked != nil || mayTakeLong(method, on: resource) else {
            return try await writer.send(try await answer(of: resource, method))
        }
        let response = try await core.time.limit(asked ?? RequestDeadline.longest) {
            try await answer(of: resource, method)
        }
        guard let response else { throw RequestDeadline.exceeded }
        try await writer.send(response)
    }

    /// Whether there is anything to wait for but the disk, which no deadline makes faster: others that are asked, or many
    /// objects. A deadline costs a timer and two tasks.
    private func mayTakeLong(_ method: HTTPRequest.Method, on resource: ServedResource) -> Bool {
        switch method {
        case .get: path.name == nil
        case .post, .put, .patch, .delete:
            path.name == nil && method == .delete || core.mayWaitForOthers(toWrite: resource)
        default: true
        }
    }

    private func answer(of resource: ServedResource, _ method: HTTPRequest.Method) async throws -> HTTPAPIResponse {
        if let verb = Self.bodyVerb(method, path) {
            // Who may not do it need not be listened to: the body is read afterwards.
            try await core.authorize(
                AuthorizationRequest(
                    user: user, verb: verb, resource: resource.type, subresource: path.subresource,
                    namespace: path.namespace, name: path.name ?? ""))
            if let subresource = path.subresource {
                let known = DiscoveredSubresource.all(of: resource).map(\.name)
                guard known.contains(subresource) else { throw APIStatus.noSuchResource() }
            }
        }
        let isList = path.name == nil && (method == .get || method == .delete)
        let format = try ResponseFormat.negotiate(
            accept: request.headers[.accept], for: isList ? .list : .object, hasProtobuf: resource.hasProtobuf)
        let tables = try TableOptions(query)
        var parsed = try await RequestReader(request: request, path: path, query: query, resource: resource)
            .read(method)
        // The core judges what it is sent for the object that the path names.
        if case .get = parsed.request.operation {
            parsed.minimum = try Revision(parsing: query["resourceVersion"] ?? "")
        }
        let result = try await core.execute(parsed.request, as: user, decodingProblems: parsed.problems)
        if let minimum = parsed.minimum { try await core.checkHasReached(minimum) }
        let encoder = ResponseEncoder(
            resource: resource, format: format, tables: tables,
            isPretty: format.isPretty || query.isPretty(userAgent: request.headers[.userAgent]), now: core.time.now())
        var response = try encoder.response(to: result.response, isAccepted: parsed.isPromptRequired)
        response.addWarnings(result.warnings)
        return response
    }

    /// The method, as the resource understands it: custom resources answer HEAD, built-in ones do not.
    private func method(on resource: ServedResource) throws(APIStatus) -> HTTPRequest.Method {
        if path.isWatch, request.method != .get { throw HTTPHandler.methodNotAllowed }
        return request.method == .head && !resource.definition.isBuiltIn ? .get : request.method
    }

    /// The verb of a request that may have a body; `nil` for one that has none.
    private static func bodyVerb(_ method: HTTPRequest.Method, _ path: ResourcePath) -> String? {
        switch method {
        case .post: "create"
        case .put: "update"
        case .patch: "patch"
        case .delete: path.name == nil ? "deletecollection" : "delete"
        default: nil
        }
    }

    /// The resource that the path names, in the scope in which the path names it.
    private func served() throws -> ServedResource {
        guard
            let resource = snapshot.resource(
                group: path.groupVersion.group, version: path.groupVersion.version, plural: path.plural)
        else {
            // Only where Kubernetes has resources of its own does it know that another is missing.
            let isBuiltIn = snapshot.resources(in: path.groupVersion).contains { $0.definition.isBuiltIn }
            throw isBuiltIn ? APIStatus.noSuchResource() : NoSuchPage() as any Error
        }
        let missing: any Error = resource.definition.isBuiltIn ? APIStatus.noSuchResource() : NoSuchPage()
        if resource.type.isNamespaced {
            // Only whole collections exist across namespaces.
            guard !path.namespace.isEmpty || path.name == nil else { throw missing }
            guard !path.namespace.isEmpty || request.method == .get || request.method == .head else {
                throw resource.definition.isBuiltIn ? HTTPHandler.methodNotAllowed : missing
            }
        } else if !path.namespace.isEmpty {
            throw missing
        }
        if let name = path.name { try PathSegmentName.check(name, as: "Name") }
        try PathSegmentName.check(path.namespace, as: "Namespace")
        return resource
    }
}

extension ServedResource {
    /// Custom resources have none, whatever their names.
    var hasProtobuf: Bool {
        definition.isBuiltIn && KubernetesProtobuf.supports(apiVersion: type.apiVersion, kind: type.kind)
    }
}

extension APICore {
    /// - Throws: `APIStatus` 504 where the store has not come as far as a client says it has seen.
    func checkHasReached(_ revision: Revision) async throws {
        let current = try await store.currentRevision()
        if revision > current { throw APIStatus.tooLargeResourceVersion(revision, current: current) }
    }
}
