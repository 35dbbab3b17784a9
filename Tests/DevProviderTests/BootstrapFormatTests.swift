import ClusterAPI
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import TestSupport
import Testing

/// Clusters whose machines read each format of bootstrap data, with each version of kubeadm's API in it.
@Suite struct BootstrapFormatTests {
    @Test(arguments: ["cloud-config", "ignition"], ["v1.21.14", "v1.30.5", "v1.34.1"])
    func aClusterComesUp(format: String, version: String) throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(
                    Manifest.cluster(controlPlanes: 3, workers: 1, version: version, format: format))
                try await plane.waitForNodes(4)

                let workload = try await plane.workloadClient()
                let nodes = try await workload.list(Node.self)
                #expect(nodes.count { $0.metadata.labels["example.com/tier"] == "control" } == 3)
                for config in try await plane.client.list(KubeadmConfig.self, namespace: "default") {
                    let secret = try await plane.client.get(Secret.self, config.namespacedName)
                    #expect(secret.text("format") == format)
                    let text = try #require(secret.text("value"))
                    #expect(text.hasPrefix("{") == (format == "ignition"))
                    #expect(config.conditions.isTrue(ConditionType.ready), "\(config.conditions)")
                }
            }
        }
    }
}
