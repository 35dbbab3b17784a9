import Effects
public import KubernetesClient
import Machinery
import ObjectStore

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
        guard served.definition.verbs.contains(.watch) else {
            throw APIStatus.methodNotAllowed(served.type.groupResource, verb: "watch")
        }
        let selection = try Selection(
            labelSelector: request.labelSelector, fieldSelector: request.fieldSelector, of: served)
        let plan = WatchPlan(
            request: request, served: served, selection: selection,
            start: try Revision(parsing: request.resourceVersion),
            deadline: request.timeoutSeconds.map { time.now() + .seconds($0) })
        do {
            return try await run(plan, body)
        } catch let error as StoreError {
            throw APIStatus(error)
        }
    }

    private func run<Result: Sendable>(
        _ plan: WatchPlan, _ body: @Sendable (any CoreWatch) async throws -> Result
    ) async throws -> Result {
        var after = plan.start ?? Revision(0)
        var initial: [StoredObject]?
        if plan.beginsWithObjects {
            let page = try await store.list(RangeQuery(prefix: plan.prefix))
            if after > page.revision { throw APIStatus.tooLargeResourceVersion(after, current: page.revision) }
            initial = page.objects
            after = page.revision
        }
        let query = WatchQuery(prefix: plan.prefix, after: after, progress: .eventual)
        do {
            return try await store.withWatch(query) { [initial, after] source in
                do {
                    let session = WatchSession(
                        core: self, plan: plan, source: source, initial: initial, after: after)
                    return try await session.withAlarms { try await body(session) }
                } catch let error as StoreError {
                    // An error of the body's own use of a store is not one of opening this watch.
                    throw BodyFailure(error: error)
                }
            }
        } catch let failure as BodyFailure {
            throw failure.error
        } catch let error as StoreError where error.code == .compacted || error.code == .futureRevision {
            return try await body(FailedWatch(.tooOld(after)))
        }
    }
}

/// What a watch is to deliver.
struct WatchPlan: Sendable {
    let request: WatchRequest
    let served: ServedResource
    let selection: Selection
    /// The revision that the client has seen; `nil` for none.
    let start: Revision?
    let deadline: Timestamp?

    var prefix: StoreKey {
        served.definition.prefix(namespace: request.namespace, name: selection.requiredName)
    }

    /// Whether the objects that exist come first, as `added` events.
    var beginsWithObjects: Bool { request.sendsInitialEvents || start == nil || start == Revision(0) }
}

private struct BodyFailure: Error {
    let error: StoreError
}

extension APIStatus {
    /// The changes after this revision are no longer kept: the client must list again.
    static func tooOld(_ revision: Revision) -> APIStatus { .expired("too old resource version: \(revision)") }
}
