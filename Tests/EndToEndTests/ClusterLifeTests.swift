import Foundation
import Testing

/// The main job as a user does it: from a manifest to a Ready cluster, through a restart, to nothing left behind.
@Suite("Cluster life", .serialized)
struct ClusterLifeSerialTests {
    @Test(arguments: [Product.kubectl, Product.oldKubectl])
    func bringsUpTheExampleAndTakesItDown(kubectl: String) async throws {
        try await Product.withHome { product in
            let up = try await product.slipway("up").succeeded()
            #expect(up.output.contains("admin.kubeconfig"))
            #expect(up.output.contains("simulated"), "the provider must be called what it is")

            try await product.kubectl("apply", "-f", Product.exampleCluster, using: kubectl).succeeded()
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()

            let tree = try await product.slipway("describe", "cluster", "demo").succeeded()
            for part in [
                "Cluster/demo", "ClusterInfrastructure", "ControlPlane", "Workers", "MachineDeployment/demo-workers",
            ] {
                #expect(tree.output.contains(part))
            }

            let workload = try await product.slipway("kubeconfig", "demo").succeeded()
            try await expectSixReadyNodes(workload.output, in: product, using: kubectl)

            // Everything is found again after a restart, the simulated nodes included.
            try await product.slipway("down").succeeded()
            try await product.slipway("up").succeeded()
            try await expectSixReadyNodes(workload.output, in: product, using: kubectl)

            try await product.slipway("delete", "cluster", "demo", "--wait", "--timeout", "60s").succeeded()
            try await expectNothingLeft(in: product)
        }
    }

    @Test func applyingAgainChangesNothing() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.kubectl("apply", "-f", Product.exampleCluster).succeeded()
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()
            let again = try await product.kubectl("apply", "-f", Product.exampleCluster).succeeded()
            #expect(again.lines.allSatisfy { $0.hasSuffix(" unchanged") }, "\(again.output)")
        }
    }

    @Test func scalesWorkersAndControlPlane() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.kubectl("apply", "-f", Product.exampleCluster).succeeded()
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()
            for (resource, replicas) in [("machinedeployment/demo-workers", 5), ("machinedeployment/demo-workers", 1)] {
                try await product.kubectl("scale", resource, "--replicas=\(replicas)").succeeded()
                try await product.kubectl(
                    "wait", resource, "--for=jsonpath={.status.readyReplicas}=\(replicas)", "--timeout=60s"
                ).succeeded()
            }
            try await product.kubectl("scale", "kubeadmcontrolplane/demo-control-plane", "--replicas=5").succeeded()
            try await product.kubectl(
                "wait", "kubeadmcontrolplane/demo-control-plane", "--for=jsonpath={.status.readyReplicas}=5",
                "--timeout=60s"
            ).succeeded()
        }
    }

    @Test func losesNothingToAKillAtAnyMoment() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.kubectl("apply", "-f", Product.exampleCluster).succeeded()
            for _ in 0..<5 {
                let status = try await product.slipway("status", "-o", "json").succeeded()
                let pid = try #require(
                    (try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any])?["pid"] as? Int
                )
                kill(Int32(pid), SIGKILL)
                try await product.slipway("up").succeeded()
            }
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()
            let machines = try await product.kubectl("get", "machines", "-o", "name").succeeded()
            #expect(machines.lines.count == 6, "no machine is created twice: \(machines.output)")
            let devMachines = try await product.kubectl("get", "devmachines", "-o", "name").succeeded()
            #expect(devMachines.lines.count == 6)
        }
    }

    private func expectSixReadyNodes(_ kubeconfig: String, in product: Product, using kubectl: String) async throws {
        let path = "\(product.home)/demo.kubeconfig"
        try kubeconfig.write(toFile: path, atomically: true, encoding: .utf8)
        try await Product.run(
            kubectl, ["--kubeconfig", path, "wait", "node", "--all", "--for=condition=Ready", "--timeout=60s"]
        ).succeeded()
        let nodes = try await Product.run(kubectl, ["--kubeconfig", path, "get", "nodes", "--no-headers"]).succeeded()
        #expect(nodes.lines.count == 6, "\(nodes.output)")
        #expect(nodes.lines.count { $0.contains("control-plane") } == 3, "\(nodes.output)")
        #expect(nodes.lines.allSatisfy { $0.contains(" Ready ") && $0.contains("v1.34.1") }, "\(nodes.output)")
    }

    private func expectNothingLeft(in product: Product) async throws {
        let kinds =
            "clusters,kubeadmcontrolplanes,machinedeployments,machinesets,machines,kubeadmconfigs,devclusters,devmachines"
        let left = try await product.kubectl("get", kinds, "-A", "-o", "name").succeeded()
        #expect(left.output.isEmpty, "\(left.output)")
        let secrets = try await product.kubectl("get", "secrets", "-A", "-o", "name").succeeded()
        #expect(!secrets.output.contains("demo"), "\(secrets.output)")
    }
}
