import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("Pods of a node that is drained") struct DrainTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_000_000)

    private static func pod(
        _ name: String, namespace: String = "default", labels: [String: String] = [:],
        annotations: [String: String] = [:], owner: String? = nil, phase: Pod.Phase = .running,
        deletedSecondsAgo: Int64? = nil
    ) -> Pod {
        var pod = Pod(
            metadata: ObjectMeta(name: name, namespace: namespace, labels: labels, annotations: annotations),
            spec: Pod.Spec(nodeName: "n"), status: Pod.Status(phase: phase))
        if let owner {
            pod.metadata.ownerReferences = [
                OwnerReference(apiVersion: "apps/v1", kind: owner, name: "o", uid: "u", controller: true)
            ]
        }
        pod.metadata.deletionTimestamp = deletedSecondsAgo.map { now + .seconds(-$0) }
        return pod
    }

    private static func rule(
        _ name: String, _ behavior: MachineDrainBehavior, order: Int32? = nil,
        machines: [MachineDrainRuleMachineSelector] = [], pods: [MachineDrainRulePodSelector] = []
    ) -> MachineDrainRule {
        MachineDrainRule(
            metadata: ObjectMeta(name: name, namespace: "default"),
            spec: MachineDrainRuleSpec(
                drain: MachineDrainRuleDrain(behavior: behavior, order: order), machines: machines, pods: pods))
    }

    private static func labels(_ labels: [String: String]) -> LabelSelector { LabelSelector(matchLabels: labels) }

    private static func verdict(_ pod: Pod, _ rules: [MachineDrainRule] = [], isUnreachable: Bool = false)
        -> PodDrainVerdict
    {
        var machine = Machine(
            spec: MachineSpec(
                clusterName: "c", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraMachine", name: "m")))
        machine.metadata = ObjectMeta(name: "m", namespace: "default", labels: ["pool": "a"])
        let cluster = Cluster(
            metadata: ObjectMeta(name: "c", namespace: "default", labels: ["tier": "gold"]), spec: ClusterSpec())
        return PodDrainRules(
            rules: rules, machine: machine, cluster: cluster, namespaceLabels: ["apps": ["team": "blue"]],
            daemonSets: [NamespacedName(namespace: "default", name: "o")], isUnreachable: isUnreachable, now: now
        ).verdict(on: pod)
    }

    @Test func someStayWhateverTheRulesSay() {
        let all = [Self.rule("all", .drain, order: 5)]
        #expect(Self.verdict(Self.pod("a", owner: "DaemonSet"), all) == .skip)
        #expect(Self.verdict(Self.pod("a", owner: "DaemonSet", phase: .failed), all) == .evict(order: 5))
        #expect(Self.verdict(Self.pod("a", namespace: "other", owner: "DaemonSet"), all) == .evict(order: 5))
        #expect(Self.verdict(Self.pod("a", annotations: ["kubernetes.io/config.mirror": "x"]), all) == .skip)
        #expect(Self.verdict(Self.pod("a", labels: ["cluster.x-k8s.io/drain": "Skip"]), all) == .skip)
        #expect(
            Self.verdict(Self.pod("a", labels: ["cluster.x-k8s.io/drain": "wait-completed"]), all)
                == .waitCompleted(order: 0))
        #expect(Self.verdict(Self.pod("a", owner: "ReplicaSet")) == .evict(order: 0))
        #expect(Self.verdict(Self.pod("a", deletedSecondsAgo: 2), isUnreachable: true) == .skip)
        #expect(Self.verdict(Self.pod("a", deletedSecondsAgo: 1), isUnreachable: true) == .evict(order: 0))
        #expect(Self.verdict(Self.pod("a", deletedSecondsAgo: 2)) == .evict(order: 0))
    }

    @Test func theFirstRuleByNameCounts() {
        let rules = [
            Self.rule("b", .waitCompleted, order: 7, pods: [.init(selector: Self.labels(["app": "db"]))]),
            Self.rule("a", .skip, pods: [.init(selector: Self.labels(["app": "cache"]))]),
            Self.rule("c", .drain, order: 9),
        ]
        #expect(Self.verdict(Self.pod("x", labels: ["app": "cache"]), rules) == .skip)
        #expect(Self.verdict(Self.pod("x", labels: ["app": "db"]), rules) == .waitCompleted(order: 7))
        #expect(Self.verdict(Self.pod("x"), rules) == .evict(order: 9))
    }

    @Test func bothPartsOfAnEntryMustFitAndOneEntryIsEnough() {
        let blue = MachineDrainRulePodSelector(namespaceSelector: Self.labels(["team": "blue"]))
        let blueDB = MachineDrainRulePodSelector(
            selector: Self.labels(["app": "db"]), namespaceSelector: Self.labels(["team": "blue"]))
        let pod = Self.pod("x", namespace: "apps")
        #expect(Self.verdict(pod, [Self.rule("a", .skip, pods: [blue])]) == .skip)
        #expect(Self.verdict(pod, [Self.rule("a", .skip, pods: [blueDB])]) == .evict(order: 0))
        #expect(Self.verdict(pod, [Self.rule("a", .skip, pods: [blueDB, blue])]) == .skip)
        let gold = MachineDrainRuleMachineSelector(clusterSelector: Self.labels(["tier": "gold"]))
        let poolB = MachineDrainRuleMachineSelector(
            selector: Self.labels(["pool": "b"]), clusterSelector: Self.labels(["tier": "gold"]))
        #expect(Self.verdict(pod, [Self.rule("a", .skip, machines: [gold])]) == .skip)
        #expect(Self.verdict(pod, [Self.rule("a", .skip, machines: [poolB])]) == .evict(order: 0))
    }

    @Test func onlyTheLowestOrderGoesNow() {
        let state = DrainState([
            (Self.pod("a"), .evict(order: 1)), (Self.pod("b"), .evict(order: -1)), (Self.pod("c"), .skip),
            (Self.pod("d"), .waitCompleted(order: -1)), (Self.pod("e"), .waitCompleted(order: 4)),
            (Self.pod("f", deletedSecondsAgo: 1), .evict(order: 1)),
            (Self.pod("g", phase: .succeeded), .waitCompleted(order: -9)),
        ])
        #expect(state.toEvict.map(\.metadata.name) == ["b"])
        #expect(state.awaited.map(\.metadata.name) == ["d"])
        #expect(state.later.map(\.metadata.name) == ["a", "e"])
        #expect(state.going.map(\.metadata.name) == ["f"])
        #expect(state.skipped.map(\.metadata.name) == ["c", "g"])
        #expect(!state.isDone)
        #expect(DrainState([(Self.pod("c"), .skip)]).isDone)
    }

    @Test func aReportNamesWhatHoldsItUp() {
        var report = DrainReport(
            DrainState([
                (Self.pod("e"), .waitCompleted(order: 0)), (Self.pod("l"), .evict(order: 3)),
                (Self.pod("f", deletedSecondsAgo: 1), .evict(order: 0)),
            ]))
        report.refused["cannot evict"] = (1...5).map { NamespacedName(namespace: "default", name: "p\($0)") }
        #expect(
            report.message(since: Self.now) == """
                Drain not completed yet (started at 1970-01-12T13:46:40Z):
                * Pod default/f: deletionTimestamp set, but still not removed from the Node
                * Pods default/p1, default/p2, default/p3, ... (2 more): cannot evict
                * Pod default/e: waiting for completion
                After above Pods have been removed from the Node: Pod default/l
                """)
        #expect(!report.isMoving)
    }

    @Test func volumesAreKnownByTheirAttachmentOrTheirHandle() {
        let volume = { (name: String, driver: String?, claim: String?) in
            var spec = JSONObject()
            if let driver { spec["csi"] = ["driver": .string(driver), "volumeHandle": .string("h-\(name)")] }
            if let claim { spec["claimRef"] = ["namespace": "default", "name": .string(claim)] }
            return Unstructured(fields: ["metadata": ["name": .string(name)], "spec": .object(spec)])
        }
        let volumes = [
            volume("c", "cinder", "data"), volume("a", nil, nil), volume("b", "cinder", "skipped"),
            volume("d", "nfs", "x"),
        ]
        let held = NodeVolumes.held(
            volumes, handles: ["kubernetes.io/csi/cinder^h-c", "kubernetes.io/csi/cinder^h-b"], attached: ["a"],
            ignoring: [NamespacedName(namespace: "default", name: "skipped")])
        #expect(held.map(\.volume) == ["a", "c"])
        #expect(NodeVolumes.message(held) == "PersistentVolume a, PersistentVolumeClaim default/data")
    }

    @Test func anOrderForPodsThatStayIsRefused() {
        let errors = Self.rule("a", .skip, order: 1).validateCreate()
        #expect(errors.map(\.field) == ["spec.drain.order"])
        #expect(Self.rule("a", .waitCompleted, order: 1).validateCreate().isEmpty)
    }
}
