import ClusterAPI
import DevAPI
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import Simulation
import TestSupport
import Testing

/// What keeps machines from being made without end, in whole planes in virtual time.
@Suite struct CreationBoundsTests {
    private static let cluster = NamespacedName(namespace: "default", name: "demo")
    private static let deployment = NamespacedName(namespace: "default", name: "demo-md")

    private static func workers(_ plane: SimulatedPlane) async throws -> [Machine] {
        try await plane.client.list(Machine.self, namespace: "default").filter {
            !$0.metadata.labels.keys.contains(ClusterLabel.controlPlane)
        }
    }

    private static func created(_ plane: SimulatedPlane) async throws -> Condition? {
        try await plane.client.list(MachineSet.self, namespace: "default").first?
            .conditions[ConditionType.machinesCreated]
    }

    private static func withPlane(_ body: @escaping @Sendable (SimulatedPlane) async throws -> Void) throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 1, delays: "{}"))
                try await plane.waitForNodes(2)
                try await body(plane)
            }
        }
    }

    @Test func moreThanTheCapAreMadeMinuteByMinute() throws {
        try Self.withPlane { plane in
            _ = try await plane.client.patch(
                Cluster.resourceType, Self.cluster,
                .merge(["metadata": ["annotations": [CreationAnnotation.machinesPerMinute: "4"]]]))
            let start = plane.context.time.now()
            _ = try await plane.client.patch(
                MachineDeployment.resourceType, Self.deployment, .merge(["spec": ["replicas": 11]]))
            try await plane.context.eventually("creation is throttled") {
                try await Self.created(plane)?.reason == CreationReason.throttled
            }
            #expect(try await Self.workers(plane).count <= 5)
            try await plane.context.eventually("all are there") { try await Self.workers(plane).count == 11 }
            #expect(plane.context.time.now() - start >= .seconds(120))
            let times = try await Self.workers(plane).compactMap(\.metadata.creationTimestamp).sorted()
            for (early, late) in zip(times, times.dropFirst(4)) { #expect(late - early >= .seconds(59)) }
            try await plane.context.eventually("the condition tells") {
                try await Self.created(plane)?.status == .true
            }
        }
    }

    /// Somebody removes every worker as it appears; making them anew stops, says so, and goes on when a person says so.
    @Test func machinesThatAlwaysVanishAreNotMadeForEver() throws {
        try Self.withPlane { plane in
            var made: Set<String> = []
            try await plane.context.eventually("creation halts", within: .seconds(3000)) {
                for machine in try await Self.workers(plane) {
                    made.insert(machine.metadata.name)
                    if !machine.metadata.isBeingDeleted { try await plane.client.delete(machine) }
                }
                return try await Self.created(plane)?.reason == CreationReason.halted
            }
            #expect((20...100).contains(made.count))
            let set = try #require(try await plane.client.list(MachineSet.self, namespace: "default").first)
            let scaling = try #require(set.conditionsV1Beta2[V1Beta2ConditionType.scalingUp])
            #expect(scaling.message.contains("are gone again while 1 are wanted"))
            try await plane.context.time.sleep(for: .seconds(300))
            #expect(try await Self.workers(plane).allSatisfy { made.contains($0.metadata.name) })

            _ = try await plane.client.patch(
                MachineDeployment.resourceType, Self.deployment,
                .merge([
                    "metadata": [
                        "annotations": [
                            CreationAnnotation.resumedAt: .string(plane.context.time.now().rfc3339)
                        ]
                    ]
                ]))
            try await plane.context.eventually("the worker is back") {
                let workers = try await Self.workers(plane)
                return workers.count == 1 && workers[0].conditions.isTrue(ConditionType.ready)
            }
        }
    }
}
