import ClusterAPI
import Effects
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("Which machines go first")
struct DeletionOrderTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)

    private static func machine(
        _ name: String, days: Int64 = 1, deleting: Bool = false, marked: Bool = false, healthy: Bool = true
    ) -> Machine {
        var machine = Machine(
            spec: MachineSpec(clusterName: "c", bootstrap: MachineBootstrap(), infrastructureRef: ObjectReference()))
        machine.metadata = ObjectMeta(name: name, namespace: "default")
        machine.metadata.creationTimestamp = now - .seconds(days * 86_400)
        if deleting { machine.metadata.deletionTimestamp = now }
        if marked { machine.metadata.annotations[ClusterAnnotation.deleteMachine] = "" }
        if healthy {
            machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: name)
            machine.conditions = [.true(ClusterAPI.ConditionType.nodeHealthy)]
        }
        return machine
    }

    @Test(arguments: [
        (MachineSetDeletePolicy.random, ["going", "marked", "sick", "new", "old"]),
        (.newest, ["going", "marked", "sick", "new", "old"]),
        (.oldest, ["going", "marked", "sick", "old", "new"]),
    ])
    func ordersByPriorityThenPolicyThenName(policy: MachineSetDeletePolicy, expected: [String]) {
        let machines = [
            Self.machine("old", days: 40), Self.machine("sick", healthy: false), Self.machine("new", days: 1),
            Self.machine("marked", marked: true), Self.machine("going", deleting: true),
        ]
        let order = DeletionOrder.sorted(machines, policy: policy, now: Self.now).map(\.metadata.name)
        #expect(order == expected)
    }

    @Test func agesApproachFiftyWithoutReachingIt() {
        let ancient = Self.machine("a", days: 3650)
        #expect(DeletionOrder.priority(of: ancient, policy: .oldest, now: Self.now) <= 50)
        // 50·(1 − e⁻¹)
        let tenDays = DeletionOrder.priority(of: Self.machine("b", days: 10), policy: .oldest, now: Self.now)
        #expect(abs(tenDays - 31.606) < 0.001)
        let fromTheFuture = Self.machine("c", days: -1)
        #expect(DeletionOrder.priority(of: fromTheFuture, policy: .oldest, now: Self.now) == 0)
    }

    @Test func oneFailedConditionMakesAMachineUnhealthy() {
        var machine = Self.machine("m")
        #expect(!DeletionOrder.isUnhealthy(machine))
        machine.conditions.set(
            .false(ClusterAPI.ConditionType.healthCheckSucceeded, reason: "UnhealthyNode", severity: .error),
            now: Self.now)
        #expect(DeletionOrder.isUnhealthy(machine))
    }
}
