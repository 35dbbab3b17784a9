import ClusterAPI
import Effects
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("Which sets a deployment keeps, and which it is of")
struct RolloutHistoryTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)

    private static func set(
        _ name: String, revision: Int, replicas: Int32 = 0, machines: Int32? = nil, isSeen: Bool = true,
        isGoing: Bool = false
    ) -> MachineSet {
        var machineSet = MachineSet(
            spec: MachineSetSpec(clusterName: "c", replicas: replicas, selector: LabelSelector()))
        machineSet.metadata = ObjectMeta(name: name, namespace: "default")
        machineSet.metadata.uid = name
        machineSet.metadata.generation = 2
        machineSet.metadata.annotations[MachineDeploymentAnnotation.revision] = String(revision)
        if isGoing { machineSet.metadata.deletionTimestamp = now }
        machineSet.currentStatus.replicas = machines ?? replicas
        machineSet.currentStatus.observedGeneration = isSeen ? 2 : 1
        return machineSet
    }

    @Test(
        arguments: [(0, ["a", "b", "c"]), (1, ["a", "b"]), (2, ["a"]), (3, []), (9, []), (-1, ["a", "b", "c"])]
            as [(Int, [String])])
    func emptySetsBeyondTheLimitGo(limit: Int, names: [String]) {
        // By revision: one that was gone back to is kept longer than one that is younger.
        let sets = [
            Self.set("c", revision: 12), Self.set("a", revision: 2), Self.set("new", revision: 13, replicas: 3),
            Self.set("b", revision: 10),
        ]
        #expect(RevisionHistory.surplus(of: sets, newest: sets[2], limit: limit).map(\.metadata.name) == names)
    }

    @Test(
        arguments: [
            set("x", revision: 1, replicas: 1), set("x", revision: 1, machines: 1),
            set("x", revision: 1, isSeen: false), set("x", revision: 1, isGoing: true),
        ])
    func setsThatAreNotEmptyYetStay(machineSet: MachineSet) {
        let newest = Self.set("new", revision: 5)
        #expect(RevisionHistory.surplus(of: [machineSet, newest], newest: newest, limit: 0).isEmpty)
    }

    // MARK: rolloutAfter

    /// Once the moment has come, only a set made since then is of the specification.
    @Test(
        arguments: [(-1, 1, true), (-1, -2, false), (-1, -1, true), (0, 0, true), (0, -1, false), (1, -9, true)]
            as [(Int, Int, Bool)])
    func aMomentThatHasPassedMakesOlderSetsOld(moment: Int, created: Int, isCurrent: Bool) {
        let template = MachineTemplateSpec(
            spec: MachineSpec(
                clusterName: "c", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraMachineTemplate", name: "t")))
        var deployment = MachineDeployment(
            spec: MachineDeploymentSpec(clusterName: "c", selector: LabelSelector(), template: template))
        deployment.spec.rolloutAfter = Self.now + .seconds(moment)
        var machineSet = Self.set("x", revision: 1)
        machineSet.spec.template = template
        machineSet.metadata.creationTimestamp = Self.now + .seconds(created)
        let match = RolloutTemplate.match(for: deployment, among: [machineSet], now: Self.now)
        #expect((match != nil) == isCurrent)
        let condition = MachineUpToDate(machineSet: machineSet, deployment: deployment, now: Self.now).condition
        #expect((condition.status == .true) == isCurrent, "Machines are told what their deployment does")
    }
}

@Suite("How sets change where machines are replaced on deletion")
struct OnDeletePlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var desired: Int
        /// Replicas and Machines of the new set.
        var new: (Int, Int)
        /// Replicas, Machines, and Machines that are not deleted, of old sets, oldest first.
        var old: [(Int, Int, Int)]
        var expectedNew: Int
        var expectedOld: [Int]
        var testDescription: String { "\(desired) with \(new) and \(old)" }
    }

    @Test(
        arguments: [
            // Nobody deleted anything.
            Case(desired: 3, new: (0, 0), old: [(3, 3, 3)], expectedNew: 0, expectedOld: [3]),
            // One is going, and keeps its place until it is gone.
            Case(desired: 3, new: (0, 0), old: [(3, 3, 2)], expectedNew: 0, expectedOld: [2]),
            Case(desired: 3, new: (0, 0), old: [(2, 2, 2)], expectedNew: 1, expectedOld: [2]),
            Case(desired: 3, new: (1, 1), old: [(2, 2, 0)], expectedNew: 1, expectedOld: [0]),
            Case(desired: 3, new: (1, 1), old: [(0, 0, 0)], expectedNew: 3, expectedOld: [0]),
            // What is wanted more is made of the new template.
            Case(desired: 5, new: (0, 0), old: [(3, 3, 3)], expectedNew: 2, expectedOld: [3]),
            // What is wanted less goes from the old ones first.
            Case(desired: 3, new: (2, 2), old: [(2, 2, 2), (1, 1, 1)], expectedNew: 2, expectedOld: [0, 1]),
            Case(desired: 1, new: (2, 2), old: [(2, 2, 2)], expectedNew: 1, expectedOld: [0]),
            Case(desired: 0, new: (2, 2), old: [(2, 2, 2)], expectedNew: 0, expectedOld: [0]),
            // Of the new set's own Machines, one is going.
            Case(desired: 3, new: (3, 3), old: [], expectedNew: 3, expectedOld: []),
        ])
    func setsChange(_ it: Case) {
        let plan = OnDeletePlan(
            desired: it.desired,
            new: RolloutPlan.Group(name: "new", spec: it.new.0, status: it.new.1, available: it.new.1),
            old: it.old.map { .init(specReplicas: $0.0, statusReplicas: $0.1, remaining: $0.2) })
        #expect(plan.newReplicas == it.expectedNew)
        #expect(plan.oldReplicas == it.expectedOld)
    }

    /// Whatever is deleted, there are in the end as many Machines as wanted, and never more on the way.
    @Test(arguments: 0...5, 0...5)
    func theGapIsFilled(desired: Int, deleted: Int) {
        var new = RolloutPlan.Group(name: "new", spec: 0, status: 0, available: 0)
        var old = OnDeletePlan.OldGroup(specReplicas: 5, statusReplicas: 5, remaining: 5 - deleted)
        for round in 0..<6 {
            let plan = OnDeletePlan(desired: desired, new: new, old: [old])
            (new.specReplicas, new.statusReplicas) = (plan.newReplicas, plan.newReplicas)
            old.specReplicas = plan.oldReplicas[0]
            if round > 0 { #expect(new.statusReplicas + max(old.specReplicas, old.statusReplicas) <= max(desired, 5)) }
            // The deleted ones are gone after a while.
            if round > 1 { (old.statusReplicas, old.remaining) = (old.specReplicas, old.specReplicas) }
        }
        #expect(new.specReplicas + old.specReplicas == desired)
        #expect(old.specReplicas == min(desired, 5 - deleted))
    }
}
