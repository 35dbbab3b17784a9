import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import KubeadmControlPlane

@Suite("The next step of a control plane")
struct ControlPlanePlanTests {
    private static func machine(
        _ name: String, age: Int64 = 10, joined: Bool = true, healthy: Bool = true, deleting: Bool = false,
        marked: Bool = false, domain: String? = nil
    ) -> Machine {
        var machine = Machine(
            spec: MachineSpec(clusterName: "c", bootstrap: MachineBootstrap(), infrastructureRef: ObjectReference()))
        let now = Timestamp(secondsSinceEpoch: 1_767_225_600)
        machine.metadata = ObjectMeta(name: name, namespace: "default")
        machine.metadata.creationTimestamp = now - .seconds(age)
        machine.spec.failureDomain = domain
        if deleting { machine.metadata.deletionTimestamp = now }
        if marked { machine.metadata.annotations[ClusterAnnotation.deleteMachine] = "" }
        if joined { machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: name) }
        if healthy { machine.conditions = [.true(ClusterAPI.ConditionType.nodeHealthy)] }
        return machine
    }

    @Test(
        arguments: [
            (3, false, [], ControlPlaneStep.initialize),
            (3, true, [], .scaleUp),
            (3, false, [machine("a")], .wait("Waiting for the first machine to found the cluster")),
            (3, true, [machine("a")], .scaleUp),
            (3, true, [machine("a"), machine("b", joined: false)], .wait("Waiting for Machine b to join the cluster")),
            (3, true, [machine("a", deleting: true), machine("b")], .wait("Waiting for Machine a to be gone")),
            (
                3, true, [machine("a"), machine("b", healthy: false)],
                .wait("Waiting for the Node of Machine b to be healthy")
            ),
            (3, true, [machine("a"), machine("b"), machine("c")], .none),
            (1, true, [machine("a"), machine("b", age: 20), machine("c")], .scaleDown(machine: "b")),
            (1, true, [machine("a"), machine("b", age: 20), machine("c", marked: true)], .scaleDown(machine: "c")),
            (
                1, true, [machine("a"), machine("b", joined: false), machine("c")],
                .wait("Waiting for Machine b to join the cluster")
            ),
        ] as [(Int, Bool, [Machine], ControlPlaneStep)])
    func followsFromTheMachines(desired: Int, isInitialized: Bool, machines: [Machine], step: ControlPlaneStep) {
        #expect(ControlPlanePlan(desired: desired, isInitialized: isInitialized, machines: machines).step == step)
    }

    @Test func theFullestFailureDomainLosesItsOldest() {
        let machines = [
            Self.machine("a", age: 50, domain: "1"), Self.machine("b", age: 20, domain: "2"),
            Self.machine("c", age: 30, domain: "2"),
        ]
        #expect(ControlPlanePlan(desired: 1, isInitialized: true, machines: machines).step == .scaleDown(machine: "c"))
    }

    @Test func newMachinesGoToTheEmptiestDomainThatMayHoldThem() {
        var allowed = FailureDomain()
        allowed.controlPlane = true
        let domains = ["1": allowed, "2": allowed, "3": FailureDomain()]
        #expect(ControlPlanePlan.failureDomain(in: domains, for: []) == "1")
        #expect(ControlPlanePlan.failureDomain(in: domains, for: [Self.machine("a", domain: "1")]) == "2")
        let going = [Self.machine("a", domain: "1"), Self.machine("b", deleting: true, domain: "2")]
        #expect(ControlPlanePlan.failureDomain(in: domains, for: going) == "2")
        #expect(ControlPlanePlan.failureDomain(in: [:], for: []) == nil)
    }

    @Test func differencesAreNamedAndMissingDataIsNone() throws {
        var controlPlane = KubeadmControlPlane(
            spec: KubeadmControlPlaneSpec(
                version: "v1.34.1",
                machineTemplate: KubeadmControlPlaneMachineTemplate(
                    infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "DevMachineTemplate", name: "new")),
                kubeadmConfigSpec: KubeadmConfigSpec()))
        var machine = Self.machine("a")
        #expect(RolloutReasons.reasons(for: machine, infrastructure: nil, controlPlane).isEmpty)
        machine.spec.version = "v1.33.0"
        machine.metadata.annotations[KubeadmControlPlaneAnnotation.clusterConfiguration] =
            RolloutReasons.clusterConfiguration(of: controlPlane).text
        controlPlane.spec.kubeadmConfigSpec.clusterConfiguration = KubeadmClusterConfiguration()
        controlPlane.spec.kubeadmConfigSpec.clusterConfiguration?.imageRepository = "example.com/k8s"
        var infrastructure = Unstructured(apiVersion: "i/v1", kind: "DevMachine", metadata: ObjectMeta(name: "a"))
        infrastructure.annotations = [
            ClusterAnnotation.clonedFromName: "old", ClusterAnnotation.clonedFromGroupKind: "DevMachineTemplate.i",
        ]
        let reasons = RolloutReasons.reasons(for: machine, infrastructure: infrastructure, controlPlane)
        #expect(reasons.count == 3, "\(reasons)")
        #expect(reasons[0] == "version v1.33.0, v1.34.1 required")
    }
}
