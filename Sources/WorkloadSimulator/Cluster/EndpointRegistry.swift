import APIServer
import Effects
import ObjectStore

/// Where the API server of a simulated cluster answers.
public struct SimulatedEndpoint: Sendable, Hashable, CustomStringConvertible {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `127.78.3.9:6443`
    public var description: String { "\(host):\(port)" }

    init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else { return nil }
        self.init(host: String(text[..<colon]), port: port)
    }
}

/// Which cluster has which endpoint: the list of all simulated clusters.
///
/// An endpoint belongs to its cluster from the moment of the write on, whether it listens or not.
struct EndpointRegistry: Sendable {
    let store: any ObjectStore
    let random: any RandomSource
    /// Whether the endpoints are addresses of this machine that others may have taken.
    let listens: Bool

    private static let prefix = StoreKey("/simulated-clusters/")
    private static let port = 6443
    /// 127.78.0.1 to 127.78.255.254 without those that end in 0 or 255.
    private static let addressCount = 256 * 254
    private static let attempts = 1000

    /// The endpoints by cluster.
    func all() async throws -> [(cluster: String, endpoint: SimulatedEndpoint)] {
        try await store.list(RangeQuery(prefix: Self.prefix)).objects.compactMap { object in
            SimulatedEndpoint(object.key.text.dropFirst(Self.prefix.text.count)).map {
                (String(decoding: object.value, as: UTF8.self), $0)
            }
        }
    }

    func endpoint(of cluster: String) async throws -> SimulatedEndpoint? {
        try await all().first { $0.cluster == cluster }?.endpoint
    }

    /// The endpoint of a cluster, a new one where it has none.
    ///
    /// - Parameter wanted: The endpoint that the user chose.
    /// - Throws: ``SimulatorError/Code/noAddress``.
    func reserve(for cluster: String, wanted: SimulatedEndpoint?) async throws -> SimulatedEndpoint {
        let known = try await all()
        if let mine = known.first(where: { $0.cluster == cluster }) { return mine.endpoint }
        if let wanted {
            guard try await take(wanted, for: cluster) else {
                throw SimulatorError(.noAddress, "the endpoint \(wanted) belongs to another simulated cluster")
            }
            return wanted
        }
        let taken = Set(known.map(\.endpoint))
        let start = random.next(in: 0..<Self.addressCount)
        for offset in 0..<Self.attempts {
            let number = (start + offset) % Self.addressCount
            let endpoint = SimulatedEndpoint(host: "127.78.\(number / 254).\(number % 254 + 1)", port: Self.port)
            if taken.contains(endpoint) { continue }
            guard try await isFree(endpoint) else { continue }
            if try await take(endpoint, for: cluster) { return endpoint }
        }
        throw SimulatorError(.noAddress, "no address is free in 127.78.0.0/16 at port \(Self.port)")
    }

    func release(_ endpoint: SimulatedEndpoint) async throws {
        _ = try await store.commit(Mutation(.delete(Self.key(endpoint))))
    }

    private func take(_ endpoint: SimulatedEndpoint, for cluster: String) async throws -> Bool {
        try await store.putIfAbsent(Self.key(endpoint), Array(cluster.utf8))
    }

    /// Another plane on this machine may have taken the address.
    private func isFree(_ endpoint: SimulatedEndpoint) async throws -> Bool {
        guard listens else { return true }
        do {
            try await ListenAddress(host: endpoint.host, port: endpoint.port).checkIsFree()
            return true
        } catch {
            guard error.code == .addressInUse else { throw error }
            return false
        }
    }

    private static func key(_ endpoint: SimulatedEndpoint) -> StoreKey { StoreKey(prefix.text + endpoint.description) }
}
