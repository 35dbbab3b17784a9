import ClusterAPI
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation

/// What an operator may want of a cluster.
enum Operation: Sendable, CustomStringConvertible {
    case scaleControlPlane(Int)
    case scaleWorkers(Int)
    case upgradeControlPlane
    case upgradeWorkers
    case replaceControlPlane
    case replaceWorkers
    case deleteMachine(ofControlPlane: Bool)
    case pause(Duration)

    /// - Parameter hasNewControlPlane: Whether the control plane is to run the next version: Nodes must not be newer.
    static func random(_ random: inout SeedStream, hasNewControlPlane: Bool) -> Operation {
        switch random.below(10) {
        case 0: .scaleControlPlane(random.pick([1, 3, 5]))
        case 1, 2: .scaleWorkers(Int(random.below(6)))
        case 3, 4: hasNewControlPlane ? .upgradeWorkers : .upgradeControlPlane
        case 5: .replaceControlPlane
        case 6: .replaceWorkers
        case 7: .deleteMachine(ofControlPlane: true)
        case 8: .deleteMachine(ofControlPlane: false)
        default: .pause(.seconds(Int64(30 + random.below(300))))
        }
    }

    /// Whether it takes new workers to carry it out.
    var mayMakeWorkers: Bool {
        switch self {
        case .scaleWorkers, .replaceWorkers, .deleteMachine(ofControlPlane: false): true
        case .scaleControlPlane, .upgradeControlPlane, .upgradeWorkers, .replaceControlPlane, .deleteMachine, .pause:
            false
        }
    }

    var description: String {
        switch self {
        case .scaleControlPlane(let count): "scale the control plane to \(count)"
        case .scaleWorkers(let count): "scale the workers to \(count)"
        case .upgradeControlPlane: "upgrade the control plane"
        case .upgradeWorkers: "upgrade the workers"
        case .replaceControlPlane: "replace the machines of the control plane"
        case .replaceWorkers: "replace the workers"
        case .deleteMachine(let isControlPlane):
            "delete a machine of the \(isControlPlane ? "control plane" : "workers")"
        case .pause(let duration): "pause the cluster for \(duration)"
        }
    }
}

/// Carries operations out and keeps what is wanted then.
struct Operator: Sendable {
    let world: World
    private(set) var wish: Wish
    private(set) var promises: Promises

    init(_ world: World, controlPlanes: Int, workers: Int) {
        self.world = world
        wish = Wish(
            controlPlanes: controlPlanes, workers: workers, controlPlaneVersion: Manifest.firstVersion,
            workerVersion: Manifest.firstVersion)
        promises = Promises(controlPlanes: controlPlanes, workers: workers)
    }

    /// What was asked for before plays no part any more.
    mutating func settle() {
        wish.outdated = []
        promises = Promises(controlPlanes: wish.controlPlanes, workers: wish.workers)
    }

    mutating func carryOut(_ operation: Operation, _ random: inout SeedStream) async throws {
        switch operation {
        case .scaleControlPlane(let count):
            wish.controlPlanes = count
            promises.controlPlanes = max(promises.controlPlanes, count)
            try await patch(KubeadmControlPlane.resourceType, Names.controlPlane, ["replicas": .integer(Int64(count))])
        case .scaleWorkers(let count):
            wish.workers = count
            promises.workers = max(promises.workers, count)
            try await patch(MachineDeployment.resourceType, Names.workers, ["replicas": .integer(Int64(count))])
        case .upgradeControlPlane:
            wish.controlPlaneVersion = Manifest.nextVersion
            try await patch(
                KubeadmControlPlane.resourceType, Names.controlPlane, ["version": .string(Manifest.nextVersion)])
        case .upgradeWorkers:
            wish.workerVersion = Manifest.nextVersion
            try await patch(
                MachineDeployment.resourceType, Names.workers,
                ["template": ["spec": ["version": .string(Manifest.nextVersion)]]])
        case .replaceControlPlane:
            try await replace(KubeadmControlPlane.resourceType, Names.controlPlane, \.controlPlaneMachines)
        case .replaceWorkers:
            try await replace(MachineDeployment.resourceType, Names.workers, \.workers)
        case .deleteMachine(let isControlPlane):
            try await deleteMachine(isControlPlane ? \.controlPlaneMachines : \.workers, &random)
        case .pause(let duration):
            try await patch(Cluster.resourceType, Names.cluster, ["paused": true])
            try await world.context.time.sleep(for: duration)
            try await patch(Cluster.resourceType, Names.cluster, ["paused": .null])
        }
    }

    private mutating func replace(
        _ resource: ResourceType, _ name: NamespacedName, _ machines: KeyPath<Observation, [Machine]>
    ) async throws {
        let seen = try await observe()[keyPath: machines]
        wish.outdated.formUnion(seen.map(\.metadata.uid))
        // One made later in the same second counts as older for its controller, and one seen now must.
        try await world.context.time.sleep(for: .seconds(1))
        try await patch(resource, name, ["rolloutAfter": .string(world.context.time.now().rfc3339)])
    }

    private mutating func deleteMachine(
        _ machines: KeyPath<Observation, [Machine]>, _ random: inout SeedStream
    ) async throws {
        let all = try await observe()[keyPath: machines].sorted { $0.metadata.name < $1.metadata.name }
        // The only machine of a control plane takes its data with it.
        guard machines != \.controlPlaneMachines || all.count >= 3, !all.isEmpty else { return }
        let victim = random.pick(all)
        wish.outdated.insert(victim.metadata.uid)
        try await untilAccepted { client in
            _ = try await client.delete(Machine.resourceType, victim.namespacedName)
        }
    }

    private func observe() async throws -> Observation {
        while true {
            if let life = world.current, let seen = await Observation.make(life) { return seen }
            try await world.context.time.sleep(for: .seconds(1))
        }
    }

    private func patch(_ resource: ResourceType, _ name: NamespacedName, _ spec: JSONObject) async throws {
        try await untilAccepted { client in
            _ = try await client.patch(resource, name, .merge(["spec": .object(spec)]))
        }
    }

    /// Tries again until the plane is there and takes the request, as a person does. All requests here can be repeated.
    func untilAccepted(_ request: (any Client) async throws -> Void) async throws {
        while true {
            if let life = world.current {
                do {
                    return try await request(life.client)
                } catch let status as APIStatus where status.code < 500 {
                    guard status.reason == .alreadyExists || status.reason == .notFound else { throw status }
                    return
                } catch  where !Task.isCancelled {
                    // The plane has ended just now.
                }
            }
            try await world.context.time.sleep(for: .seconds(1))
        }
    }
}
