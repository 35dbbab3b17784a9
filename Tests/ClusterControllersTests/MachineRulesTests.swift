import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("Rules of one machine")
struct MachineRulesTests {
    private static func machine() -> Machine {
        var machine = Machine(
            spec: MachineSpec(
                clusterName: "c", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraMachine", name: "m")))
        machine.metadata = ObjectMeta(name: "m", namespace: "default")
        return machine
    }

    @Test func phasesFollowWhatIsKnown() {
        var machine = Self.machine()
        #expect(MachineStatusCalculator.phase(of: machine) == .pending)
        machine.currentStatus.bootstrapReady = true
        #expect(MachineStatusCalculator.phase(of: machine) == .provisioning)
        machine.spec.providerID = "dev:///m"
        machine.currentStatus.infrastructureReady = true
        #expect(MachineStatusCalculator.phase(of: machine) == .provisioned)
        machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: "m")
        #expect(MachineStatusCalculator.phase(of: machine) == .running)
        machine.currentStatus.failureMessage = "out of quota"
        #expect(MachineStatusCalculator.phase(of: machine) == .failed)
        machine.metadata.deletionTimestamp = Timestamp(secondsSinceEpoch: 1)
        #expect(MachineStatusCalculator.phase(of: machine) == .deleting)
    }

    @Test(arguments: [
        ("node-role.kubernetes.io/worker", true), ("node-restriction.kubernetes.io/x", true),
        ("a.node-restriction.kubernetes.io/x", true), ("node.cluster.x-k8s.io/pool", true),
        ("sub.node.cluster.x-k8s.io/pool", true), ("example.com/x", false), ("plain", false),
        ("evilnode.cluster.x-k8s.io/x", false), ("kubernetes.io/hostname", false),
    ])
    func onlyLabelsOfCertainDomainsReachNodes(key: String, isManaged: Bool) {
        #expect(NodeSynchronization.isManaged(key) == isManaged)
    }

    @Test func aNodeIsBroughtInLineOnce() throws {
        var machine = Self.machine()
        machine.metadata.labels = ["node.cluster.x-k8s.io/pool": "a", "other": "x"]
        var node = Unstructured(apiVersion: "v1", kind: "Node", metadata: ObjectMeta(name: "m"))
        node.resourceVersion = "7"
        node.fields["spec"] = [
            "taints": [["key": .string(NodeTaint.uninitialized), "effect": "NoSchedule"], ["key": "mine"]]
        ]
        let patch = try #require(NodeSynchronization.patch(for: node, of: machine))
        #expect(patch["metadata"]?["labels"] == ["node.cluster.x-k8s.io/pool": "a"])
        #expect(patch["metadata"]?["resourceVersion"] == "7", "a list is replaced only as it was read")
        #expect(patch["spec"]?["taints"] == [["key": "mine"]])

        var json = node.json
        MergePatch.apply(patch, to: &json)
        let updated = Unstructured(fields: try #require(json.objectValue))
        #expect(NodeSynchronization.patch(for: updated, of: machine) == nil)

        // A label that leaves the Machine leaves the Node; one that somebody else set stays.
        var labelled = updated
        labelled.labels["node.cluster.x-k8s.io/mine"] = "stays"
        machine.metadata.labels["node.cluster.x-k8s.io/pool"] = nil
        let removal = try #require(NodeSynchronization.patch(for: labelled, of: machine))
        let expected: JSONValue = ["node.cluster.x-k8s.io/pool": .null]
        #expect(removal["metadata"]?["labels"] == expected)
    }

    @Test(
        arguments: [
            ([["type": "Ready", "status": "True"]], true),
            ([["type": "Ready", "status": "False"]], false),
            ([["type": "Ready", "status": "True"], ["type": "DiskPressure", "status": "True"]], false),
            ([], false),
        ] as [([JSONValue], Bool)])
    func nodesAreHealthyWhenReadyWithoutPressure(conditions: [JSONValue], isHealthy: Bool) {
        var node = Unstructured(apiVersion: "v1", kind: "Node", metadata: ObjectMeta(name: "n"))
        node.fields["status"] = ["conditions": .array(conditions)]
        #expect((NodeHealth(node).condition.status == .true) == isHealthy)
    }

    @Test func onlyRolloutFieldsMakeTemplatesDiffer() {
        var template = MachineTemplateSpec(spec: Self.machine().spec)
        let before = RolloutTemplate(template)
        template.metadata.labels["a"] = "b"
        template.spec.nodeDrainTimeout = .seconds(5)
        template.spec.infrastructureRef.apiVersion = "i/v2"
        template.spec.infrastructureRef.namespace = "default"
        #expect(RolloutTemplate(template) == before)
        template.spec.version = "v1.35.0"
        #expect(RolloutTemplate(template) != before)
    }
}
