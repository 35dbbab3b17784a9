import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("What a health check finds") struct MachineHealthTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_000_000)
    private static func after(_ seconds: Int64) -> Timestamp { start + .seconds(seconds) }

    private static func cluster(isInitialized: Bool = true, hasInfrastructure: Bool = true) -> Cluster {
        var cluster = Cluster(metadata: ObjectMeta(name: "c", namespace: "default"), spec: ClusterSpec())
        if hasInfrastructure { cluster.conditions.set(.true(ConditionType.infrastructureReady), now: start) }
        if isInitialized { cluster.conditions.set(.true(ConditionType.controlPlaneInitialized), now: after(60)) }
        return cluster
    }

    private static func machine(hasNode: Bool = true) -> Machine {
        var machine = Machine(
            spec: MachineSpec(
                clusterName: "c", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraMachine", name: "m")))
        machine.metadata = ObjectMeta(name: "m", namespace: "default")
        machine.metadata.creationTimestamp = start
        if hasNode { machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: "n") }
        return machine
    }

    private static func node(_ type: String, _ status: String, since: Timestamp) -> NodeObservation {
        .found(
            Unstructured(fields: [
                "kind": "Node", "metadata": ["name": "n"],
                "status": [
                    "conditions": [
                        [
                            "type": .string(type), "status": .string(status),
                            "lastTransitionTime": .string(since.rfc3339),
                        ]
                    ]
                ],
            ]))
    }

    private static func judge(_ cluster: Cluster = cluster(), at now: Timestamp, startup: MetaDuration? = nil)
        -> MachineHealthJudge
    {
        var spec = MachineHealthCheckSpec(clusterName: "c", selector: LabelSelector())
        spec.unhealthyConditions = [
            UnhealthyCondition(type: "Ready", status: "Unknown", timeout: .minutes(5)),
            UnhealthyCondition(type: "Ready", status: "False", timeout: .minutes(5)),
            UnhealthyCondition(type: "DiskPressure", status: "True", timeout: .seconds(10)),
        ]
        spec.nodeStartupTimeout = startup
        return MachineHealthJudge(spec: spec, cluster: cluster, now: now)
    }

    private static func reason(_ health: MachineHealth) -> String? {
        if case .unhealthy(let ailment) = health { ailment.reason } else { nil }
    }

    @Test(
        arguments: [
            ("Ready", "True", 10_000, .healthy), ("Ready", "False", 299, .undecided(after: .seconds(1))),
            ("Ready", "False", 300, nil), ("Ready", "Unknown", 301, nil),
            ("DiskPressure", "False", 10_000, .healthy), ("DiskPressure", "True", 10, nil),
            ("NetworkUnavailable", "True", 10_000, .healthy),
        ] as [(String, String, Int64, MachineHealth?)])
    func conditionsOfANodeCountOnceTheyHaveLasted(
        type: String, status: String, seconds: Int64, expected: MachineHealth?
    ) {
        let node = Self.node(type, status, since: Self.start)
        let health = Self.judge(at: Self.after(seconds)).health(of: Self.machine(), node: node)
        guard let expected else {
            #expect(Self.reason(health) == ConditionReason.unhealthyNode)
            return
        }
        #expect(health == expected)
    }

    /// The time begins with the last thing that was missing: here the control plane, after a minute.
    @Test func aMachineHasALimitedTimeToGetANode() {
        let machine = Self.machine(hasNode: false)
        let health = { (seconds: Int64, timeout: MetaDuration?) in
            Self.judge(at: Self.after(seconds), startup: timeout).health(of: machine, node: .notLookedFor)
        }
        #expect(health(60, nil) == .undecided(after: .seconds(600)))
        #expect(health(659, nil) == .undecided(after: .seconds(1)))
        #expect(Self.reason(health(660, nil)) == ConditionReason.nodeStartupTimeout)
        #expect(Self.reason(health(120, .minutes(1))) == ConditionReason.nodeStartupTimeout)
        #expect(health(1_000_000, .zero) == .undecided(after: nil))
    }

    @Test func nothingIsJudgedBeforeThereCanBeANode() {
        let worker = Self.machine(hasNode: false)
        var controlPlane = worker
        controlPlane.metadata.labels[ClusterLabel.controlPlane] = ""
        let late = Self.after(100_000)
        #expect(
            Self.judge(Self.cluster(isInitialized: false), at: late).health(of: worker, node: .notLookedFor)
                == .undecided(after: nil))
        #expect(
            Self.reason(
                Self.judge(Self.cluster(isInitialized: false), at: late).health(of: controlPlane, node: .notLookedFor))
                == ConditionReason.nodeStartupTimeout)
        #expect(
            Self.judge(Self.cluster(hasInfrastructure: false), at: late).health(of: controlPlane, node: .notLookedFor)
                == .undecided(after: nil))
    }

    @Test func whatIsSaidOnAMachineCountsAtOnce() {
        var marked = Self.machine()
        marked.metadata.annotations[ClusterAnnotation.remediateMachine] = ""
        var failed = Self.machine()
        failed.currentStatus.failureMessage = "out of quota"
        let judge = Self.judge(Self.cluster(isInitialized: false, hasInfrastructure: false), at: Self.start)
        let node = Self.node("Ready", "True", since: Self.start)
        #expect(Self.reason(judge.health(of: marked, node: node)) == ConditionReason.hasRemediateMachineAnnotation)
        #expect(Self.reason(judge.health(of: failed, node: node)) == ConditionReason.machineHasFailure)
    }

    @Test func aNodeThatIsGoneIsNoNodeThatCannotBeSeen() {
        let judge = Self.judge(at: Self.after(100))
        #expect(Self.reason(judge.health(of: Self.machine(), node: .missing)) == ConditionReason.nodeNotFound)
        #expect(
            judge.health(
                of: Self.machine(), node: .unreachable("no connection", since: Timestamp(secondsSinceEpoch: 0)))
                == .unknown)
    }

    @Test(
        arguments: [
            ("100%", nil, 10, 0, 0), ("100%", nil, 10, 10, 10), ("40%", nil, 10, 6, 0), ("40%", nil, 10, 5, nil),
            ("45%", nil, 10, 6, 0), ("2", nil, 5, 4, 1), ("2", nil, 5, 2, nil), ("0", nil, 3, 3, 0),
            ("0", nil, 3, 2, nil),
            ("0", "[1-3]", 10, 9, 2), ("100%", "[3-5]", 10, 9, nil), ("100%", "[3-5]", 10, 7, 2),
            ("100%", "[3-5]", 10, 4, nil), ("nonsense", nil, 3, 2, nil),
        ] as [(String, String?, Int, Int, Int?)])
    func manyInTroubleAtOnceAreLeftAlone(
        most: String, range: String?, total: Int, healthy: Int, remaining: Int?
    ) {
        var spec = MachineHealthCheckSpec(clusterName: "c", selector: LabelSelector())
        spec.maxUnhealthy = Int32(most).map { IntOrString.int($0) } ?? .string(most)
        spec.unhealthyRange = range
        let allowance = RemediationAllowance(spec, total: total, healthy: healthy)
        #expect((allowance.refusal == nil) == (remaining != nil), "\(allowance)")
        #expect(allowance.remaining == remaining ?? 0)
    }
}

