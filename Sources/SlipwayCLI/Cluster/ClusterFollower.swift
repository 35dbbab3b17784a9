import Effects
import KubernetesClient
import Machinery

/// Follows a cluster by watches: nothing is polled, and a change is seen when it happens.
struct ClusterFollower: Sendable {
    let loader: ClusterLoader
    let time: any TimeSource
    /// What is watched besides the cluster and its parts.
    var alsoWatched: [WatchRequest] = []

    enum Signal: Sendable {
        /// Something that belongs to the cluster changed, or a second passed on a screen that shows ages.
        case changed
        case deadline
        case failed(any Error)
    }

    /// Calls `visit` with the cluster as it is now and after each change, until it returns a result.
    ///
    /// - Parameters:
    ///   - timeout: Gives up after this long.
    ///   - ticks: Whether to call once a second also when nothing changes.
    /// - Returns: The result of `visit`, or `nil` when the time was up.
    func follow<Result: Sendable>(
        timeout: Duration, ticks: Bool, _ visit: @Sendable (ClusterSnapshot) async throws -> Result?
    ) async throws -> Result? {
        let deadline = time.now() + timeout
        while true {
            let first = try await loader.load()
            if let result = try await visit(first) { return result }
            let watched = try await watchedResources(of: first)
            switch try await followOnce(watched, until: deadline, ticks: ticks, visit) {
            case .finished(let result): return result
            case .timedOut: return nil
            case .referencesChanged: continue
            }
        }
    }

    private enum Outcome<Result: Sendable>: Sendable {
        case finished(Result)
        case timedOut
        case referencesChanged
    }

    private func followOnce<Result: Sendable>(
        _ watched: [WatchRequest], until deadline: Timestamp, ticks: Bool,
        _ visit: @Sendable (ClusterSnapshot) async throws -> Result?
    ) async throws -> Outcome<Result> {
        let (signals, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingNewest(8))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for request in watched {
                group.addTask { await watch(request, signalling: continuation) }
            }
            group.addTask {
                if (try? await time.sleep(until: deadline)) != nil { continuation.yield(.deadline) }
            }
            if ticks {
                group.addTask {
                    while (try? await time.sleep(for: .seconds(1))) != nil { continuation.yield(.changed) }
                }
            }
            defer { group.cancelAll() }
            for await signal in signals {
                switch signal {
                case .failed(let error): throw error
                case .deadline: return .timedOut
                case .changed:
                    let snapshot = try await loader.load()
                    if let result = try await visit(snapshot) { return .finished(result) }
                    if try await watchedResources(of: snapshot) != watched { return .referencesChanged }
                }
            }
            throw CancellationError()
        }
    }

    private func watch(_ request: WatchRequest, signalling continuation: AsyncStream<Signal>.Continuation) async {
        do {
            while !Task.isCancelled {
                try await loader.managementClient.withWatch(request) { stream in
                    while let events = try await stream.next() {
                        // Bookmarks carry no change.
                        let hasChange = events.contains { if case .bookmark = $0 { false } else { true } }
                        if hasChange { continuation.yield(.changed) }
                    }
                }
                // The server ended the watch, as servers do: what happened since is seen by loading again.
                continuation.yield(.changed)
            }
        } catch {
            if !Task.isCancelled { continuation.yield(.failed(error)) }
        }
    }

    private func watchedResources(of snapshot: ClusterSnapshot) async throws -> [WatchRequest] {
        let resources = loader.resources
        var requests = [watchRequest(resources.cluster, named: loader.name.name)]
        for resource in [resources.machine, resources.machineDeployment] {
            var request = WatchRequest(resource, namespace: loader.name.namespace)
            request.labelSelector = loader.selector
            requests.append(request)
        }
        for field in ["controlPlaneRef", "infrastructureRef"] {
            guard let reference = snapshot.cluster.reference(field) else { continue }
            let resource = try await loader.managementClient.resourceType(for: reference.kind)
            requests.append(watchRequest(resource, named: reference.name))
        }
        return requests + alsoWatched
    }

    private func watchRequest(_ resource: ResourceType, named name: String) -> WatchRequest {
        var request = WatchRequest(resource, namespace: loader.name.namespace)
        request.fieldSelector = "metadata.name=\(name)"
        return request
    }
}
