import Foundation
import Testing

/// Clusters that go to another Kubernetes version from the command line.
@Suite("Upgrading a cluster", .serialized) struct UpgradeClusterSerialTests {
    private static func create(_ product: Product, _ flags: String...) async throws {
        try await product.slipway("up").succeeded()
        let arguments = [
            "create", "cluster", "demo", "--kubernetes-version", "v1.34.0", "--startup-duration", "0s", "--wait",
            "--timeout", "120s",
        ]
        try await product.slipway(arguments + flags).succeeded()
    }

    private func versions(_ product: Product) async throws -> [String: Int] {
        let found = try await product.kubectl(
            "get", "machines", "-o", "jsonpath={range .items[*]}{.spec.version}{\"\\n\"}{end}"
        ).succeeded()
        return Dictionary(grouping: found.lines, by: String.init).mapValues(\.count)
    }

    @Test func takesAllStepsAndCanBeRunAgain() async throws {
        try await Product.withHome { product in
            try await Self.create(product, "--worker-group", "a=1", "--worker-group", "b=1")
            let upgrade = ["upgrade", "cluster", "demo", "--to", "v1.35.0"]

            // A time-out interrupts it; what it has begun goes on.
            let interrupted = try await product.slipway(upgrade + ["--wait", "--timeout", "0s"])
            #expect(interrupted.status == 4, "\(interrupted.errors)")
            #expect(interrupted.output.contains("KubeadmControlPlane/demo-control-plane: v1.34.0 -> v1.35.0"))

            let done = try await product.slipway(upgrade + ["--wait", "--timeout", "240s"]).succeeded()
            let order = done.lines.filter { $0.hasSuffix(" -> v1.35.0") }
            #expect(
                order == [
                    "MachineDeployment/demo-a: v1.34.0 -> v1.35.0", "MachineDeployment/demo-b: v1.34.0 -> v1.35.0",
                ],
                "\(done.output)")
            #expect(done.lines.last?.hasPrefix("Cluster default/demo is at v1.35.0 after ") == true)
            #expect(try await versions(product) == ["v1.35.0": 3])

            let again = try await product.slipway(upgrade).succeeded()
            #expect(again.lines.last == "Nothing is left to do: default/demo is at v1.35.0.")
        }
    }

    @Test func withoutWaitingItBeginsTheNextStep() async throws {
        try await Product.withHome { product in
            try await Self.create(product)
            let upgrade = ["upgrade", "cluster", "demo", "--to", "v1.35.0"]
            let first = try await product.slipway(upgrade).succeeded()
            #expect(first.output.contains("KubeadmControlPlane/demo-control-plane: v1.34.0 -> v1.35.0"))
            #expect(first.output.contains("1 more step follows with the same command"), "\(first.output)")
            try await product.slipway("rollout", "status", "kcp/demo-control-plane", "--timeout", "120s").succeeded()
            let second = try await product.slipway(upgrade).succeeded()
            #expect(second.output.contains("MachineDeployment/demo-workers: v1.34.0 -> v1.35.0"), "\(second.output)")
            try await product.slipway("rollout", "status", "md/demo-workers", "--timeout", "120s").succeeded()
            #expect(try await versions(product) == ["v1.35.0": 2])
        }
    }

    @Test func plansAreShownAndRefusedWithWords() async throws {
        try await Product.withHome { product in
            try await Self.create(product)
            let plan = try await product.slipway(
                "upgrade", "cluster", "demo", "--to", "v1.35.0", "--dry-run", "-o", "json"
            ).succeeded()
            let json = try #require(
                try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])
            let steps = try #require(json["steps"] as? [[String: String]])
            #expect(steps.map { $0["name"] } == ["demo-control-plane", "demo-workers"])
            #expect(steps.allSatisfy { $0["state"] == "pending" && $0["from"] == "v1.34.0" })
            #expect(try await versions(product) == ["v1.34.0": 2])

            for (arguments, status, words) in [
                (["--to", "v1.36.0"], 1, "--to v1.35.0"), (["--to", "v1.33.0"], 1, "no downgrades"),
                (["--to", "v1.35.0", "--workers-only"], 1, "--control-plane-only --wait"),
                (["--to", "newest"], 64, "not a version"), ([], 64, "--to"),
                (["--to", "v1.35.0", "-n", "kube-system"], 3, "there is no cluster"),
            ] as [([String], Int32, String)] {
                let outcome = try await product.slipway(["upgrade", "cluster", "demo"] + arguments)
                #expect(outcome.status == status, "\(arguments)")
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
            }
        }
    }
}
