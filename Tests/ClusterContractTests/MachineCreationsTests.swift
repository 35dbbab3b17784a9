import ClusterAPI
import ClusterContract
import Effects
import KubernetesAPI
import Machinery
import Testing

/// How many machines may be made, and what bounds them.
@Suite struct MachineCreationsTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private static func at(_ seconds: Int64) -> Timestamp { start + .seconds(seconds) }

    private static func cluster(_ annotations: [String: String] = [:]) -> Cluster {
        var cluster = Cluster(spec: ClusterSpec())
        cluster.metadata = ObjectMeta(name: "demo", namespace: "default", annotations: annotations)
        return cluster
    }

    private static func group(
        _ uid: String = "u", wanted: Int = 3, resumed: Timestamp? = nil, cap: String? = nil
    ) -> CreationGroup {
        var owner = KubeadmControlPlane(
            spec: KubeadmControlPlaneSpec(
                version: "v1.34.0",
                machineTemplate: KubeadmControlPlaneMachineTemplate(
                    infrastructureRef: ObjectReference(apiVersion: "i.io/v1", kind: "DevMachineTemplate", name: "t")),
                kubeadmConfigSpec: KubeadmConfigSpec()))
        owner.metadata = ObjectMeta(name: "demo-cp", namespace: "default")
        owner.metadata.uid = uid
        if let resumed { owner.metadata.annotations[CreationAnnotation.resumedAt] = resumed.rfc3339 }
        return CreationGroup(
            owner, wanted: wanted, in: cluster(cap.map { [CreationAnnotation.machinesPerMinute: $0] } ?? [:]))
    }

    private static func machine(_ name: String, madeAt time: Timestamp = start) -> Machine {
        var machine = Machine(
            spec: MachineSpec(
                clusterName: "demo", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i.io/v1", kind: "DevMachine", name: name)))
        machine.metadata = ObjectMeta(name: name, namespace: "default")
        machine.metadata.creationTimestamp = time
        return machine
    }

    // MARK: The cap

    @Test func whatIsWithinTheCapIsMadeAtOnce() {
        let allowance = MachineCreations().allowance(for: Self.group(), asked: 100, among: [], now: Self.start)
        #expect(allowance == CreationAllowance(count: 100))
    }

    @Test func whatIsBeyondTheCapWaitsForTheOldestToBeAMinuteOld() {
        let creations = MachineCreations()
        let group = Self.group(cap: "5")
        for index in 0..<3 {
            creations.note(Self.machine("m\(index)"), for: group, at: Self.at(Int64(index) * 10))
        }
        let machines = (0..<3).map { Self.machine("m\($0)") }
        #expect(
            creations.allowance(for: group, asked: 4, among: machines, now: Self.at(30))
                == CreationAllowance(
                    count: 2, obstacle: .throttled(remaining: 2, machinesPerMinute: 5, until: Self.at(60))))
        #expect(creations.allowance(for: group, asked: 4, among: machines, now: Self.at(71)).count == 4)
    }

    /// After a restart nothing is remembered but what there is.
    @Test func machinesThatNobodyNotedCountByTheirOwnTime() {
        let machines = (0..<5).map { Self.machine("m\($0)", madeAt: Self.at(50)) }
        let allowance = MachineCreations().allowance(
            for: Self.group(cap: "5"), asked: 1, among: machines, now: Self.at(60))
        #expect(allowance.count == 0)
        #expect(allowance.obstacle?.until == Self.at(110))
    }

    @Test func theGroupsOfAClusterShareItsCap() {
        let creations = MachineCreations()
        for index in 0..<5 { creations.note(Self.machine("m\(index)"), for: Self.group("a", cap: "5"), at: Self.start) }
        #expect(creations.allowance(for: Self.group("b", cap: "5"), asked: 1, among: [], now: Self.at(1)).count == 0)
    }

    @Test(arguments: ["0", "-1", "many", ""]) func aCapThatIsNoNumberIsTheDefault(text: String) {
        let allowance = MachineCreations().allowance(for: Self.group(cap: text), asked: 101, among: [], now: Self.start)
        #expect(allowance.count == 100)
    }

    // MARK: The breaker

    private static func losing(_ count: Int, for group: CreationGroup) -> MachineCreations {
        let creations = MachineCreations()
        for index in 0..<count { creations.note(machine("m\(index)"), for: group, at: at(Int64(index) * 60)) }
        return creations
    }

    @Test func aGroupWhoseMachinesVanishIsHalted() {
        let group = Self.group()
        #expect(Self.losing(19, for: group).allowance(for: group, asked: 1, among: [], now: Self.at(1500)).count == 1)
        #expect(
            Self.losing(20, for: group).allowance(for: group, asked: 1, among: [], now: Self.at(1500))
                == CreationAllowance(count: 0, obstacle: .halted(lost: 20, wanted: 3, until: Self.at(3600))))
    }

    @Test func lossesGrowOld() {
        let group = Self.group()
        let creations = Self.losing(20, for: group)
        #expect(creations.allowance(for: group, asked: 1, among: [], now: Self.at(3599)).count == 0)
        #expect(creations.allowance(for: group, asked: 1, among: [], now: Self.at(3600)).count == 1)
    }

    @Test func aPersonClosesTheBreaker() {
        let creations = Self.losing(25, for: Self.group())
        let resumed = Self.group(resumed: Self.at(1500))
        #expect(creations.allowance(for: resumed, asked: 1, among: [], now: Self.at(1501)).count == 1)
    }

    @Test func largeGroupsMayLoseMore() {
        let group = Self.group(wanted: 10)
        #expect(Self.losing(49, for: group).allowance(for: group, asked: 1, among: [], now: Self.at(3000)).count == 1)
        #expect(Self.losing(50, for: group).allowance(for: group, asked: 1, among: [], now: Self.at(3000)).count == 0)
    }

    @Test func machinesThatExistAreNotLost() {
        let group = Self.group()
        let machines = (0..<30).map { Self.machine("m\($0)") }
        let allowance = Self.losing(30, for: group).allowance(
            for: group, asked: 1, among: machines, now: Self.at(1800))
        #expect(allowance.count == 1)
    }

    /// A cache may not show them yet.
    @Test func machinesMadeJustNowAreNotLost() {
        let creations = MachineCreations()
        let group = Self.group(cap: "1000")
        for index in 0..<40 { creations.note(Self.machine("m\(index)"), for: group, at: Self.start) }
        #expect(creations.allowance(for: group, asked: 1, among: [], now: Self.at(1)).count == 1)
        #expect(creations.allowance(for: group, asked: 1, among: [], now: Self.at(3)).count == 0)
    }

    @Test func othersLossesAreNotTheGroups() {
        let creations = Self.losing(30, for: Self.group("a"))
        #expect(creations.allowance(for: Self.group("b"), asked: 1, among: [], now: Self.at(1800)).count == 1)
    }

    // MARK: Words

    @Test func obstaclesAreExplained() {
        let group = Self.group()
        let throttled = group.explain(.throttled(remaining: 2, machinesPerMinute: 5, until: Self.at(60)))
        #expect(throttled.reason == "CreationThrottled")
        #expect(
            throttled.message
                == "At most 5 Machines a minute are made for a cluster (annotation slipway.dev/machines-per-minute of the "
                + "Cluster): 2 more follow from \(Self.at(60).rfc3339) on")
        let halted = group.explain(.halted(lost: 20, wanted: 3, until: Self.at(3600)))
        #expect(halted.reason == "CreationHalted")
        #expect(
            halted.message.hasPrefix(
                "20 Machines that were made within the last hour are gone again while 3 are wanted, so no more are made "
                    + "before \(Self.at(3600).rfc3339)."))
        #expect(
            halted.message.contains(
                "kubectl annotate --overwrite -n default kubeadmcontrolplane demo-cp slipway.dev/creation-resumed-at="))
    }
}
