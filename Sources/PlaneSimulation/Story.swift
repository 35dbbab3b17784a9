import ClusterAPI
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore
import Simulation

/// The life of one cluster as a seed has it: it comes up, its operator wants things of it, and it goes; all under trouble, in which
/// the promises hold at every moment, and at the end of which everything is as it was asked for.
struct Story: Sendable {
    let world: World
    private var random: SeedStream
    private var operations: Operator
    private let delay: Int

    /// How often the plane is looked at.
    private static let look = Duration.seconds(3)
    /// Trouble that lasts longer than this would only prove that nothing comes to an end under it.
    private static let longestTrouble = Duration.seconds(900)
    /// For what is only slow. The slowest is a control plane of five that is replaced machine by machine.
    private static let patience = Duration.seconds(7200)
    /// For how long a settled plane must write nothing.
    private static let silence = Duration.seconds(1200)

    init(_ world: World, seed: UInt64) {
        self.world = world
        random = SeedStream(seed: seed, purpose: "story")
        operations = Operator(world, controlPlanes: random.pick([1, 1, 3, 3, 3]), workers: Int(random.below(4)))
        delay = random.pick([0, 0, 2, 10, 40])
    }

    mutating func tell() async throws {
        try await bringUp()
        for _ in 0..<(1 + random.below(2)) { try await change() }
        try await checkSilence()
        try await takeDown()
    }

    private mutating func bringUp() async throws {
        let wish = operations.wish
        note("bring up \(wish.controlPlanes) + \(wish.workers) machines")
        for object in Manifest.objects(controlPlanes: wish.controlPlanes, workers: wish.workers, delay: delay) {
            try await operations.untilAccepted { client in
                let resource = try await client.resourceType(for: object.groupVersionKind)
                _ = try await client.create(resource, object)
            }
        }
        try await follow { wish.gap($0) }
    }

    private mutating func change() async throws {
        var mayMakeWorkers = false
        for _ in 0..<(1 + random.below(3)) {
            let hasNewControlPlane = operations.wish.controlPlaneVersion == Manifest.nextVersion
            let operation = Operation.random(&random, hasNewControlPlane: hasNewControlPlane)
            mayMakeWorkers = mayMakeWorkers || operation.mayMakeWorkers
            note("\(operation)")
            try await operations.carryOut(operation, &random)
            try await world.context.time.sleep(for: .seconds(Int64(random.below(90))))
        }
        // Workers of an old minor version cannot join: who upgraded the control plane must upgrade them to get new ones.
        if mayMakeWorkers, operations.wish.workerVersion != operations.wish.controlPlaneVersion {
            note("\(Operation.upgradeWorkers)")
            try await operations.carryOut(.upgradeWorkers, &random)
        }
        let wish = operations.wish
        try await follow { wish.gap($0) }
        operations.settle()
    }

    private func checkSilence() async throws {
        world.trouble.set(false)
        defer { world.trouble.set(true) }
        // The first minute lets late reports come in.
        try await world.context.time.sleep(for: .seconds(60))
        await world.context.settle()
        let before = try await contents()
        try await world.context.time.sleep(for: Self.silence)
        await world.context.settle()
        let after = try await contents()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        guard changed.isEmpty else {
            throw BrokenPromise("a settled plane writes: \(changed.sorted().joined(separator: ", "))")
        }
    }

    /// The revisions of all that is stored, but of events, which expire.
    private func contents() async throws -> [String: Revision] {
        let objects = try await world.store.list(RangeQuery(prefix: StoreKey("/"))).objects
        return objects.reduce(into: [:]) { contents, object in
            if !object.key.text.contains("/events/") { contents[object.key.text] = object.revision }
        }
    }

    private mutating func takeDown() async throws {
        note("delete the cluster")
        try await operations.untilAccepted { client in
            _ = try await client.delete(Cluster.resourceType, Names.cluster)
        }
        try await follow { $0.cluster == nil ? nil : "the cluster is still there" }
        await world.context.settle()
        let left = try await world.store.list(RangeQuery(prefix: StoreKey("/"))).objects.map(\.key.text)
            .filter(Self.belongsToTheCluster)
        guard left.isEmpty else { throw BrokenPromise("left behind: \(left.joined(separator: ", "))") }
    }

    private static func belongsToTheCluster(_ key: String) -> Bool {
        if key.hasPrefix("/simulated") { return true }
        // Templates are their user's own.
        guard key.hasPrefix("/registry/"), !key.contains("template") else { return false }
        return key.contains(".x-k8s.io/") && !key.contains("customresourcedefinitions") || key.contains("/secrets/")
    }

    /// Looks at the plane until nothing is missing, and at the promises every time.
    private func follow(_ gap: (Observation) -> String?) async throws {
        let start = world.context.time.now()
        var missing = "nothing was seen yet"
        while world.context.time.now() - start < Self.patience {
            if world.context.time.now() - start > Self.longestTrouble { world.trouble.set(false) }
            if let life = world.current, let seen = await Observation.make(life) {
                try operations.promises.check(seen)
                guard let now = gap(seen) else {
                    world.trouble.set(true)
                    return
                }
                missing = now
            }
            try await world.context.time.sleep(for: Self.look)
        }
        throw BrokenPromise("not within \(Self.patience): \(missing)")
    }

    private func note(_ what: String) {
        world.context.note(Effect(.operation, what))
    }
}

extension Effect.Kind {
    /// What the operator does.
    static let operation = Effect.Kind(rawValue: "operator")
}
