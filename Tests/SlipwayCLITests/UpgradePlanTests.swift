import JSON
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("The plan of an upgrade") struct UpgradePlanTests {
    /// A cluster in short: versions of the control plane and of the MachineDeployments `a`, `b`, `c`.
    struct Cluster: Sendable {
        var controlPlane: String
        var workers: [String] = []
        /// Of the oldest machine of the control plane, where it is another one.
        var oldestControlPlane: String?
        var paused: String?
        var spec: JSONValue = [:]
        /// Names of groups that still replace machines.
        var rolling: Set<String> = []

        var snapshot: ClusterSnapshot {
            var snapshot = ClusterSnapshot(cluster: object("Cluster", "demo", spec))
            snapshot.controlPlane = object(
                "KubeadmControlPlane", "demo-control-plane", ["replicas": 1, "version": .string(controlPlane)])
            snapshot.controlPlane?.fields["status"]?.set(
                .string(oldestControlPlane ?? controlPlane), at: ["version"])
            snapshot.machineDeployments = zip(["a", "b", "c"], workers).reversed().map { name, version in
                object(
                    "MachineDeployment", name,
                    ["replicas": 1, "template": ["spec": ["version": .string(version)]]])
            }
            return snapshot
        }

        private func object(_ kind: String, _ name: String, _ spec: JSONValue) -> Unstructured {
            var metadata = ObjectMeta(name: name, namespace: "default")
            if name == paused { metadata.annotations["cluster.x-k8s.io/paused"] = "true" }
            var object = Unstructured(apiVersion: "v1", kind: kind, metadata: metadata)
            object.fields["spec"] = spec
            let count: JSONValue = rolling.contains(name) ? 0 : 1
            object.fields["status"] = [
                "replicas": 1, "updatedReplicas": count, "readyReplicas": 1, "availableReplicas": 1,
            ]
            return object
        }
    }

    private static func plan(_ cluster: Cluster, _ to: String, _ scope: UpgradePlan.Scope) throws -> UpgradePlan {
        try UpgradePlan(cluster.snapshot, to: SemanticVersion(parsing: to), scope: scope)
    }

    @Test(
        arguments: [
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.34.0", "v1.33.0"]), "v1.35.0", .all,
                [
                    "demo-control-plane v1.34.0 pending", "a v1.34.0 pending", "b v1.33.0 pending",
                ]
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.34.0"]), "v1.34.9", .controlPlaneOnly,
                ["demo-control-plane v1.34.0 pending"]
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.31.0", "v1.34.0"]), "v1.34.0", .workersOnly,
                ["a v1.31.0 pending", "b v1.34.0 done"]
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.32.0"]), "v1.33.0", .workersOnly,
                ["a v1.32.0 pending"]
            ),
            // Interrupted while the control plane rolled out, and while a group did.
            (
                Cluster(
                    controlPlane: "v1.35.0", workers: ["v1.34.0"], oldestControlPlane: "v1.34.0",
                    rolling: ["demo-control-plane"]), "v1.35.0", .all,
                ["demo-control-plane v1.34.0 rolling", "a v1.34.0 pending"]
            ),
            (
                Cluster(controlPlane: "v1.35.0", workers: ["v1.35.0", "v1.34.0"], rolling: ["a"]), "v1.35.0", .all,
                ["demo-control-plane v1.35.0 done", "a v1.35.0 rolling", "b v1.34.0 pending"]
            ),
            (Cluster(controlPlane: "v1.35.0"), "v1.35.0", .all, ["demo-control-plane v1.35.0 done"]),
            (
                Cluster(controlPlane: "v1.35.0-rc.1"), "v1.35.0", .all,
                ["demo-control-plane v1.35.0-rc.1 pending"]
            ),
            // Three minors apart is allowed.
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.32.0"]), "v1.35.0", .controlPlaneOnly,
                ["demo-control-plane v1.34.0 pending"]
            ),
            // Workers that are newer do not hold the control plane up.
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.36.0"]), "v1.35.0", .controlPlaneOnly,
                ["demo-control-plane v1.34.0 pending"]
            ),
        ] as [(Cluster, String, UpgradePlan.Scope, [String])])
    func goesControlPlaneFirst(cluster: Cluster, to: String, scope: UpgradePlan.Scope, steps: [String]) throws {
        let plan = try Self.plan(cluster, to, scope)
        #expect(plan.steps.map { "\($0.name) \($0.from) \($0.state.rawValue)" } == steps)
        #expect(plan.next?.name == plan.steps.first { $0.state != .done }?.name)
    }

    @Test(
        arguments: [
            (
                Cluster(controlPlane: "v1.33.2"), "v1.35.0", .all,
                "'slipway upgrade cluster demo -n default --to v1.34.0'"
            ),
            (Cluster(controlPlane: "v1.33.2"), "v1.33.1", .all, "Choose v1.33.2 or a newer version"),
            (
                Cluster(controlPlane: "v1.33.2", workers: ["v1.32.0"]), "v1.33.1", .all, "with --workers-only"
            ),
            (Cluster(controlPlane: "v1.33.2"), "v2.0.0", .all, "another major version"),
            (
                Cluster(controlPlane: "v1.34.0", oldestControlPlane: "v1.33.0"), "v1.35.0", .all,
                "still on its way from v1.33.0 to v1.34.0"
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.34.0", "v1.31.0"]), "v1.35.0", .all,
                "the workers of b are at v1.31.0"
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.31.0"]), "v1.35.0", .controlPlaneOnly,
                "--to v1.34.0 --workers-only --wait"
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.36.0"]), "v1.35.0", .all,
                "leave the workers out with --control-plane-only"
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.34.0"]), "v1.35.0", .workersOnly,
                "--to v1.35.0 --control-plane-only --wait"
            ),
            (
                Cluster(controlPlane: "v1.35.0", workers: ["v1.34.0"], oldestControlPlane: "v1.34.0"), "v1.35.0",
                .workersOnly, "kubelets must never be newer: wait for it"
            ),
            (
                Cluster(controlPlane: "v1.35.0", workers: ["v1.30.0"]), "v1.31.0", .workersOnly,
                "at most 3 minor versions older"
            ),
            (
                Cluster(controlPlane: "v1.35.0", workers: ["v1.35.0"]), "v1.34.0", .workersOnly,
                "workers of a are at v1.35.0 and cannot go back"
            ),
            (
                Cluster(controlPlane: "v1.34.0", workers: ["v1.34.0"], paused: "a"), "v1.35.0", .all,
                "'slipway rollout resume md/a -n default'"
            ),
            (
                Cluster(controlPlane: "v1.34.0", paused: "demo-control-plane"), "v1.35.0", .all,
                "rollout resume kcp/demo-control-plane"
            ),
            (Cluster(controlPlane: "v1.34.0", spec: ["paused": true]), "v1.35.0", .all, "spec.paused"),
            (
                Cluster(controlPlane: "v1.34.0", spec: ["topology": ["class": "x"]]), "v1.35.0", .all,
                "spec.topology.version"
            ),
            (Cluster(controlPlane: "new"), "v1.35.0", .all, "has no Kubernetes version in spec.version"),
            (
                Cluster(controlPlane: "v1.34.0", workers: [""]), "v1.35.0", .all,
                "no Kubernetes version in spec.template.spec.version"
            ),
        ] as [(Cluster, String, UpgradePlan.Scope, String)])
    func whatIsNotAllowedIsRefusedWithWhatToDo(
        cluster: Cluster, to: String, scope: UpgradePlan.Scope, words: String
    ) throws {
        let failure = try #require(throws: CommandFailure.self) { try Self.plan(cluster, to, scope) }
        #expect(failure.message.contains(words), "\(failure.message)")
    }

    @Test func aClusterWithoutAControlPlaneObjectIsRefused() throws {
        var snapshot = Cluster(controlPlane: "v1.34.0").snapshot
        snapshot.controlPlane = nil
        let target = SemanticVersion(1, 35, 0)
        #expect(throws: CommandFailure.self) { try UpgradePlan(snapshot, to: target, scope: .all) }
    }

    @Test func progressNoticesWhatOthersDo() throws {
        let target = SemanticVersion(1, 35, 0)
        let step = UpgradePlan.Step(kind: "MachineDeployment", name: "a", from: "v1.34.0", state: .rolling)
        func progress(_ workers: [String], rolling: Set<String> = []) -> UpgradeProgress {
            UpgradeProgress(
                step, of: Cluster(controlPlane: "v1.35.0", workers: workers, rolling: rolling).snapshot, target: target)
        }
        #expect(progress(["v1.35.0"]) == .done)
        #expect(
            progress(["v1.35.0"], rolling: ["a"])
                == .waiting("MachineDeployment/a: 0 out of 1 machines have been updated"))
        #expect(progress(["v1.34.0"]) == .failed("MachineDeployment/a was set to v1.34.0 while the upgrade ran"))
        #expect(progress([]) == .failed("MachineDeployment/a is gone"))
    }
}
