import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("What a machine says of itself")
struct MachineConditionsTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)

    private static func machine(isGoing: Bool = false) -> Machine {
        var machine = Machine(
            spec: MachineSpec(
                clusterName: "c",
                bootstrap: MachineBootstrap(
                    configRef: ObjectReference(apiVersion: "b/v1", kind: "KubeadmConfig", name: "m")),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraMachine", name: "m")))
        machine.metadata = ObjectMeta(name: "m", namespace: "default")
        if isGoing { machine.metadata.deletionTimestamp = now }
        return machine
    }

    private static func cluster(isReady: Bool = true, isInitialized: Bool = true) -> Cluster {
        var cluster = Cluster(spec: ClusterSpec())
        cluster.currentStatus.infrastructureReady = isReady
        if isInitialized {
            cluster.conditions = [.true(ConditionType.controlPlaneInitialized)]
            cluster.conditions[0].lastTransitionTime = now - .seconds(86_400)
        }
        return cluster
    }

    private static func node(_ conditions: [JSONValue]) -> Unstructured {
        var node = Unstructured(apiVersion: "v1", kind: "Node", metadata: ObjectMeta(name: "n"))
        node.fields["status"] = ["conditions": .array(conditions)]
        return node
    }

    private static func healthy(_ ready: String = "True", _ message: String = "") -> [JSONValue] {
        [["type": "Ready", "status": .string(ready), "message": .string(message)]]
            + ["MemoryPressure", "DiskPressure", "PIDPressure"].map {
                ["type": .string($0), "status": "False"]
            }
    }

    // MARK: Node

    @Test func aNodeTellsEverythingThatIsWrong() {
        let well = NodeHealth(Self.node(Self.healthy())).conditionV1Beta2
        #expect(well == MetaCondition(type: "NodeHealthy", status: .true, reason: "NodeHealthy"))
        let sick = NodeHealth(Self.node(Self.healthy("False", "container runtime is down"))).conditionV1Beta2
        #expect(sick.status == .false && sick.reason == "NodeNotHealthy")
        #expect(sick.message == "* Node.Ready: container runtime is down")
        let silent = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"].map { type -> JSONValue in
            ["type": .string(type), "status": "Unknown", "message": "Kubelet stopped posting node status."]
        }
        let unknown = NodeHealth(Self.node(silent)).conditionV1Beta2
        #expect(unknown.status == .unknown && unknown.reason == "NodeHealthUnknown")
        #expect(unknown.message == "* Node.AllConditions: Kubelet stopped posting node status.")
        let fresh = NodeHealth(Self.node([["type": "Ready", "status": "True"]])).conditionV1Beta2
        #expect(fresh.status == .unknown)
        #expect(fresh.message.hasPrefix("* Node.MemoryPressure: Condition not yet reported\n"))
        #expect(NodeHealth(Self.node([])).readiness.reason == "NodeReadyUnknown")
    }

    @Test(
        arguments: [
            (false, false, "Waiting for Cluster status.infrastructureReady to be true"),
            (true, false, "Waiting for Cluster control plane to be initialized"),
            (true, true, "Waiting for InfraMachine to report spec.providerID"),
        ] as [(Bool, Bool, String)])
    func whoHasNoNodeSaysWhatItWaitsFor(isReady: Bool, isInitialized: Bool, message: String) {
        var machine = Self.machine()
        _ = MachineNodeConditions(now: Self.now).set(
            on: &machine, cluster: Self.cluster(isReady: isReady, isInitialized: isInitialized), node: .notLookedFor)
        for type in ["NodeReady", "NodeHealthy"] {
            #expect(machine.conditionsV1Beta2[type]?.message == message)
            #expect(machine.conditionsV1Beta2[type]?.reason == "InspectionFailed")
        }
    }

    @Test func aNodeThatIsGoneIsToldApartFromOneThatNeverWas() {
        var machine = Self.machine()
        machine.spec.providerID = "x://1"
        let conditions = MachineNodeConditions(now: Self.now)
        _ = conditions.set(on: &machine, cluster: Self.cluster(), node: .missing)
        #expect(
            machine.conditionsV1Beta2["NodeReady"]?.message == "Waiting for a Node with spec.providerID x://1 to exist")
        machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: "n")
        _ = conditions.set(on: &machine, cluster: Self.cluster(), node: .missing)
        #expect(machine.conditionsV1Beta2["NodeReady"]?.status == .false)
        #expect(
            machine.conditionsV1Beta2["NodeReady"]?.message == "Node n has been deleted while the Machine still exists")
        machine.metadata.deletionTimestamp = Self.now
        _ = conditions.set(on: &machine, cluster: Self.cluster(), node: .missing)
        #expect(machine.conditionsV1Beta2["NodeHealthy"]?.message == "Node n has been deleted")
    }

    @Test func theLastWordOfAClusterCountsForAWhile() {
        var machine = Self.machine()
        machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: "n")
        _ = MachineNodeConditions(now: Self.now).set(
            on: &machine, cluster: Self.cluster(), node: .found(Self.node(Self.healthy())))
        let known = machine
        let lost = NodeObservation.unreachable("the network is down", since: Self.now)
        let soon = MachineNodeConditions(now: Self.now + .seconds(100)).set(
            on: &machine, cluster: Self.cluster(), node: lost)
        #expect(machine == known)
        #expect(soon == .after(.seconds(201)))
        let late = MachineNodeConditions(now: Self.now + .seconds(301)).set(
            on: &machine, cluster: Self.cluster(), node: lost)
        #expect(late == .done)
        #expect(machine.conditionsV1Beta2["NodeHealthy"]?.reason == "ConnectionDown")
        #expect(
            machine.conditionsV1Beta2["NodeHealthy"]?.message
                == "No connection to the cluster since 2026-01-01T00:00:00Z: the network is down")
        #expect(machine.conditions["NodeHealthy"]?.status == .unknown)
    }

    /// What was never asked is not known; that a Node had not come yet is.
    @Test(
        arguments: [
            (ConditionReason.waitingForNodeRef, false), (ConditionReason.nodeInspectionFailed, false),
            (ConditionReason.nodeProvisioning, true), (ConditionReason.nodeNotFound, true),
        ])
    func onlyWhatWasSeenIsKept(reason: String, isKept: Bool) {
        var machine = Self.machine()
        machine.conditions = [.false(ConditionType.nodeHealthy, reason: reason, severity: .info, "before")]
        machine.setV1Beta2("NodeHealthy", .unknown, reason: "InspectionFailed", "before", now: Self.now)
        _ = MachineNodeConditions(now: Self.now).set(
            on: &machine, cluster: Self.cluster(), node: .unreachable("starting", since: Self.now))
        #expect((machine.conditions["NodeHealthy"]?.message == "before") == isKept)
        #expect((machine.conditionsV1Beta2["NodeHealthy"]?.message == "before") == isKept)
    }

    @Test func sinceWhenANodeCannotBeDeletedStaysKnown() {
        var machine = Self.machine(isGoing: true)
        machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: "n")
        machine.conditions.set(
            .false(ConditionType.nodeHealthy, reason: ConditionReason.deletionFailed, severity: .warning),
            now: Self.now)
        let known = machine.conditions
        for node in [NodeObservation.found(Self.node(Self.healthy())), .missing, .notLookedFor] {
            _ = MachineNodeConditions(now: Self.now + .seconds(5)).set(
                on: &machine, cluster: Self.cluster(), node: node)
            #expect(machine.conditions == known)
        }
    }

    @Test func whatIsReadyIsAvailable() {
        var machine = Self.machine()
        _ = MachineStatusCalculator(now: Self.now).update(
            &machine, cluster: Self.cluster(), bootstrap: nil, infrastructure: nil, node: .notLookedFor)
        #expect(machine.conditionsV1Beta2["Available"]?.status == .false)
        #expect(machine.conditionsV1Beta2["Available"]?.reason == "NotReady")
        #expect(machine.conditionsV1Beta2["Deleting"]?.reason == "NotDeleting")
    }

    // MARK: Providers

    @Test func providersSpeakForThemselves() {
        var machine = Self.machine()
        var object = Unstructured(apiVersion: "i/v1", kind: "InfraMachine", metadata: ObjectMeta(name: "m"))
        let conditions = ProviderConditions(now: Self.now)
        conditions.set(on: &machine, bootstrap: nil, infrastructure: ContractObject(object))
        #expect(machine.conditionsV1Beta2["BootstrapConfigReady"]?.reason == "BootstrapConfigDoesNotExist")
        #expect(machine.conditionsV1Beta2["BootstrapConfigReady"]?.message == "KubeadmConfig does not exist")
        #expect(machine.conditionsV1Beta2["InfrastructureReady"]?.message == "InfraMachine status.ready is false")
        object.fields["status"] = [
            "conditions": [["type": "Ready", "status": "False", "reason": "Quota", "message": "no more cores"]]
        ]
        conditions.set(on: &machine, bootstrap: nil, infrastructure: ContractObject(object))
        #expect(machine.conditionsV1Beta2["InfrastructureReady"]?.reason == "Quota")
        #expect(machine.conditionsV1Beta2["InfrastructureReady"]?.message == "no more cores")
        object.fields["status"] = [
            "v1beta2": ["conditions": [["type": "Ready", "status": "True", "reason": "Fine", "message": ""]]]
        ]
        conditions.set(on: &machine, bootstrap: nil, infrastructure: ContractObject(object))
        #expect(machine.conditionsV1Beta2["InfrastructureReady"]?.reason == "Fine")
        machine.currentStatus.infrastructureReady = true
        conditions.set(on: &machine, bootstrap: nil, infrastructure: nil)
        #expect(
            machine.conditionsV1Beta2["InfrastructureReady"]?.message
                == "InfraMachine has been deleted while the Machine still exists")
    }

    // MARK: Ready

    private static func good(_ machine: inout Machine) {
        for type in ["BootstrapConfigReady", "InfrastructureReady", "NodeHealthy"] {
            machine.setV1Beta2(type, .true, reason: "Ready", now: now)
        }
    }

    @Test func readinessIsTheSumOfTheParts() {
        var machine = Self.machine()
        Self.good(&machine)
        let ready = { MachineReadiness(machine: $0, now: Self.now).condition }
        #expect(ready(machine) == MetaCondition(type: "Ready", status: .true, reason: "Ready"))
        machine.spec.readinessGates = [
            MachineReadinessGate(conditionType: "Storage"),
            MachineReadinessGate(conditionType: "Broken", polarity: .negative),
        ]
        #expect(ready(machine).status == .unknown)
        #expect(
            ready(machine).message
                == "* Storage: Condition Storage not yet reported\n* Broken: Condition Broken not yet reported")
        machine.setV1Beta2("Storage", .true, reason: "R", now: Self.now)
        machine.setV1Beta2("Broken", .true, reason: "R", "two\nlines", now: Self.now)
        #expect(ready(machine).status == .false && ready(machine).reason == "NotReady")
        #expect(ready(machine).message == "* Broken:\n  two\n  lines")
        machine.setV1Beta2("Broken", .false, reason: "R", now: Self.now)
        #expect(ready(machine).status == .true)
        machine.setV1Beta2("HealthCheckSucceeded", .false, reason: "Bad", "ill", now: Self.now)
        #expect(ready(machine).message == "* HealthCheckSucceeded: ill")
    }

    @Test func aMachineThatGoesSaysHowFarItIs() {
        var machine = Self.machine(isGoing: true)
        Self.good(&machine)
        machine.setV1Beta2("NodeHealthy", .false, reason: "NodeDeleted", "Node n has been deleted", now: Self.now)
        machine.setV1Beta2("Deleting", .true, reason: "DrainingNode", "failed to evict Pod x", now: Self.now)
        machine.currentStatus.deletion = MachineDeletionStatus()
        machine.currentStatus.deletion?.nodeDrainStartTime = Self.now
        let message = { MachineReadiness(machine: machine, now: Self.now + .seconds($0)).condition.message }
        #expect(message(10) == "* Deleting: Machine deletion in progress, stage: DrainingNode")
        #expect(
            message(1000)
                == "* Deleting: Machine deletion in progress since more than 15m, stage: DrainingNode, "
                + "delay likely due to Pod eviction errors")
    }

    @Test func partsOfAControlPlaneShareALine() {
        var machine = Self.machine()
        Self.good(&machine)
        let types = ["APIServerPodHealthy", "ControllerManagerPodHealthy", "EtcdPodHealthy"]
        machine.spec.readinessGates = types.map { MachineReadinessGate(conditionType: $0) }
        for type in types { machine.setV1Beta2(type, .unknown, reason: "R", "Node does not exist", now: Self.now) }
        #expect(
            MachineReadiness(machine: machine, now: Self.now).condition.message
                == "* Control plane components: Node does not exist")
    }

    // MARK: What nodes are told

    @Test func nodesOfOldRevisionsAreMarkedAndFreed() throws {
        let machine = Self.machine()
        var node = Unstructured(apiVersion: "v1", kind: "Node", metadata: ObjectMeta(name: "n"))
        let taint: JSONValue = ["key": .string(NodeTaint.outdatedRevision), "effect": "PreferNoSchedule"]
        let marked = NodeSynchronization.patch(for: node, of: machine, .init(isOutdated: true))
        #expect(marked?["spec"]?["taints"] == [taint])
        node.fields["spec"] = ["taints": [taint, ["key": "mine"]]]
        #expect(NodeSynchronization.patch(for: node, of: machine, .init(isOutdated: nil))?["spec"] == nil)
        let freed = NodeSynchronization.patch(for: node, of: machine, .init(isOutdated: false))
        #expect(freed?["spec"]?["taints"] == [["key": "mine"]])
        let label = NodeSynchronization.patch(for: node, of: machine, .init(isInterruptible: true))
        #expect(label?["metadata"]?["labels"]?[ClusterLabel.interruptible] == "")
    }
}
