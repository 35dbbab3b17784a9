import ClusterAPI
import Effects
import KubernetesAPI
import Machinery
import Testing

@testable import KubeadmControlPlane

@Suite("The next step of a control plane")
struct ControlPlanePlanTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var replicas: Int32 = 3
        var maxSurge: IntOrString = 1
        var isInitialized = true
        var machines: [MachineState]
        var outdated: Set<String> = []
        var step: ControlPlaneStep

        var testDescription: String { name }
    }

    private static func healthy(_ names: String...) -> [MachineState] {
        names.enumerated().map { MachineState(name: $1, age: 1000 - Int64($0)) }
    }

    private static let cases: [Case] = [
        Case(name: "the first founds", isInitialized: false, machines: [], step: .initialize),
        Case(name: "a lost one joins again", machines: [], step: .scaleUp(failureDomain: nil)),
        Case(
            name: "the others wait for the founder", isInitialized: false, machines: healthy("a"),
            step: .waitForInitialization),
        Case(name: "one more joins", machines: healthy("a"), step: .scaleUp(failureDomain: nil)),
        Case(name: "all are there", machines: healthy("a", "b", "c"), step: .none),
        Case(
            name: "the oldest goes", replicas: 1, machines: healthy("a", "b", "c"), step: .scaleDown(machine: "a")),
        Case(
            name: "a rollout adds first", machines: healthy("a", "b", "c"), outdated: ["a", "b"],
            step: .scaleUp(failureDomain: nil)),
        Case(
            name: "then removes an outdated one", machines: healthy("a", "b", "c", "d"), outdated: ["b", "c"],
            step: .scaleDown(machine: "b")),
        Case(
            name: "without a surge it removes first", maxSurge: 0, machines: healthy("a", "b", "c"),
            outdated: ["b"], step: .scaleDown(machine: "b")),
        Case(
            name: "without a surge it then adds", maxSurge: 0, machines: healthy("a", "c"), outdated: ["a"],
            step: .scaleUp(failureDomain: nil)),
        Case(
            name: "an outdated one that goes already is no rollout",
            machines: healthy("a", "b") + [MachineState(name: "c", deleting: true)], outdated: ["c"], step: .none),
        Case(
            name: "a founder of a bad version is replaced", isInitialized: false,
            machines: [MachineState(name: "a", joined: false)], outdated: ["a"], step: .scaleDown(machine: "a")),
        Case(
            name: "a machine of a bad version that never joined may go",
            machines: healthy("a", "b", "c") + [MachineState(name: "d", joined: false)], outdated: ["d"],
            step: .scaleDown(machine: "d")),
    ]

    @Test(arguments: cases)
    private func followsFromTheMachines(_ value: Case) {
        let plan = ControlPlanePlan(
            cluster: testCluster(isInitialized: value.isInitialized),
            controlPlane: testControlPlane(replicas: value.replicas, maxSurge: value.maxSurge),
            machines: value.machines.machines, outdated: value.outdated)
        #expect(plan.step == value.step)
    }

    @Test(arguments: [
        (
            [MachineState(name: "a"), MachineState(name: "b", joined: false)], true, true,
            "Machine b does not have a corresponding Node yet"
        ),
        (
            [MachineState(name: "a", unhealthy: [ConditionType.etcdMemberHealthy]), MachineState(name: "b")], false,
            true,
            "Machine a reports EtcdMemberHealthy condition is false (Error, it is bad), since 2025-12-31T23:59:00Z"
        ),
        (
            [MachineState(name: "a", unhealthy: [ConditionType.schedulerPodHealthy]), MachineState(name: "b")], true,
            false, "Machine a reports SchedulerPodHealthy condition is false (Error, it is bad)"
        ),
    ])
    func nothingChangesWhileAMachineIsNotWell(
        states: [MachineState], components: Bool, etcd: Bool, detail: String
    ) throws {
        let plan = ControlPlanePlan(
            cluster: testCluster(), controlPlane: testControlPlane(), machines: states.machines, outdated: [])
        guard case .wait(let findings) = plan.step else {
            Issue.record("\(plan.step)")
            return
        }
        #expect(findings.componentsAreUnhealthy == components)
        #expect(findings.etcdIsUnhealthy == etcd)
        #expect(findings.details.count == 1)
        #expect(try #require(findings.details.first).hasPrefix(detail))
    }

    @Test func nothingChangesWhileAMachineGoes() {
        let machines = [MachineState(name: "a"), MachineState(name: "b", deleting: true)].machines
        let plan = ControlPlanePlan(
            cluster: testCluster(), controlPlane: testControlPlane(), machines: machines, outdated: [])
        guard case .wait(let findings) = plan.step else {
            Issue.record("\(plan.step)")
            return
        }
        #expect(findings.lines == ["* waiting for a control plane Machine to complete deletion"])
    }

    @Test func aTopologyOfAnotherVersionComesFirst() {
        var cluster = testCluster()
        cluster.spec.topology = ClusterTopology(class: "k", version: "v1.35.0")
        let plan = ControlPlanePlan(
            cluster: cluster, controlPlane: testControlPlane(), machines: [MachineState(name: "a").machine],
            outdated: [])
        guard case .wait(let findings) = plan.step else {
            Issue.record("\(plan.step)")
            return
        }
        #expect(
            findings.lines == [
                "* waiting for a version upgrade to v1.35.0 to be propagated from Cluster.spec.topology"
            ])
    }

    @Test func theMachineThatGoesNeedNotBeWell() {
        let machines = [
            MachineState(name: "a"), MachineState(name: "b"),
            MachineState(name: "c", unhealthy: [ConditionType.apiServerPodHealthy]), MachineState(name: "d"),
        ].machines
        let plan = ControlPlanePlan(
            cluster: testCluster(), controlPlane: testControlPlane(), machines: machines, outdated: ["b", "c"])
        #expect(plan.step == .scaleDown(machine: "c"))
    }
}

