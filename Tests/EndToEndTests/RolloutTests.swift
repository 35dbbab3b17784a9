import Foundation
import Testing

/// Machines that are scaled, replaced and taken back from the command line.
@Suite("Rollouts of a cluster", .serialized) struct RolloutSerialTests {
    private static let workers = "md/demo-workers"

    @Test func replaceMachinesHoldThatUpAndTakeItBack() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.kubectl("apply", "-f", Product.exampleCluster).succeeded()
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()

            let scaled = try await product.slipway("scale", Self.workers, "--replicas", "2").succeeded()
            #expect(scaled.output == "machinedeployment.cluster.x-k8s.io/demo-workers scaled\n")
            let refused = try await product.slipway("scale", Self.workers, "--replicas", "9", "--current-replicas", "7")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("has 2 machines, and not 7"))
            try await product.slipway("rollout", "status", Self.workers, "--timeout", "60s").succeeded()

            let before = try await names(product)
            try await product.slipway("rollout", "restart", Self.workers).succeeded()
            let status = try await product.slipway("rollout", "status", Self.workers, "--timeout", "120s").succeeded()
            #expect(status.output.hasSuffix("demo-workers successfully rolled out\n"))
            #expect(Set(before).isDisjoint(with: try await names(product)))

            let template =
                #"{"spec":{"template":{"metadata":{"labels":{"example.com/team":"blue"}},"spec":{"version":"v1.34.0"}}}}"#
            try await product.kubectl(
                "patch", "machinedeployment/demo-workers", "--type=merge", "-p", template
            ).succeeded()
            try await product.slipway("rollout", "status", Self.workers, "--timeout", "120s").succeeded()
            let history = try await product.slipway("rollout", "history", Self.workers).succeeded()
            #expect(history.lines.count >= 3 && history.output.contains("v1.34.0"), "\(history.output)")

            let undone = try await product.slipway("rollout", "undo", Self.workers).succeeded()
            #expect(undone.output.contains("rolled back to revision"))
            try await product.slipway("rollout", "status", Self.workers, "--timeout", "120s").succeeded()
            let versions = try await product.kubectl(
                "get", "machines", "-l", "cluster.x-k8s.io/deployment-name=demo-workers", "-o",
                "jsonpath={.items[*].spec.version}"
            ).succeeded()
            #expect(!versions.output.contains("v1.34.0"))

            try await product.slipway("rollout", "pause", Self.workers).succeeded()
            let twice = try await product.slipway("rollout", "pause", Self.workers)
            #expect(twice.status == 1 && twice.errors.contains("already paused"))
            #expect(try await product.slipway("rollout", "restart", Self.workers).status == 1)
            try await product.slipway("rollout", "resume", Self.workers).succeeded()
        }
    }

    @Test func upgradeAControlPlane() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.kubectl("apply", "-f", Product.exampleCluster).succeeded()
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()
            let controlPlane = "kubeadmcontrolplane/demo-control-plane"
            try await product.slipway("rollout", "restart", controlPlane).succeeded()
            try await product.slipway("rollout", "status", controlPlane, "--timeout", "180s").succeeded()
            let undo = try await product.slipway("rollout", "undo", controlPlane)
            #expect(undo.status == 1 && undo.errors.contains("and not on KubeadmControlPlane"))
        }
    }

    @Test(
        arguments: [
            (["scale", "demo", "--replicas", "1"], 64, "KIND/NAME"),
            (["scale", "md/demo", "--replicas=-1"], 64, "must not be negative"),
            (["scale", "md/nobody", "--replicas", "1"], 3, "there is no MachineDeployment \"nobody\""),
            (["rollout", "restart", "secret/x"], 1, "and not on Secret"),
            (["rollout", "history", "nonsense/x"], 1, "no resource \"nonsense\""),
        ] as [([String], Int32, String)])
    func sayWhatIsWrong(arguments: [String], status: Int32, words: String) async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let outcome = try await product.slipway(arguments)
            #expect(outcome.status == status)
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
        }
    }

    private func names(_ product: Product) async throws -> [String] {
        let machines = try await product.kubectl(
            "get", "machines", "-l", "cluster.x-k8s.io/deployment-name=demo-workers", "-o", "name"
        ).succeeded()
        return machines.lines.map(String.init)
    }
}
