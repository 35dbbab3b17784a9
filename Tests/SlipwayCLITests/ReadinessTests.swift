import Effects
import JSON
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("Whether a cluster is ready")
struct ReadinessTests {
    private static func object(_ kind: String, _ name: String, spec: JSONValue = [:], status: JSONValue = [:])
        -> Unstructured
    {
        var object = Unstructured(
            apiVersion: "v1", kind: kind, metadata: ObjectMeta(name: name, namespace: "default"))
        object.fields["spec"] = spec
        object.fields["status"] = status
        return object
    }

    private static func snapshot(
        ready: Bool = true, controlPlane: JSONValue = ["replicas": 3, "readyReplicas": 3],
        workers: JSONValue = ["replicas": 2, "readyReplicas": 2]
    ) -> ClusterSnapshot {
        var snapshot = ClusterSnapshot(
            cluster: object(
                "Cluster", "demo",
                status: [
                    "infrastructureReady": true,
                    "conditions": [
                        [
                            "type": "Ready", "status": ready ? "True" : "False", "reason": "Because",
                            "message": "of that",
                        ]
                    ],
                ]))
        snapshot.controlPlane = object("KubeadmControlPlane", "cp", spec: ["replicas": 3], status: controlPlane)
        snapshot.machineDeployments = [object("MachineDeployment", "md", spec: ["replicas": 2], status: workers)]
        return snapshot
    }

    @Test func everyReplicaCounts() {
        #expect(ClusterReadiness(Self.snapshot()) == .ready)
        let cases: [(ClusterSnapshot, String)] = [
            (Self.snapshot(controlPlane: ["replicas": 3, "readyReplicas": 2]), "2 of 3 control-plane nodes are ready"),
            (Self.snapshot(controlPlane: [:]), "0 of 3 control-plane nodes are ready"),
            (Self.snapshot(workers: ["replicas": 2, "readyReplicas": 1]), "1 of 2 worker nodes of md are ready"),
            (Self.snapshot(workers: ["replicas": 3, "readyReplicas": 2]), "2 of 2 worker nodes of md are ready"),
            (Self.snapshot(ready: false), "Because: of that"),
        ]
        for (snapshot, cause) in cases { #expect(ClusterReadiness(snapshot) == .waiting(cause)) }
    }

    @Test func statusOfAnOlderSpecDoesNotCount() {
        var snapshot = Self.snapshot(workers: ["replicas": 2, "readyReplicas": 2, "observedGeneration": 1])
        snapshot.machineDeployments[0].generation = 2
        #expect(ClusterReadiness(snapshot) != .ready)
    }

    @Test func pausedFailedAndDeletedClustersAreTold() {
        var paused = Self.snapshot()
        paused.cluster.fields["spec"] = ["paused": true]
        #expect(ClusterReadiness(paused) == .waiting("the cluster is paused (spec.paused)"))
        var failed = Self.snapshot()
        failed.cluster.fields["status"] = ["failureMessage": "no quota"]
        #expect(ClusterReadiness(failed) == .failed("no quota"))
        var deleted = Self.snapshot()
        deleted.cluster.deletionTimestamp = Timestamp(secondsSinceEpoch: 1)
        #expect(ClusterReadiness(deleted) == .beingDeleted)
    }

    @Test func theLogTellsEachChangeOnce() {
        var log = ProgressLog()
        var snapshot = Self.snapshot(workers: ["replicas": 2, "readyReplicas": 1])
        snapshot.machines = [Self.object("Machine", "m", status: ["phase": "Provisioning"])]
        let readiness = ClusterReadiness(snapshot)
        let first = log.lines(for: snapshot, readiness: readiness)
        #expect(first.contains("machine/m (machine): Provisioning"))
        #expect(first.contains { $0.hasPrefix("waiting: 1 of 2") })
        #expect(log.lines(for: snapshot, readiness: readiness).isEmpty)
        snapshot.machines = []
        #expect(log.lines(for: snapshot, readiness: readiness) == ["machine/m: gone"])
    }

    @Test func theScreenRedrawsInPlace() {
        let terminal = Terminal(isInteractive: true, hasColor: false, width: 60, height: 10)
        var screen = ProgressScreen(terminal: terminal)
        var snapshot = Self.snapshot(ready: false)
        snapshot.machines = (0..<50).map { Self.object("Machine", "machine-\($0)", status: ["phase": "Pending"]) }
        let now = Timestamp(secondsSinceEpoch: 1)
        let first = screen.draw(
            snapshot, readiness: .waiting("for something quite long that does not fit into sixty columns"), now: now)
        #expect(!first.hasPrefix("\u{1b}[9"))
        #expect(first.contains("and 44 more machines"))
        let lines = first.split(separator: "\n").count - 1
        let second = screen.draw(snapshot, readiness: .ready, now: now)
        #expect(second.hasPrefix("\u{1b}[\(lines)A"))
        for line in first.split(separator: "\n") {
            #expect(line.replacing("\u{1b}[2K", with: "").replacing("\u{1b}[0J", with: "").count <= 60)
        }
    }
}
