import ClusterAPI
import Effects
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import Simulation
import TestSupport
import Testing

/// Machines that are deleted while something runs on them, in whole planes in virtual time.
@Suite struct DrainPlaneTests {
    private static func with(
        _ body: @escaping @Sendable (SimulatedPlane, any Client, Machine) async throws -> Void
    ) throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 2))
                try await plane.waitForNodes(3)
                let worker = try #require(
                    try await plane.client.list(Machine.self, namespace: "default").first {
                        !$0.metadata.labels.keys.contains(ClusterLabel.controlPlane)
                    })
                try await body(plane, plane.workloadClient(), worker)
            }
        }
    }

    private static func run(
        _ pod: String, on machine: Machine, labels: [String: String], _ client: any Client
    ) async throws {
        let node = try #require(machine.status?.nodeRef?.name)
        _ = try await client.create(
            Pod.resourceType,
            Unstructured(fields: [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": ["name": .string(pod), "namespace": "default", "labels": labels.json],
                "spec": ["nodeName": .string(node), "containers": [["name": "c", "image": "i"]]],
            ]))
        let conditions: JSONValue = [["type": "Ready", "status": "True"]]
        _ = try await client.patch(
            Pod.resourceType, NamespacedName(namespace: "default", name: pod),
            .merge(["status": ["phase": "Running", "conditions": conditions]]), subresource: "status")
    }

    private static func delete(_ machine: Machine, _ plane: SimulatedPlane) async throws {
        try await plane.client.delete(Machine.resourceType, machine.namespacedName)
    }

    private static func deleting(_ machine: Machine, _ plane: SimulatedPlane) async throws -> MetaCondition? {
        try await plane.get(Machine.self, machine.metadata.name)?.conditionsV1Beta2[V1Beta2ConditionType.deleting]
    }

    @Test func aBudgetHoldsAMachineUpUntilItAllowsTheEviction() throws {
        try Self.with { plane, workload, machine in
            try await Self.run("web", on: machine, labels: ["app": "web"], workload)
            let budgets = ResourceType(
                group: "policy", version: "v1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets")
            let budget = NamespacedName(namespace: "default", name: "web")
            _ = try await workload.create(
                budgets,
                Unstructured(fields: [
                    "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
                    "metadata": ["name": "web", "namespace": "default"],
                    "spec": ["minAvailable": 1, "selector": ["matchLabels": ["app": "web"]]],
                ]))
            try await Self.delete(machine, plane)
            try await plane.context.eventually("the drain is refused") {
                try await Self.deleting(machine, plane)?.message.contains("disruption budget") == true
            }
            try await plane.context.time.sleep(for: .seconds(3600))
            let waiting = try #require(try await plane.get(Machine.self, machine.metadata.name))
            #expect(waiting.conditionsV1Beta2[V1Beta2ConditionType.deleting]?.reason == V1Beta2Reason.drainingNode)
            #expect(waiting.conditions[ConditionType.drainingSucceeded]?.reason == ConditionReason.draining)
            #expect(waiting.status?.deletion?.nodeDrainStartTime != nil)
            let node = try await workload.get(
                Node.resourceType, NamespacedName(namespace: "", name: try #require(machine.status?.nodeRef?.name)))
            #expect(node.value(at: "spec", "unschedulable")?.boolValue == true)
            _ = try await workload.patch(budgets, budget, .merge(["spec": ["minAvailable": 0]]))
            try await plane.context.eventually("the machine is gone") {
                try await plane.get(Machine.self, machine.metadata.name) == nil
            }
            #expect(try await workload.find(Pod.resourceType, NamespacedName(namespace: "default", name: "web")) == nil)
        }
    }

    @Test func podsGoInTheOrderOfTheRules() throws {
        try Self.with { plane, workload, machine in
            for name in ["first", "second", "batch", "stays"] {
                try await Self.run(name, on: machine, labels: ["app": name], workload)
            }
            try await plane.apply(
                ["second: Drain, order: 10", "batch: WaitCompleted", "stays: Skip"].map { rule in
                    let parts = rule.components(separatedBy: ": ")
                    return """
                        apiVersion: cluster.x-k8s.io/v1beta1
                        kind: MachineDrainRule
                        metadata: {name: \(parts[0]), namespace: default}
                        spec:
                          drain: {behavior: \(parts.dropFirst().joined(separator: ": "))}
                          pods: [{selector: {matchLabels: {app: \(parts[0])}}}]
                        """
                }.joined(separator: "\n---\n"))
            // The controller reads rules from a cache of its own.
            try await plane.context.time.sleep(for: .seconds(1))
            try await Self.delete(machine, plane)
            let pods = { try await Set(workload.list(Pod.self, namespace: "default").map(\.metadata.name)) }
            try await plane.context.eventually("the first is gone") { try await !pods().contains("first") }
            try await plane.context.time.sleep(for: .seconds(600))
            #expect(try await pods() == ["second", "batch", "stays"])
            #expect(
                try await Self.deleting(machine, plane)?.message.contains("default/batch: waiting for completion")
                    == true)
            _ = try await workload.patch(
                Pod.resourceType, NamespacedName(namespace: "default", name: "batch"),
                .merge(["status": ["phase": "Succeeded"]]), subresource: "status")
            try await plane.context.eventually("the machine is gone") {
                try await plane.get(Machine.self, machine.metadata.name) == nil
            }
            #expect(try await pods().contains("stays"))
            #expect(try await !pods().contains("second"))
        }
    }

    @Test func aTimeoutEndsTheWaitForPodsAndVolumes() throws {
        try Self.with { plane, workload, machine in
            try await Self.run("batch", on: machine, labels: ["cluster.x-k8s.io/drain": "wait-completed"], workload)
            let node = try #require(machine.status?.nodeRef?.name)
            for (kind, plural, group, spec) in [
                (
                    "PersistentVolume", "persistentvolumes", "",
                    [
                        "capacity": ["storage": "1Gi"], "accessModes": ["ReadWriteOnce"],
                        "csi": ["driver": "d", "volumeHandle": "h"],
                    ]
                ),
                (
                    "VolumeAttachment", "volumeattachments", "storage.k8s.io",
                    ["attacher": "d", "nodeName": .string(node), "source": ["persistentVolumeName": "v"]]
                ),
            ] as [(String, String, String, JSONValue)] {
                let resource = ResourceType(
                    group: group, version: "v1", kind: kind, plural: plural, isNamespaced: false)
                _ = try await workload.create(
                    resource,
                    Unstructured(fields: [
                        "apiVersion": .string(resource.apiVersion), "kind": .string(kind), "metadata": ["name": "v"],
                        "spec": spec,
                    ]))
                guard kind == "VolumeAttachment" else { continue }
                _ = try await workload.patch(
                    resource, NamespacedName(namespace: "", name: "v"), .merge(["status": ["attached": true]]),
                    subresource: "status")
            }
            _ = try await plane.client.patch(
                MachineDeployment.resourceType, NamespacedName(namespace: "default", name: "demo-md"),
                .merge([
                    "spec": ["template": ["spec": ["nodeDrainTimeout": "5m", "nodeVolumeDetachTimeout": "10m"]]]
                ]))
            try await plane.context.eventually("the machine knows its limits") {
                try await plane.get(Machine.self, machine.metadata.name)?.spec.nodeVolumeDetachTimeout == .minutes(10)
            }
            let start = plane.context.time.now()
            try await Self.delete(machine, plane)
            try await plane.context.eventually("the volume is waited for") {
                try await Self.deleting(machine, plane)?.reason == V1Beta2Reason.waitingForVolumeDetach
            }
            #expect(plane.context.time.now() - start >= .seconds(300))
            try await plane.context.time.sleep(for: .seconds(550))
            #expect(try await Self.deleting(machine, plane)?.reason == V1Beta2Reason.waitingForVolumeDetach)
            try await plane.context.eventually("the machine is gone") {
                try await plane.get(Machine.self, machine.metadata.name) == nil
            }
            let passed = plane.context.time.now() - start
            #expect(passed >= .seconds(900) && passed < .seconds(1000), "\(passed)")
        }
    }
}
