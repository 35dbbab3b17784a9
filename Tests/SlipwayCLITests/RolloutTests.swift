import JSON
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("Rollouts on the command line") struct RolloutTests {
    private static func deployment(_ spec: JSONValue = [:], _ status: JSONValue = [:]) -> RolloutObject {
        var object = Unstructured(
            apiVersion: "cluster.x-k8s.io/v1beta1", kind: "MachineDeployment",
            metadata: ObjectMeta(name: "md", namespace: "default"))
        object.uid = "1"
        object.generation = 3
        object.fields["spec"] = spec
        object.fields["status"] = status
        return RolloutObject(
            resource: ResourceType(
                group: "cluster.x-k8s.io", version: "v1beta1", kind: "MachineDeployment", plural: "machinedeployments"),
            object: object)
    }

    private static func set(_ revision: String, owner: String = "1", version: String = "v1") -> Unstructured {
        var metadata = ObjectMeta(name: "md-\(revision)", namespace: "default")
        metadata.annotations["machinedeployment.clusters.x-k8s.io/revision"] = revision
        metadata.ownerReferences = [
            OwnerReference(apiVersion: "v1", kind: "MachineDeployment", name: "md", uid: owner, controller: true)
        ]
        var set = Unstructured(apiVersion: "cluster.x-k8s.io/v1beta1", kind: "MachineSet", metadata: metadata)
        set.fields["spec"] = [
            "template": [
                "metadata": ["labels": ["a": "b", "machine-template-hash": "x"]],
                "spec": ["version": .string(version)],
            ]
        ]
        return set
    }

    @Test(
        arguments: [
            ([:], "the change has not been seen yet"),
            (
                ["observedGeneration": 2, "updatedReplicas": 3, "replicas": 3, "availableReplicas": 3],
                "the change has not been seen yet"
            ),
            (["observedGeneration": 3, "replicas": 3], "0 out of 3 machines have been updated"),
            (["observedGeneration": 3, "updatedReplicas": 2, "replicas": 4], "2 out of 3 machines have been updated"),
            (["observedGeneration": 3, "updatedReplicas": 3, "replicas": 4], "1 old machines are pending termination"),
            (
                ["observedGeneration": 3, "updatedReplicas": 3, "replicas": 3, "availableReplicas": 2],
                "2 of 3 updated machines are available"
            ),
            (["observedGeneration": 3, "updatedReplicas": 3, "replicas": 3, "availableReplicas": 3], nil),
        ] as [(JSONValue, String?)])
    func tellHowFarTheyAre(status: JSONValue, waiting: String?) {
        #expect(RolloutProgress(Self.deployment(["replicas": 3], status).object).waiting == waiting)
    }

    @Test func knowTheirHistory() throws {
        let history = RolloutHistory(
            of: Self.deployment().object,
            machineSets: [Self.set("10"), Self.set("9", version: "v0"), Self.set("11", owner: "2"), Self.set("x")])
        #expect(history.entries.map(\.revision) == [9, 10])
        #expect(try history.target(nil).revision == 9)
        #expect(try history.target(10).revision == 10)
        let missing = #expect(throws: CommandFailure.self) { try history.target(3) }
        #expect(missing?.exitCode == .notFound)
        #expect(
            RolloutHistory.template(of: try history.entry(9)) == [
                "metadata": ["labels": ["a": "b"]], "spec": ["version": "v0"],
            ])
        #expect(throws: CommandFailure.self) {
            try RolloutHistory(of: Self.deployment().object, machineSets: [Self.set("1")]).target(nil)
        }
    }
}