@Suite("Which machine goes, and where one comes")
struct ScaleChoiceTests {
    private static let marked = [ClusterAnnotation.deleteMachine: ""]

    private struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var machines: [MachineState]
        var outdated: Set<String> = []
        var domains: [String] = []
        var goes: String?

        var testDescription: String { name }
    }

    private static let cases: [Case] = [
        Case(name: "nobody of nobody", machines: [], goes: nil),
        Case(name: "the oldest", machines: [.init(name: "a", age: 1), .init(name: "b", age: 2)], goes: "b"),
        Case(
            name: "by name at the same age", machines: [.init(name: "b", age: 1), .init(name: "a", age: 1)],
            goes: "a"),
        Case(
            name: "an outdated one before an older one",
            machines: [.init(name: "a", age: 9), .init(name: "b", age: 2)], outdated: ["b"], goes: "b"),
        Case(
            name: "an unhealthy one among the outdated",
            machines: [
                .init(name: "a", age: 9),
                .init(name: "b", age: 2, unhealthy: [ConditionType.controllerManagerPodHealthy]),
            ], outdated: ["a", "b"], goes: "b"),
        Case(
            name: "an unhealthy one that is up to date is none to go",
            machines: [
                .init(name: "a", age: 9),
                .init(name: "b", age: 2, unhealthy: [ConditionType.controllerManagerPodHealthy]),
            ], goes: "a"),
        Case(
            name: "a marked one before outdated ones",
            machines: [.init(name: "a", age: 9), .init(name: "b", age: 2, annotations: marked)], outdated: ["a"],
            goes: "b"),
        Case(
            name: "a marked and outdated one before all",
            machines: [.init(name: "a", age: 9, annotations: marked), .init(name: "b", age: 2, annotations: marked)],
            outdated: ["b"], goes: "b"),
        Case(
            name: "from the fullest domain",
            machines: [
                .init(name: "a", age: 9, domain: "1"), .init(name: "b", age: 2, domain: "2"),
                .init(name: "c", age: 3, domain: "2"),
            ], domains: ["1", "2"], goes: "c"),
        Case(
            name: "from the domain with most of those that may go",
            machines: [
                .init(name: "a", domain: "1"), .init(name: "b", domain: "1"), .init(name: "c", domain: "2"),
                .init(name: "d", domain: "2"),
            ], outdated: ["a", "c", "d"], domains: ["1", "2"], goes: "c"),
        Case(
            name: "from a domain that is offered no more",
            machines: [.init(name: "a", age: 9, domain: "1"), .init(name: "b", age: 2, domain: "gone")],
            domains: ["1"], goes: "b"),
    ]

    @Test(arguments: cases)
    private func goes(_ value: Case) {
        let choice = ScaleDownChoice(
            machines: value.machines.machines, outdated: value.outdated,
            domains: testCluster(domains: value.domains).status?.failureDomains ?? [:], hasManagedEtcd: true)
        #expect(choice.machine?.metadata.name == value.goes)
    }

    @Test(
        arguments: [
            ([], [], [], nil),
            (["1", "2"], [], [], "1"),
            (["1", "2"], [MachineState(name: "a", domain: "1")], [], "2"),
            // A machine that goes holds no place.
            (["1", "2"], [.init(name: "a", domain: "1"), .init(name: "b", deleting: true, domain: "2")], [], "2"),
            // Those that stay count first, then all.
            (
                ["1", "2", "3"],
                [.init(name: "a", domain: "1"), .init(name: "b", domain: "2"), .init(name: "c", domain: "3")],
                ["a", "b"],
                "1"
            ),
            (
                ["1", "2"],
                [.init(name: "a", domain: "1"), .init(name: "b", domain: "1"), .init(name: "c", domain: "2")],
                ["a", "b", "c"], "2"
            ),
            (["1"], [.init(name: "a", domain: "elsewhere")], [], "1"),
        ] as [([String], [MachineState], Set<String>, String?)])
    func comes(domains: [String], states: [MachineState], outdated: Set<String>, domain: String?) {
        let choice = FailureDomainChoice(
            domains: testCluster(domains: domains).status?.failureDomains ?? [:], machines: states.machines)
        #expect(choice.forScaleUp(outdated: outdated) == domain)
    }

    @Test func domainsThatHoldNoControlPlanesAreNone() {
        let choice = FailureDomainChoice(domains: ["1": FailureDomain()], machines: [])
        #expect(choice.forScaleUp(outdated: []) == nil)
    }
}
