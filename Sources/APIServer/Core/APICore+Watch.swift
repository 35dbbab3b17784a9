public import KubernetesClient
import Machinery

extension APICore {
    /// Runs `body` with the events of a watch.
    ///
    /// - Throws: `APIStatus` where the request is refused; whatever `body` throws. A revision that is no longer kept comes
    ///   as a `failure` event, as it may come at any later moment.
    public func withWatch<Result: Sendable>(
        _ request: WatchRequest, as user: UserInfo, _ body: @Sendable (any CoreWatch) async throws -> Result
    ) async throws -> Result {
        try await authorize(
            AuthorizationRequest(user: user, verb: "watch", resource: request.resource, namespace: request.namespace))
        let served = try resolve(request.resource, namespace: request.namespace)
        throw APIStatus.methodNotAllowed(served.type.groupResource, verb: "watch")
    }
}
