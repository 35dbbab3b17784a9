import JSON
public import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// A client in this process that acts as `user`: its requests pass the same authorization and admission as those from
    /// the network.
    public func client(as user: UserInfo) -> any Client { InProcessClient(core: self, user: user) }
}

private struct InProcessClient: Client {
    let core: APICore
    let user: UserInfo

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        switch try await core.execute(request, as: user).response {
        case .object(let object, _): .object(try object.decoded())
        case .list(let list): .list(try ObjectList(list))
        case .deleted: .success
        case .value(let value), .created(let value): .object(Unstructured(fields: value.objectValue ?? [:]))
        }
    }

    func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result {
        try await core.withWatch(request, as: user) { watch in
            try await body(InProcessWatchStream(watch: watch))
        }
    }

    func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        let pod = try await core.connectablePod(pod, as: user)
        return try await core.withConnection(to: pod, port: port, body)
    }

    func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
        guard let served = core.catalog.snapshot().resource(for: kind) else { throw APIStatus.noSuchResource() }
        return served.type
    }

    func resourceTypes() async throws -> [ResourceType] {
        let catalog = core.catalog.snapshot()
        return catalog.groups.flatMap { group in
            group.versions.flatMap { version in
                catalog.resources(in: GroupVersion(group: group.name, version: version)).map(\.type)
            }
        }
    }
}

private struct InProcessWatchStream: WatchStream {
    let watch: any CoreWatch

    func next() async throws -> [WatchEvent]? {
        try await watch.next()?.map { event in
            switch event {
            case .added(let object): .added(try object.decoded())
            case .modified(let object): .modified(try object.decoded())
            case .deleted(let object): .deleted(try object.decoded())
            case .bookmark(let revision, let endsInitialEvents):
                .bookmark(resourceVersion: revision.description, endsInitialEvents: endsInitialEvents)
            case .failure(let status): .failure(status)
            }
        }
    }
}

extension ObjectList {
    fileprivate init(_ list: EncodedList) throws {
        self.init(
            items: try list.items.map { try $0.decoded() }, resourceVersion: list.revision.description,
            continueToken: list.continueToken, remainingItemCount: list.remainingItemCount)
    }
}
