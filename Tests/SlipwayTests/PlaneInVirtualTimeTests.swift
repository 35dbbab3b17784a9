import ClusterAPI
import Effects
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import ServiceLifecycle
import Simulation
import TestSupport
import Testing
import WorkloadSimulator
import YAML

@testable import Slipway

/// The whole plane, its controllers and the simulated machines on one thread in virtual time.
@Suite("A plane in virtual time")
struct PlaneInVirtualTimeTests {
    private static let kinds: [ResourceType] = [
        Cluster.resourceType, KubeadmControlPlane.resourceType, MachineDeployment.resourceType, MachineSet.resourceType,
        Machine.resourceType, KubeadmConfig.resourceType,
    ]

    /// Runs `body` beside a plane to which the example cluster has been applied.
    private static func withExamplePlane(
        seed: UInt64, _ body: @escaping @Sendable (SimulationContext, PlaneParts, MemoryStore) async throws -> Void
    ) throws {
        let manifest = try exampleManifest()
        try Simulation.run(seed: seed) { context in
            let store = MemoryStore()
            let parts = try await PlaneParts.assemble(
                store: store, front: nil,
                settings: PlaneParts.Settings(
                    time: context.time, random: context.random, keys: SystemKeySource(),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            ) { simulator in SimulatedConnector(simulator: simulator) }
            try await DefinitionInstaller(managementClient: parts.managementClient).install(
                ProductResources.all.map(\.customResourceDefinition))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for service in parts.services {
                    group.addTask { try await service.run() }
                }
                for object in manifest {
                    let resource = try await parts.managementClient.resourceType(for: object.groupVersionKind)
                    _ = try await parts.managementClient.create(resource, object)
                }
                try await body(context, parts, store)
                group.cancelAll()
                while case .failure(let error) = await group.nextResult() ?? .success(()) {
                    if !(error is CancellationError) { throw error }
                }
            }
        }
    }

    static func exampleManifest() throws -> [Unstructured] {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: package.appending(path: "examples/dev-cluster.yaml"), encoding: .utf8)
        return try YAMLDocument.parse(text).compactMap { $0.value.objectValue.map(Unstructured.init) }
    }

    private static let demo = NamespacedName(namespace: "default", name: "demo")

    static func readyMachines(_ client: any Client) async throws -> Int {
        try await client.list(Machine.self, namespace: "default").count {
            $0.status?.phase == .running && $0.conditions.isTrue(ClusterAPI.ConditionType.ready)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func theExampleComesUpSettlesScalesAndGoes(seed: UInt64) throws {
        try Self.withExamplePlane(seed: seed) { context, parts, store in
            let client = parts.managementClient
            try await context.eventually("6 machines are ready") { try await Self.readyMachines(client) == 6 }
            try await context.eventually("the cluster is ready") {
                try await client.get(Cluster.self, Self.demo).conditions.isTrue(ClusterAPI.ConditionType.ready)
            }

            // A settled plane makes no writes; the first minute lets late reports come in.
            try await context.time.sleep(for: .seconds(60))
            await context.settle()
            let settled = try await store.currentRevision()
            try await context.time.sleep(for: .seconds(1200))
            await context.settle()
            #expect(try await store.currentRevision() == settled)

            for replicas in [5, 1] {
                try await Self.scale(MachineDeployment.resourceType, "demo-workers", to: replicas, client)
                try await context.eventually("\(replicas) workers are ready") {
                    let deployment = try await client.get(
                        MachineDeployment.self, NamespacedName(namespace: "default", name: "demo-workers"))
                    return deployment.status?.readyReplicas == Int32(replicas)
                        && deployment.status?.replicas == Int32(replicas)
                }
            }
            for replicas in [5, 3] {
                try await Self.scale(KubeadmControlPlane.resourceType, "demo-control-plane", to: replicas, client)
                try await context.eventually("\(replicas) control-plane machines are ready") {
                    let controlPlane = try await client.get(
                        KubeadmControlPlane.self, NamespacedName(namespace: "default", name: "demo-control-plane"))
                    return controlPlane.status?.readyReplicas == Int32(replicas)
                        && controlPlane.status?.replicas == Int32(replicas)
                }
            }

            try await client.delete(Cluster.resourceType, Self.demo)
            try await context.eventually("the cluster is gone") {
                try await client.find(Cluster.self, Self.demo) == nil
            }
            await context.settle()
            for kind in Self.kinds {
                let left = try await client.list(kind, namespace: "default").items.map(\.name)
                #expect(left.isEmpty, "\(kind.plural): \(left)")
            }
            let secrets = try await client.list(Secret.self, namespace: "default").map(\.metadata.name)
            #expect(secrets.isEmpty, "\(secrets)")
            let simulated = try await store.list(RangeQuery(prefix: StoreKey("/simulated/"))).objects.map(\.key)
            #expect(simulated.isEmpty, "\(simulated)")
        }
    }

    @Test func whatIsMissingIsToldAndWaitedFor() throws {
        try Self.withExamplePlane(seed: 9) { context, parts, _ in
            let client = parts.managementClient
            try await context.eventually("6 machines are ready") { try await Self.readyMachines(client) == 6 }
            let lonely = Unstructured(fields: [
                "apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "Cluster",
                "metadata": ["name": "lonely", "namespace": "default"],
                "spec": [
                    "infrastructureRef": [
                        "apiVersion": "infrastructure.cluster.x-k8s.io/v1beta1", "kind": "DevCluster", "name": "gone",
                    ]
                ],
            ])
            _ = try await client.create(Cluster.resourceType, lonely)
            let name = NamespacedName(namespace: "default", name: "lonely")
            try await context.eventually("the condition names what is missing") {
                let cluster = try await client.get(Cluster.self, name)
                return cluster.conditions[ClusterAPI.ConditionType.infrastructureReady]?.message.contains("gone")
                    == true
            }
        }
    }

    @Test func pausedClustersAreLeftAlone() throws {
        try Self.withExamplePlane(seed: 5) { context, parts, _ in
            let client = parts.managementClient
            try await context.eventually("6 machines are ready") { try await Self.readyMachines(client) == 6 }
            _ = try await client.patch(Cluster.resourceType, Self.demo, .merge(["spec": ["paused": true]]))
            await context.settle()
            try await Self.scale(MachineDeployment.resourceType, "demo-workers", to: 5, client)
            try await context.time.sleep(for: .seconds(120))
            await context.settle()
            #expect(try await Self.readyMachines(client) == 6)
            _ = try await client.patch(Cluster.resourceType, Self.demo, .merge(["spec": ["paused": .null]]))
            try await context.eventually("the new workers come") { try await Self.readyMachines(client) == 8 }
        }
    }

    private static func scale(
        _ resource: ResourceType, _ name: String, to replicas: Int, _ client: any Client
    ) async throws {
        _ = try await client.patch(
            resource, NamespacedName(namespace: "default", name: name),
            .merge(["spec": ["replicas": .integer(Int64(replicas))]]))
    }
}
