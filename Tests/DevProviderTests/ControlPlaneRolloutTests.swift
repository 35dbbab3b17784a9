import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import Simulation
import TestSupport
import Testing
import WorkloadSimulator

/// Control planes that are changed and that break, in whole planes in virtual time.
@Suite struct ControlPlaneRolloutTests {
    private static let controlPlane = NamespacedName(namespace: "default", name: "demo-cp")

    private static func patch(_ body: JSONValue, _ plane: SimulatedPlane) async throws {
        _ = try await plane.client.patch(KubeadmControlPlane.resourceType, controlPlane, .merge(body))
    }

    private static func machines(_ plane: SimulatedPlane) async throws -> [Machine] {
        try await plane.client.list(Machine.self, namespace: "default").filter {
            $0.metadata.labels.keys.contains(ClusterLabel.controlPlane)
        }.sorted { $0.metadata.name < $1.metadata.name }
    }

    /// Looks every second of virtual time until `isDone`, and at the cluster's etcd and the number of machines each time.
    private static func follow(
        _ plane: SimulatedPlane, machinesAtMost limit: Int, atLeast least: Int = 1,
        until isDone: ([Machine]) async throws -> Bool
    ) async throws {
        let id = try await plane.clusterUID()
        for _ in 0..<3600 {
            let machines = try await machines(plane)
            #expect(machines.count <= limit, "\(machines.map(\.metadata.name))")
            #expect(machines.count { !$0.metadata.isBeingDeleted } >= least)
            let members = try await plane.simulator.etcdMembers(ofCluster: id)
            #expect(members.count(where: \.isRunning) > members.count / 2, "\(members)")
            if try await isDone(machines) { return }
            try await plane.context.time.sleep(for: .seconds(1))
        }
        Issue.record(
            "an hour has passed: \(try await plane.get(KubeadmControlPlane.self, "demo-cp")?.conditions ?? [])")
    }

    private static func isRolledOut(_ plane: SimulatedPlane, _ machines: [Machine], to version: String) async throws
        -> Bool
    {
        let status = try await plane.get(KubeadmControlPlane.self, "demo-cp")?.status
        return machines.count == 3 && machines.allSatisfy { $0.spec.version == version && $0.status?.nodeRef != nil }
            && status?.updatedReplicas == 3 && status?.readyReplicas == 3 && status?.version == version
    }

    @Test(arguments: [(1, 3), (0, 11)] as [(Int, UInt64)])
    func anUpgradeReplacesOneMachineAfterTheOther(surge: Int, seed: UInt64) throws {
        try SimulatedPlane.run(seed: seed) { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 3, workers: 1))
                try await plane.waitForNodes(4)
                let before = Set(try await Self.machines(plane).map(\.metadata.uid))
                let strategy: JSONValue = [
                    "type": "RollingUpdate", "rollingUpdate": ["maxSurge": .integer(Int64(surge))],
                ]
                try await Self.patch(["spec": ["version": "v1.35.0", "rolloutStrategy": strategy]], plane)
                try await Self.follow(plane, machinesAtMost: 3 + surge, atLeast: 2 + surge) {
                    try await Self.isRolledOut(plane, $0, to: "v1.35.0")
                }
                #expect(before.isDisjoint(with: try await Self.machines(plane).map(\.metadata.uid)))
                let members = try await plane.simulator.etcdMembers(ofCluster: plane.clusterUID())
                #expect(members.map(\.name) == (try await Self.machines(plane).compactMap { $0.status?.nodeRef?.name }))
                let nodes = try await plane.workloadClient().list(Node.self)
                #expect(nodes.count == 4)
            }
        }
    }

    @Test func aMachineThatFallsSilentIsReplacedWithItsMember() throws {
        try SimulatedPlane.run(seed: 5) { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 3, workers: 1))
                try await plane.waitForNodes(4)
                try await plane.apply(
                    """
                    apiVersion: cluster.x-k8s.io/v1beta1
                    kind: MachineHealthCheck
                    metadata: {name: control-plane, namespace: default}
                    spec:
                      clusterName: demo
                      maxUnhealthy: 40%
                      selector: {matchExpressions: [{key: cluster.x-k8s.io/control-plane, operator: Exists}]}
                      unhealthyConditions: [{type: Ready, status: Unknown, timeout: 5m}]
                    """)
                try await context.eventually("the check finds them healthy") {
                    try await plane.get(MachineHealthCheck.self, "control-plane")?.status?.currentHealthy == 3
                }
                let ill = try await Self.machines(plane)[0]
                let conditions: JSONValue = [
                    ["type": "Ready", "status": "Unknown", "lastTransitionTime": .string(context.time.now().rfc3339)]
                ]
                _ = try await plane.workloadClient().patch(
                    Node.resourceType, NamespacedName(namespace: "", name: try #require(ill.status?.nodeRef?.name)),
                    .merge(["status": ["conditions": conditions]]), subresource: "status")
                try await Self.follow(plane, machinesAtMost: 3) { machines in
                    machines.count == 3 && !machines.contains { $0.metadata.uid == ill.metadata.uid }
                        && machines.allSatisfy { $0.conditions.isTrue(ConditionType.healthCheckSucceeded) }
                }
                let members = try await plane.simulator.etcdMembers(ofCluster: plane.clusterUID())
                #expect(members.count == 3 && members.allSatisfy(\.isRunning))
            }
        }
    }

    /// What differs is told, and what needs no new machines makes none.
    @Test func changesThatNeedNoNewMachinesMakeNone() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 1))
                try await plane.waitForNodes(2)
                let before = try await Self.machines(plane).map(\.metadata.uid)
                try await Self.patch(
                    [
                        "spec": [
                            "machineTemplate": [
                                "metadata": ["labels": ["example.com/team": "blue"]], "nodeDrainTimeout": "3m",
                            ]
                        ]
                    ], plane)
                try await context.eventually("the machine has them") {
                    let machine = try await Self.machines(plane).first
                    return machine?.metadata.labels["example.com/team"] == "blue"
                        && machine?.spec.nodeDrainTimeout == .minutes(3)
                }
                try await context.time.sleep(for: .seconds(600))
                #expect(try await Self.machines(plane).map(\.metadata.uid) == before)
            }
        }
    }
}
