public import KubernetesClient
public import Machinery
import ObjectStore

/// Who answers at the ports of a cluster's pods, in the place of the kubelets.
public protocol PodPorts: Sendable {
    /// Serves one connection to a port of a pod; the connection ends when this returns.
    ///
    /// - Throws: ``PortForwardError`` where nothing listens there, and whatever breaks the connection.
    func serve(_ connection: any DuplexStream, toPort port: UInt16, of pod: Unstructured) async throws
}

extension APICore {
    /// A pod to whose ports `user` may connect.
    ///
    /// - Throws: `APIStatus`: 403, 404, 400 for a pod that runs on no node, and 503 in a cluster without kubelets.
    func connectablePod(_ name: NamespacedName, as user: UserInfo) async throws -> Unstructured {
        guard let pods = catalog.snapshot().resource(for: GroupVersionKind(group: "", version: "v1", kind: "Pod"))
        else {
            throw APIStatus.noSuchResource()
        }
        try await authorize(
            AuthorizationRequest(
                user: user, verb: "create", resource: pods.type, subresource: "portforward", namespace: name.namespace,
                name: name.name))
        guard let stored = try await store.get(pods.definition.key(name)) else {
            throw APIStatus.notFound(pods.type.groupResource, name: name.name)
        }
        let pod = try ObjectCodec.decode(stored)
        let node = pod.text(at: "spec", "nodeName")
        guard !node.isEmpty else {
            throw APIStatus.badRequest("pod \(name.name) does not have a host assigned")
        }
        guard configuration.podPorts != nil else {
            throw APIStatus(
                code: 503, reason: .serviceUnavailable, message: "error dialing backend: node \(node) has no kubelet")
        }
        return pod
    }

    /// Runs `body` with a connection to a port of a pod, and ends the connection after it.
    ///
    /// What keeps the connection from coming up, or breaks it, shows in the reads of `body`.
    func withConnection<Result: Sendable>(
        to pod: Unstructured, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        let pipe = DuplexPipe()
        let podPorts = configuration.podPorts
        return try await withoutActuallyEscaping(body) { body in
            try await withThrowingTaskGroup(of: ConnectionEnd<Result>.self) { group in
                group.addTask {
                    do {
                        try await podPorts?.serve(pipe.far, toPort: port, of: pod)
                        await pipe.far.finish()
                    } catch {
                        pipe.fail(error)
                    }
                    return .pod
                }
                group.addTask { .client(try await body(pipe.near)) }
                while let end = try await group.next() {
                    guard case .client(let result) = end else { continue }
                    group.cancelAll()
                    return result
                }
                throw CancellationError()
            }
        }
    }
}

/// Which side of a connection has ended.
private enum ConnectionEnd<Result: Sendable> {
    case pod
    case client(Result)
}
