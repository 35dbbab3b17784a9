import ClusterAPI
import DevAPI
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import TestSupport
import Testing

/// Worker machines that are changed, in whole planes in virtual time.
@Suite struct MachineDeploymentTests {
    private static let deployment = NamespacedName(namespace: "default", name: "demo-md")

    private static func patch(_ body: JSONValue, _ plane: SimulatedPlane) async throws {
        _ = try await plane.client.patch(MachineDeployment.resourceType, deployment, .merge(body))
    }

    private static func workers(_ plane: SimulatedPlane) async throws -> [Machine] {
        try await plane.client.list(Machine.self, namespace: "default").filter {
            !$0.metadata.labels.keys.contains(ClusterLabel.controlPlane)
        }.sorted { $0.metadata.name < $1.metadata.name }
    }

    private static func sets(_ plane: SimulatedPlane) async throws -> [MachineSet] {
        try await plane.client.list(MachineSet.self, namespace: "default")
    }

    private static func revision(_ set: MachineSet) -> String? {
        set.metadata.annotations[MachineDeploymentAnnotation.revision]
    }

    /// Whether all workers are ready and of the newest set.
    private static func isRolledOut(_ plane: SimulatedPlane, _ count: Int) async throws -> Bool {
        let (machines, deployment) = (try await workers(plane), try await plane.get(MachineDeployment.self, "demo-md"))
        guard let deployment, deployment.status?.observedGeneration == deployment.metadata.generation,
            machines.count == count, machines.allSatisfy({ $0.conditions.isTrue(ConditionType.ready) })
        else { return false }
        return deployment.status?.updatedReplicas == Int32(count)
            && deployment.status?.availableReplicas == Int32(count)
            && deployment.conditionsV1Beta2.isTrue(V1Beta2ConditionType.machinesUpToDate)
    }

