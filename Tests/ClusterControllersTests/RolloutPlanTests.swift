import Machinery
import Testing

@testable import ClusterControllers

@Suite("How a deployment moves its sets")
struct RolloutPlanTests {
    private typealias Group = RolloutPlan.Group

    @Test(
        arguments: [
            // desired, surge, unavailable → maxSurge, maxUnavailable
            (3, nil, nil, 1, 0), (10, "25%", "25%", 3, 2), (3, 0, 0, 0, 1), (4, "0%", "10%", 0, 1), (2, 5, 5, 5, 2),
            (0, nil, nil, 1, 0),
        ] as [(Int, IntOrString?, IntOrString?, Int, Int)])
    func boundsAreScaled(
        desired: Int, surge: IntOrString?, unavailable: IntOrString?, maxSurge: Int, maxUnavailable: Int
    ) {
        let plan = RolloutPlan(desired: desired, surge: surge, unavailable: unavailable)
        #expect(plan.maxSurge == maxSurge)
        #expect(plan.maxUnavailable == maxUnavailable)
    }

    @Test func aNewSetTakesAllThereIsRoomFor() {
        let plan = RolloutPlan(desired: 3, surge: nil, unavailable: nil)
        let new = Group(name: "new", spec: 0, status: 0, available: 0)
        #expect(plan.newReplicas(new, old: []) == 3)
        #expect(plan.newReplicas(new, old: [Group(name: "old", spec: 3, status: 3, available: 3)]) == 1)
        // A machine that is still going takes its place until it is gone.
        #expect(plan.newReplicas(new, old: [Group(name: "old", spec: 3, status: 4, available: 3)]) == 0)
        #expect(plan.newReplicas(Group(name: "new", spec: 5, status: 5, available: 5), old: []) == 3)
    }

    @Test func oldSetsLoseWhatIsUnhealthyFirst() {
        let plan = RolloutPlan(desired: 3, surge: 1, unavailable: 0)
        let old = [
            Group(name: "oldest", spec: 2, status: 2, available: 1),
            Group(name: "older", spec: 2, status: 2, available: 2),
        ]
        let new = Group(name: "new", spec: 0, status: 0, available: 0)
        #expect(plan.oldReplicas(old, new: new) == ["oldest": 1, "older": 2])
    }

    /// From any state a rollout reaches its end, and on the way there are never more machines than the surge allows nor
    /// fewer available ones than promised.
    @Test(arguments: 1...7, [0, 1, 3])
    func rolloutsEndWithinTheirBounds(desired: Int, surge: Int) {
        let plan = RolloutPlan(desired: desired, surge: .int(Int32(surge)), unavailable: nil)
        var new = Group(name: "new", spec: 0, status: 0, available: 0)
        var old = [Group(name: "old", spec: desired, status: desired, available: desired)]
        for _ in 0..<100 where new.availableReplicas < desired || old[0].specReplicas > 0 {
            new.specReplicas = plan.newReplicas(new, old: old)
            let shrunk = plan.oldReplicas(old, new: new)
            old[0].specReplicas = shrunk["old"] ?? 0
            // The machines follow.
            #expect(new.specReplicas + old[0].statusReplicas <= desired + plan.maxSurge)
            (new.statusReplicas, new.availableReplicas) = (new.specReplicas, new.specReplicas)
            (old[0].statusReplicas, old[0].availableReplicas) = (old[0].specReplicas, old[0].specReplicas)
            #expect(new.availableReplicas + old[0].availableReplicas >= desired - plan.maxUnavailable)
        }
        #expect(new.availableReplicas == desired)
        #expect(old[0].specReplicas == 0)
    }

    @Test func scalingInTheMiddleIsShared() {
        let plan = RolloutPlan(desired: 20, surge: 0, unavailable: 1)
        let groups = [
            Group(name: "a", spec: 6, status: 6, available: 6), Group(name: "b", spec: 4, status: 4, available: 4),
        ]
        let shared = plan.proportional(groups, previousMaximum: 10)
        #expect(shared == ["a": 12, "b": 8])
        let shrunk = RolloutPlan(desired: 5, surge: 0, unavailable: 1).proportional(groups, previousMaximum: 10)
        #expect(shrunk.values.reduce(0, +) == 5)
        #expect(shrunk["a"] == 3)
    }
}

@Suite("How a deployment's sets share a change of size")
struct ScalingPlanTests {
    private typealias Group = RolloutPlan.Group

    private static func group(_ name: String, _ count: Int, available: Int? = nil) -> RolloutPlan.Group {
        Group(name: name, spec: count, status: count, available: available ?? count)
    }

    @Test func oneSetTakesItAll() {
        let plan = RolloutPlan(desired: 5, surge: 1, unavailable: 0)
        #expect(plan.scaled([Self.group("a", 3), Self.group("b", 0)], newest: "b", previousMaximum: 4) == ["a": 5])
        #expect(plan.scaled([Self.group("a", 0), Self.group("b", 0)], newest: "a", previousMaximum: nil) == ["a": 5])
        #expect(plan.scaled([Self.group("a", 0), Self.group("b", 0)], newest: nil, previousMaximum: nil) == ["b": 5])
        #expect(plan.scaled([], newest: nil, previousMaximum: nil) == [:])
    }

    @Test func aFinishedRolloutHasNothingToShare() {
        let plan = RolloutPlan(desired: 3, surge: 1, unavailable: 0)
        #expect(
            plan.scaled([Self.group("old", 1), Self.group("new", 3)], newest: "new", previousMaximum: 4)
                == ["old": 0, "new": 3])
    }

    /// Of sets of one size the newer grows first and the older shrinks first.
    @Test(arguments: [(7, ["a": 3, "b": 4]), (3, ["a": 1, "b": 2])] as [(Int, [String: Int])])
    func whatDoesNotDivideGoesByAge(desired: Int, expected: [String: Int]) {
        let plan = RolloutPlan(desired: desired, surge: 0, unavailable: 1)
        let groups = [Self.group("a", 2), Self.group("b", 2)]
        #expect(plan.proportional(groups, previousMaximum: 4) == expected)
    }

    @Test(arguments: 0...12, [0, 1, 3])
    func sharesAlwaysAddUp(desired: Int, surge: Int) {
        let plan = RolloutPlan(desired: desired, surge: .int(Int32(surge)), unavailable: 1)
        let groups = [Self.group("a", 1), Self.group("b", 4), Self.group("c", 2)]
        let shared = plan.proportional(groups, previousMaximum: 7 + surge)
        #expect(shared.values.reduce(0, +) == (desired == 0 ? 0 : desired + surge))
        #expect(shared.values.allSatisfy { $0 >= 0 })
    }
}
