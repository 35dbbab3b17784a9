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

/// Machines that fall ill, in whole planes in virtual time.
@Suite struct HealthCheckTests {
    private static let check = """
        apiVersion: cluster.x-k8s.io/v1beta1
        kind: MachineHealthCheck
        metadata: {name: workers, namespace: default}
        spec:
          clusterName: demo
          maxUnhealthy: 40%
          selector: {matchLabels: {cluster.x-k8s.io/deployment-name: demo-md}}
          unhealthyConditions: [{type: Ready, status: Unknown, timeout: 5m}]
        """

    private static func workers(_ plane: SimulatedPlane) async throws -> [Machine] {
        try await plane.client.list(Machine.self, namespace: "default").filter {
            !$0.metadata.labels.keys.contains(ClusterLabel.controlPlane)
        }
        .sorted { $0.metadata.name < $1.metadata.name }
    }

    /// Gives the Node of a machine a readiness: `Unknown` is what a control plane sets when it hears nothing of one.
    private static func report(_ status: String, _ machine: Machine, _ plane: SimulatedPlane) async throws {
        let node = try #require(machine.status?.nodeRef?.name)
        let conditions: JSONValue = [
            [
                "type": "Ready", "status": .string(status),
                "lastTransitionTime": .string(plane.context.time.now().rfc3339),
            ]
        ]
        _ = try await plane.workloadClient().patch(
            Node.resourceType, NamespacedName(namespace: "", name: node),
            .merge(["status": ["conditions": conditions]]), subresource: "status")
    }

    @Test func aMachineThatFallsSilentIsReplaced() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 3))
                try await plane.waitForNodes(4)
                try await plane.apply(Self.check)
                try await context.eventually("the check finds them healthy") {
                    try await plane.get(MachineHealthCheck.self, "workers")?.status?.currentHealthy == 3
                }
                let before = try await Self.workers(plane)
                #expect(before.allSatisfy { $0.conditions.isTrue(ConditionType.healthCheckSucceeded) })
                let since = context.time.now()
                try await Self.report("Unknown", before[1], plane)
                try await context.eventually("the machine is gone and another one is there") {
                    let workers = try await Self.workers(plane)
                    return workers.count == 3 && !workers.contains { $0.metadata.uid == before[1].metadata.uid }
                        && workers.allSatisfy { $0.conditions.isTrue(ConditionType.healthCheckSucceeded) }
                }
                #expect(context.time.now() - since >= .seconds(300))
                let after = try await Self.workers(plane)
                #expect(Set(before.map(\.metadata.uid)).intersection(after.map(\.metadata.uid)).count == 2)
            }
        }
    }

    /// Another controller is asked by an object of its own kind; a kind of this project stands in for one.
    @Test func anotherControllerMayBeAskedForTheRepair() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 3))
                try await plane.waitForNodes(4)
                let reference =
                    "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DevClusterTemplate, name: repair"
                try await plane.apply(
                    """
                    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
                    kind: DevClusterTemplate
                    metadata: {name: repair, namespace: default}
                    spec: {template: {spec: {backend: {inMemory: {}}}}}
                    ---
                    \(Self.check)
                      remediationTemplate: {\(reference)}
                    """)
                let ill = try await Self.workers(plane)[0]
                try await Self.report("Unknown", ill, plane)
                try await context.eventually("the repair is asked for") {
                    try await plane.get(DevCluster.self, ill.metadata.name) != nil
                }
                let request = try #require(try await plane.get(DevCluster.self, ill.metadata.name))
                #expect(request.metadata.ownerReferences.map(\.uid) == [ill.metadata.uid])
                try await context.eventually("the machine says so") {
                    try await plane.get(Machine.self, ill.metadata.name)?.conditionsV1Beta2
                        .isFalse(V1Beta2ConditionType.externallyRemediated) == true
                }
                #expect(
                    try await plane.get(Machine.self, ill.metadata.name)?.conditions[ConditionType.ownerRemediated]
                        == nil)
                try await Self.report("True", ill, plane)
                try await context.eventually("the request is withdrawn") {
                    try await plane.get(DevCluster.self, ill.metadata.name) == nil
                }
                #expect(try await plane.get(Machine.self, ill.metadata.name)?.metadata.uid == ill.metadata.uid)
            }
        }
    }

    @Test func whenManyFallSilentNoneIsReplaced() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 3))
                try await plane.waitForNodes(4)
                try await plane.apply(Self.check)
                let before = try await Self.workers(plane)
                for machine in before.prefix(2) { try await Self.report("Unknown", machine, plane) }
                try await context.eventually("the check refuses") {
                    try await plane.get(MachineHealthCheck.self, "workers")?.conditions
                        .isFalse(ConditionType.remediationAllowed) == true
                }
                try await context.time.sleep(for: .seconds(3600))
                #expect(try await Self.workers(plane).map(\.metadata.uid) == before.map(\.metadata.uid))
                let ill = try await Self.workers(plane).filter {
                    $0.conditions.isFalse(ConditionType.healthCheckSucceeded)
                }
                #expect(ill.count == 2, "they are marked all the same")
                #expect(ill.allSatisfy { $0.conditions[ConditionType.ownerRemediated] == nil })
                let check = try #require(try await plane.get(MachineHealthCheck.self, "workers"))
                #expect(check.status?.remediationsAllowed == 0)
                #expect(
                    check.conditions[ConditionType.remediationAllowed]?.message.contains(
                        "(total: 3, unhealthy: 2, maxUnhealthy: 40%)") == true)
            }
        }
    }
}