    private static func withPlane(
        workers count: Int, delays: String = "{}", _ body: @escaping @Sendable (SimulatedPlane) async throws -> Void
    ) throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: count, delays: delays))
                try await plane.waitForNodes(count + 1)
                try await context.eventually("all is well") { try await isRolledOut(plane, count) }
                try await body(plane)
            }
        }
    }

    // MARK: In place

    @Test func whatLeavesTheTemplateLeavesWhatRuns() throws {
        try Self.withPlane(workers: 2) { plane in
            let before = try await Self.workers(plane).map(\.metadata.uid)
            let mine = "mine.example.com/note"
            for machine in try await Self.workers(plane) {
                _ = try await plane.client.patch(
                    Machine.resourceType, machine.namespacedName, .merge(["metadata": ["labels": [mine: "x"]]]))
            }
            let given: JSONValue = [
                "metadata": [
                    "labels": ["node.cluster.x-k8s.io/pool": "a", "example.com/tier": "t"],
                    "annotations": ["example.com/about": "b"],
                ],
                "spec": ["nodeDrainTimeout": "5m", "readinessGates": [["conditionType": "NodeReady"]]],
            ]
            try await Self.patch(
                ["metadata": ["annotations": ["example.com/team": "blue"]], "spec": ["template": given]], plane)
            try await plane.context.eventually("it arrives") { try await Self.carries(plane, true) }
            #expect(try await Self.workers(plane).map(\.metadata.uid) == before)

            let taken: JSONValue = [
                "metadata": [
                    "labels": ["node.cluster.x-k8s.io/pool": nil, "example.com/tier": nil],
                    "annotations": ["example.com/about": nil],
                ],
                "spec": ["nodeDrainTimeout": nil, "readinessGates": nil],
            ]
            try await Self.patch(
                ["metadata": ["annotations": ["example.com/team": nil]], "spec": ["template": taken]], plane)
            try await plane.context.eventually("it leaves") { try await Self.carries(plane, false) }
            let after = try await Self.workers(plane)
            #expect(after.map(\.metadata.uid) == before)
            #expect(after.allSatisfy { $0.metadata.labels[mine] == "x" }, "what a user set stays")
            #expect(after.allSatisfy { $0.metadata.labels[ClusterLabel.deploymentName] == "demo-md" })

            try await plane.context.time.sleep(for: .seconds(120))
            let settled = try await plane.store.currentRevision()
            try await plane.context.time.sleep(for: .seconds(1200))
            #expect(try await plane.store.keysChanged(since: settled) == [])
        }
    }

    /// Whether everything that a template reaches has, or has not, what the test puts into it.
    private static func carries(_ plane: SimulatedPlane, _ isWanted: Bool) async throws -> Bool {
        let machines = try await workers(plane)
        var metadata = machines.map(\.metadata)
        for machine in machines {
            metadata.append(try #require(try await plane.get(KubeadmConfig.self, machine.metadata.name)).metadata)
            metadata.append(try #require(try await plane.get(DevMachine.self, machine.metadata.name)).metadata)
        }
        let marks = metadata.map { object in
            object.labels["example.com/tier"] == "t" && object.annotations["example.com/about"] == "b"
        }
        let bare = metadata.map { object in
            object.labels["example.com/tier"] == nil && object.annotations["example.com/about"] == nil
        }
        let nodes = try await plane.workloadClient().list(Node.self).filter { node in
            machines.contains { $0.status?.nodeRef?.name == node.metadata.name }
        }
        let pools = nodes.map { $0.metadata.labels["node.cluster.x-k8s.io/pool"] == (isWanted ? "a" : nil) }
        let settings = machines.map { machine in
            machine.spec.nodeDrainTimeout == (isWanted ? .minutes(5) : nil)
                && machine.spec.readinessGates.isEmpty == !isWanted
        }
        let teams = try await sets(plane).map {
            $0.metadata.annotations["example.com/team"] == (isWanted ? "blue" : nil)
        }
        return ((isWanted ? marks : bare) + pools + settings + teams).allSatisfy(\.self)
    }

    // MARK: Rollouts

    @Test func workersWaitUntilTheControlPlaneIsUpgraded() throws {
        try Self.withPlane(workers: 3, delays: "{vm: {provisioning: {startupDuration: 20s}}}") { plane in
            let before = Set(try await Self.workers(plane).map(\.metadata.uid))
            _ = try await plane.client.patch(
                KubeadmControlPlane.resourceType, NamespacedName(namespace: "default", name: "demo-cp"),
                .merge(["spec": ["version": "v1.35.0"]]))
            try await Self.patch(["spec": ["template": ["spec": ["version": "v1.35.0"]]]], plane)
            var (waits, marks, reasons) = (Set<String>(), 0, Set<String>())
            for _ in 0..<1800 where try await !Self.isRolledOut(plane, 3) {
                let workers = try await Self.workers(plane)
                #expect(workers.count { !$0.metadata.isBeingDeleted } <= 4)
                #expect(workers.count { $0.status?.nodeRef != nil && !$0.metadata.isBeingDeleted } >= 3)
                let running = try await plane.get(KubeadmControlPlane.self, "demo-cp")?.status?.version
                #expect(running == "v1.35.0" || workers.allSatisfy { $0.spec.version == "v1.34.1" })
                for set in try await Self.sets(plane) {
                    guard let condition = set.conditions[ConditionType.machinesCreated], condition.status == .false
                    else { continue }
                    waits.insert("\(condition.reason): \(condition.message)")
                }
                let deployment = try #require(try await plane.get(MachineDeployment.self, "demo-md"))
                reasons.insert(deployment.conditionsV1Beta2[V1Beta2ConditionType.rollingOut]?.message ?? "")
                let nodes = try await plane.workloadClient().list(Node.self)
                marks = max(marks, nodes.count { $0.spec.taints.contains { $0.key == NodeTaint.outdatedRevision } })
                try await plane.context.time.sleep(for: .seconds(1))
            }
            let after = try await Self.workers(plane)
            #expect(before.isDisjoint(with: after.map(\.metadata.uid)) && after.count == 3)
            #expect(
                waits.contains {
                    $0.hasPrefix("PreflightCheckFailed: KubeadmControlPlane default/demo-cp is upgrading")
                }, "\(waits)")
            #expect(reasons.contains("Rolling out 3 not up-to-date replicas\n* Version v1.34.1, v1.35.0 required"))
            #expect(marks > 0, "old nodes were marked")
            let nodes = try await plane.workloadClient().list(Node.self)
            #expect(!nodes.contains { $0.spec.taints.contains { $0.key == NodeTaint.outdatedRevision } })
        }
    }

    @Test func whoeverGoesBackGetsTheOldSetWithANewRevision() throws {
        try Self.withPlane(workers: 1) { plane in
            let first = try #require(try await Self.sets(plane).first)
            #expect(Self.revision(first) == "1")
            for domain in ["a", nil] as [JSONValue] {
                try await Self.patch(["spec": ["template": ["spec": ["failureDomain": domain]]]], plane)
                try await plane.context.eventually("it is rolled out") { try await Self.isRolledOut(plane, 1) }
            }
            let sets = try await Self.sets(plane)
            let back = try #require(sets.first { $0.metadata.uid == first.metadata.uid })
            #expect(back.spec.replicas == 1)
            #expect(Self.revision(back) == "3")
            #expect(back.metadata.annotations[MachineDeploymentAnnotation.revisionHistory] == "1")
            let deployment = try #require(try await plane.get(MachineDeployment.self, "demo-md"))
            #expect(deployment.metadata.annotations[MachineDeploymentAnnotation.revision] == "3")
            #expect(sets.count == 2, "one old set is kept")
        }
    }

    @Test func onDeleteWaitsForTheUser() throws {
        try Self.withPlane(workers: 2) { plane in
            let before = try await Self.workers(plane)
            try await Self.patch(
                [
                    "spec": [
                        "strategy": ["type": "OnDelete", "rollingUpdate": nil],
                        "template": ["spec": ["failureDomain": "a"]],
                    ]
                ], plane)
            try await plane.context.time.sleep(for: .seconds(600))
            #expect(try await Self.workers(plane).map(\.metadata.uid) == before.map(\.metadata.uid))

            try await plane.client.delete(Machine.resourceType, before[0].namespacedName)
            try await plane.context.eventually("another one takes its place") {
                let workers = try await Self.workers(plane)
                return workers.count == 2
                    && workers.contains { $0.spec.failureDomain == "a" && $0.status?.nodeRef != nil }
            }
            #expect(try await Self.workers(plane).contains { $0.metadata.uid == before[1].metadata.uid })

            try await Self.patch(["spec": ["strategy": ["type": "RollingUpdate"]]], plane)
            try await plane.context.eventually("the rest follows") { try await Self.isRolledOut(plane, 2) }
            #expect(try await Self.workers(plane).allSatisfy { $0.spec.failureDomain == "a" })
            for set in try await Self.sets(plane) {
                #expect(set.metadata.annotations[ClusterAnnotation.disableMachineCreate] == nil)
            }
        }
    }

    @Test func rolloutAfterNeedsNoOtherEvent() throws {
        try Self.withPlane(workers: 1) { plane in
            let before = try await Self.workers(plane).map(\.metadata.uid)
            let moment = plane.context.time.now() + .seconds(3600)
            try await Self.patch(["spec": ["rolloutAfter": .string(moment.rfc3339)]], plane)
            try await plane.context.time.sleep(for: .seconds(3500))
            #expect(try await Self.workers(plane).map(\.metadata.uid) == before)
            try await plane.context.time.sleep(for: .seconds(120))
            try await plane.context.eventually("it is rolled out") { try await Self.isRolledOut(plane, 1) }
            #expect(try await Self.workers(plane).map(\.metadata.uid) != before)
        }
    }

    @Test func whatNeedsNoRolloutGoesOnWhilePaused() throws {
        try Self.withPlane(workers: 1) { plane in
            let before = try await Self.workers(plane).map(\.metadata.uid)
            try await Self.patch(
                [
                    "spec": [
                        "paused": true, "replicas": 2,
                        "template": ["metadata": ["labels": ["example.com/tier": "t"]]],
                    ]
                ], plane)
            try await plane.context.eventually("labels and replicas arrive") {
                let workers = try await Self.workers(plane)
                return workers.count == 2 && workers.allSatisfy { $0.metadata.labels["example.com/tier"] == "t" }
            }
            try await Self.patch(["spec": ["template": ["spec": ["failureDomain": "a"]]]], plane)
            try await plane.context.time.sleep(for: .seconds(600))
            #expect(try await Self.workers(plane).allSatisfy { $0.spec.failureDomain == nil })
            #expect(Set(before).isSubset(of: try await Self.workers(plane).map(\.metadata.uid)))
            try await Self.patch(["spec": ["paused": false]], plane)
            try await plane.context.eventually("it is rolled out") { try await Self.isRolledOut(plane, 2) }
            #expect(try await Self.workers(plane).allSatisfy { $0.spec.failureDomain == "a" })
        }
    }

    @Test func withOnDeleteTheOldShrinkFirst() throws {
        try Self.withPlane(workers: 2) { plane in
            let before = try await Self.workers(plane).map(\.metadata.uid)
            try await Self.patch(
                [
                    "spec": [
                        "replicas": 3, "strategy": ["type": "OnDelete", "rollingUpdate": nil],
                        "template": ["spec": ["failureDomain": "a"]],
                    ]
                ], plane)
            try await plane.context.eventually("the new one is of the new template") {
                try await Self.workers(plane).count { $0.spec.failureDomain == "a" && $0.status?.nodeRef != nil } == 1
            }
            #expect(try await Self.workers(plane).count { before.contains($0.metadata.uid) } == 2)
            try await Self.patch(["spec": ["replicas": 1]], plane)
            try await plane.context.eventually("only the new one is left") {
                let workers = try await Self.workers(plane)
                return workers.count == 1 && workers[0].spec.failureDomain == "a"
            }
        }
    }

    // MARK: Connections

    @Test func aRestartIsNoNews() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 2))
                try await plane.waitForNodes(3)
                try await context.time.sleep(for: .seconds(900))
            }
            let before = try await store.currentRevision()
            try await SimulatedPlane.with(context, store) { plane in
                try await context.time.sleep(for: .seconds(600))
                #expect(try await store.keysChanged(since: before) == [])
            }
        }
    }
}
