import Foundation
import Testing

/// Clusters that are made from flags.
@Suite("Creating a cluster", .serialized) struct CreateClusterSerialTests {
    @Test func makesAClusterThatBecomesReady() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let created = try await product.slipway(
                "create", "cluster", "demo", "--workers", "1", "--worker-group", "gpu=2", "--startup-duration", "0s",
                "--wait", "--timeout", "120s"
            ).succeeded()
            #expect(created.lines.contains("machinedeployment.cluster.x-k8s.io/demo-gpu created"))
            #expect(created.lines.last?.hasPrefix("Cluster default/demo is ready after") == true, "\(created.output)")
            let machines = try await product.kubectl("get", "machines", "-o", "name").succeeded()
            #expect(machines.lines.count == 4, "\(machines.output)")

            let again = try await product.slipway(
                "create", "cluster", "demo", "--workers", "1", "--worker-group", "gpu=3", "--startup-duration", "0s")
            #expect(again.status == 1 && again.output.isEmpty)
            #expect(
                again.errors.contains("MachineDeployment \"demo-gpu\": spec.replicas is 2, and not 3"),
                "\(again.errors)")
        }
    }

    @Test func whatStoppedHalfWayIsCompletedOrRefused() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let manifest = try await product.slipway("create", "cluster", "demo", "--dry-run", "client", "-o", "yaml")
                .succeeded()
            // Without the Cluster, which is the last document.
            let documents = manifest.output.components(separatedBy: "---\n").dropLast()
            try await product.kubectl("create", "-f", "-", input: documents.joined(separator: "---\n")).succeeded()

            let other = try await product.slipway("create", "cluster", "demo", "--control-planes", "3")
            #expect(other.status == 1)
            #expect(other.errors.contains("spec.replicas is 1, and not 3"), "\(other.errors)")

            let completed = try await product.slipway("create", "cluster", "demo", "--wait").succeeded()
            #expect(completed.lines.contains("cluster.cluster.x-k8s.io/demo created"))
            #expect(completed.lines.count { $0.hasSuffix(" unchanged") } == documents.count - 1, "\(completed.output)")
        }
    }

    @Test func dryRunsPrintWhatKubectlAppliesAndLeaveNothing() async throws {
        try await Product.withHome { product in
            let manifest = try await product.slipway(
                "create", "cluster", "demo", "-n", "default", "--dry-run", "client", "-o", "yaml"
            ).succeeded()
            try await product.slipway("up").succeeded()
            let server = try await product.slipway("create", "cluster", "demo", "--dry-run", "server").succeeded()
            #expect(server.lines.allSatisfy { $0.hasSuffix(" created (server dry run)") }, "\(server.output)")
            let none = try await product.kubectl("get", "clusters,machinedeployments", "-o", "name").succeeded()
            #expect(none.output.isEmpty)
            try await product.kubectl("apply", "-f", "-", input: manifest.output).succeeded()
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()
        }
    }

    @Test func wrongInputHasItsExitCode() async throws {
        try await Product.withHome { product in
            let even = try await product.slipway("create", "cluster", "demo", "--control-planes", "2")
            #expect(even.status == 64 && even.errors.contains("--control-planes"), "\(even.errors)")
            let unknown = try await product.slipway("create", "cluster", "demo", "--infrastructure", "aws")
            #expect(unknown.status == 64 && unknown.errors.contains("dev"), "\(unknown.errors)")
            let noPlane = try await product.slipway("create", "cluster", "demo")
            #expect(noPlane.status == 1 && noPlane.errors.contains("slipway up"), "\(noPlane.errors)")
            try await product.slipway("up").succeeded()
            let nowhere = try await product.slipway("create", "cluster", "demo", "-n", "nowhere")
            #expect(nowhere.status == 1 && nowhere.errors.contains("\"nowhere\" not found"), "\(nowhere.errors)")
        }
    }
}
