import KubernetesClient
import Machinery
import Synchronization

/// A client that writes in the name of a controller and remembers what was written through it.
final class RecordingClient: Client {
    private let base: any Client
    private let controller: String
    private let recorded = Mutex(Expectations())

    /// - Parameter controller: Owns the fields that are written through the client, where a request names no manager.
    init(_ base: any Client, controller: String) {
        self.base = base
        self.controller = controller
    }

    var expectations: Expectations { recorded.withLock { $0 } }

    func send(_ sent: ClientRequest) async throws -> ClientResponse {
        var request = sent
        request.write.clientName = controller
        do {
            let response = try await base.send(request)
            if !request.write.isDryRun { record(request, response) }
            return response
        } catch {
            if !request.write.isDryRun { record(request, error) }
            throw error
        }
    }

    func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result {
        try await base.withWatch(request, body)
    }

    func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        try await base.withPortForward(to: pod, port: port, body)
    }

    func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
        try await base.resourceType(for: kind)
    }

    func resourceTypes() async throws -> [ResourceType] {
        try await base.resourceTypes()
    }

    private func record(_ request: ClientRequest, _ response: ClientResponse) {
        let object: Unstructured? = if case .object(let object) = response { object } else { nil }
        let resource = ResourceKey(request.resource)
        switch request.operation {
        case .get, .list, .deleteCollection:
            break
        case .create, .update, .patch:
            guard let object else { return }
            recorded.withLock { $0.expect(resource, resourceVersion: object.resourceVersion) }
        case .delete(let name, let options):
            let name = NamespacedName(namespace: request.namespace, name: name)
            recorded.withLock { $0.expectDeletion(resource, name, uid: options.uid ?? object?.uid ?? "") }
        }
    }

    /// A refusal is certain. Of any other failure it is not known whether the write took place.
    private func record(_ request: ClientRequest, _ error: any Error) {
        if let status = error as? APIStatus, (400..<500).contains(status.code) { return }
        switch request.operation {
        case .get, .list: break
        case .create, .update, .patch, .delete, .deleteCollection:
            recorded.withLock { $0.expectUncertain(request.resource) }
        }
    }
}