@Suite("Which unhealthy machines of a set go") struct MachineSetRemediationTests {
    private static func machine(
        _ name: String, isAsked: Bool = true, isGoing: Bool = false, hasNode: Bool = true, age: Int64 = 0
    ) -> Machine {
        let now = Timestamp(secondsSinceEpoch: 1_000_000)
        var machine = Machine(
            spec: MachineSpec(
                clusterName: "c", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraMachine", name: name)))
        machine.metadata = ObjectMeta(name: name, namespace: "default")
        machine.metadata.creationTimestamp = now + .seconds(-age)
        if isGoing { machine.metadata.deletionTimestamp = now }
        if hasNode { machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: name) }
        if isAsked {
            machine.conditions.set(
                .false(ConditionType.healthCheckSucceeded, reason: "r", severity: .warning), now: now)
            machine.conditions.set(
                isGoing
                    ? .true(ConditionType.ownerRemediated)
                    : .false(ConditionType.ownerRemediated, reason: "r", severity: .warning), now: now)
        }
        return machine
    }

    private static func doomed(_ machines: [Machine], maxInFlight: Int? = nil, isCurrent: Bool = true) -> [String] {
        MachineSetRemediationPlan(
            machines: machines, replicas: machines.count, maxInFlight: maxInFlight.map { .int(Int32($0)) },
            isCurrent: isCurrent
        ).doomed.map(\.metadata.name)
    }

    @Test func thoseAskedForGoAsFarAsTheLimitAllows() {
        let machines = [
            Self.machine("young"), Self.machine("old", age: 100), Self.machine("bare", hasNode: false),
            Self.machine("well", isAsked: false), Self.machine("going", isGoing: true),
        ]
        #expect(Self.doomed(machines) == ["bare", "young", "old"])
        #expect(Self.doomed(machines, maxInFlight: 3) == ["bare", "young"])
        #expect(Self.doomed(machines, maxInFlight: 1) == [])
        #expect(Self.doomed(machines, isCurrent: false) == [])
    }

    @Test func machinesThatSomebodyMarkedGoFirst() {
        var marked = Self.machine("marked", age: 100)
        marked.metadata.annotations[ClusterAnnotation.remediateMachine] = ""
        #expect(Self.doomed([Self.machine("young"), marked], maxInFlight: 1) == ["marked"])
    }

    @Test func thoseThatWaitAreToldWhatFor() {
        let machines = [Self.machine("a"), Self.machine("b"), Self.machine("going", isGoing: true)]
        let plan = { (isCurrent: Bool, obstacles: [String]) in
            MachineSetRemediationPlan(
                machines: machines, replicas: 4, maxInFlight: "50%", isCurrent: isCurrent, obstacles: obstacles)
        }
        let limited = plan(true, [])
        #expect(limited.doomed.map(\.metadata.name) == ["a"])
        #expect(limited.waiting.map(\.metadata.name) == ["b"])
        #expect(
            limited.delay?.message
                == "Waiting because there are already too many remediations in progress "
                + "(spec.strategy.remediation.maxInFlight is 50%)")
        #expect(plan(true, ["x", "y"]).delay == .init(reason: "RemediationDeferred", message: "* x\n* y"))
        #expect(plan(true, ["x"]).doomed.isEmpty)
        #expect(plan(false, []).delay?.reason == "CannotBeRemediated")
    }

    @Test func aMachineThatRecoveredLosesItsMark() {
        var well = Self.machine("well")
        well.conditions.set(.true(ConditionType.healthCheckSucceeded), now: Timestamp(secondsSinceEpoch: 2_000_000))
        let plan = MachineSetRemediationPlan(
            machines: [well, Self.machine("ill")], replicas: 2, maxInFlight: nil, isCurrent: true)
        #expect(plan.recovered.map(\.metadata.name) == ["well"])
        #expect(plan.doomed.map(\.metadata.name) == ["ill"])
    }
}
