import HTTPTypes
import JSON
import KubernetesClient
import Machinery
import ObjectStore

/// A request in the core's terms.
struct ReadRequest: Sendable {
    var request: ClientRequest
    /// What the parser of the body found and did not refuse.
    var problems: [String] = []
    /// Whether a delete that leaves the object there must say so by its status.
    var isPromptRequired = false
    /// The state that the answer to a get must show at least.
    var minimum: Revision?
}

/// Reads the options and the body of a request on a resource.
struct RequestReader: Sendable {
    let request: HTTPAPIRequest
    let path: ResourcePath
    let query: QueryParameters
    let resource: ServedResource

    func read(_ method: HTTPRequest.Method) async throws -> ReadRequest {
        switch (method, path.name) {
        case (.get, let name?):
            return ReadRequest(request: make(.get(name: name)))
        case (.get, nil):
            return ReadRequest(request: make(.list(try query.listOptions())))
        case (.post, let name):
            guard name == nil || path.subresource != nil else { throw HTTPHandler.methodNotAllowed }
            let options = try query.writeOptions("CreateOptions")
            var problems: [String] = []
            return write(.create(try await object(&problems), name: name), options, problems)
        case (.put, let name?):
            let options = try query.writeOptions("UpdateOptions")
            var problems: [String] = []
            var object = try await object(&problems)
            try check(&object, against: name)
            return write(.update(object), options, problems)
        case (.patch, let name?):
            let options = try query.writeOptions("PatchOptions")
            var problems: [String] = []
            let patch = try await patch(&problems)
            try options.check(for: patch)
            return write(.patch(name: name, patch), options, problems)
        case (.put, nil), (.patch, nil):
            guard !resource.definition.isBuiltIn else { throw HTTPHandler.methodNotAllowed }
            throw APIStatus.badRequest("name must be provided")
        case (.delete, let name):
            return try await delete(name)
        default:
            throw HTTPHandler.methodNotAllowed
        }
    }

    private func make(_ operation: ClientRequest.Operation) -> ClientRequest {
        ClientRequest(operation, of: resource.type, namespace: path.namespace, subresource: path.subresource)
    }

    private func write(_ operation: ClientRequest.Operation, _ options: WriteOptions, _ problems: [String])
        -> ReadRequest
    {
        var request = make(operation)
        request.write = options
        request.write.clientName = clientName
        return ReadRequest(request: request, problems: problems)
    }

    /// What the client calls itself, without its version, if that can be the name of an owner of fields.
    private var clientName: String {
        let name = (request.headers[.userAgent] ?? "").prefix { $0 != "/" }.filter { $0.isASCII && !$0.isWhitespace }
        let violations = ManagedFieldsEntry.violations(inManager: name)
        return violations.isEmpty ? name : ""
    }

    private func delete(_ name: String?) async throws -> ReadRequest {
        let options = try await deleteOptions()
        var read: ReadRequest
        if let name {
            read = ReadRequest(request: make(.delete(name: name, options.delete)))
            read.isPromptRequired = options.isPromptRequired
        } else {
            read = ReadRequest(request: make(.deleteCollection(try query.listOptions(), options.delete)))
        }
        read.request.write.isDryRun = options.isDryRun
        return read
    }

    /// What the path says must agree with what the object says; what the object leaves out, the path says.
    private func check(_ object: inout Unstructured, against name: String) throws(APIStatus) {
        if object.name.isEmpty { object.name = name }
        guard object.name == name else {
            throw .badRequest(
                "the name of the object (\(object.name)) does not match the name on the URL (\(name))")
        }
        guard resource.type.isNamespaced else { return }
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
            throw APIStatus.tooLarge("Request entity too large: limit is \(RequestBodyDecoder.sizeLimit)")
        }
    }

    private func object(_ problems: inout [String]) async throws -> Unstructured {
        let contentType = request.headers[.contentType]
        let body = try RequestBodyDecoder.decode(
            try await bytes(), contentType: contentType, expecting: resource.type.kind)
        problems += body.duplicates
        guard let fields = body.value.objectValue else {
            throw RequestBodyDecoder.unrecognized(
                resource.type.kind, "couldn't get version/kind; the body is no object", [])
        }
        return Unstructured(fields: fields)
    }

    private func patch(_ problems: inout [String]) async throws -> Patch {
        let kind: @Sendable (JSONValue) -> Patch
        switch MediaType(request.headers[.contentType] ?? "")?.essence {
        case "application/json-patch+json": kind = { .json($0) }
        case "application/merge-patch+json": kind = { .merge($0) }
        case "application/strategic-merge-patch+json": kind = { .strategicMerge($0) }
        case "application/apply-patch+yaml":
            let body = try RequestBodyDecoder.configuration(try await bytes())
            problems += body.duplicates
            return .apply(body.value)
        default:
            throw RequestBodyDecoder.unsupported(
                supported: ["application/json-patch+json", "application/merge-patch+json"]
                    + (resource.definition.isBuiltIn ? ["application/strategic-merge-patch+json"] : [])
                    + ["application/apply-patch+yaml"])
        }
        let body = try RequestBodyDecoder.json(try await bytes())
        problems += body.duplicates
        return kind(body.value)
    }

    private func deleteOptions() async throws -> DeleteRequestOptions {
        let bytes = try await bytes()
        guard !bytes.isEmpty else { return try query.deleteOptions() }
        return try DeleteRequestOptions(
            body: RequestBodyDecoder.decode(
                bytes, contentType: request.headers[.contentType], expecting: "DeleteOptions"
            ).value)
    }
}
