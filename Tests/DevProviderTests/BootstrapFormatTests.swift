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

    /// What is wrong with the cluster's certificates is told where it is in the way, by the name of the Secret.
    @Test func certificatesThatCannotBeUsedAreNamed() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 1))
                try await plane.waitForNodes(2)
                let name = NamespacedName(namespace: "default", name: "demo-ca")
                let whole = try await plane.client.get(Secret.self, name)
                func put(_ certificate: [UInt8]) async throws {
                    var secret = try await plane.client.get(Secret.self, name)
                    secret.data["tls.crt"] = certificate
                    _ = try await plane.client.update(secret)
                }
                try await put([])
                _ = try await plane.client.patch(
                    MachineDeployment.resourceType, NamespacedName(namespace: "default", name: "demo-md"),
                    .merge(["spec": ["replicas": 2]]))
                func problem() async throws -> Condition? {
                    try await plane.client.list(KubeadmConfig.self, namespace: "default")
                        .compactMap { $0.conditions[ConditionType.certificatesAvailable] }.first { $0.status == .false }
                }
                try await context.eventually("the condition tells") {
                    guard let problem = try await problem() else { return false }
                    return problem.reason == ConditionReason.certificatesCorrupted
                        && problem.message.contains("the Secret default/demo-ca has no tls.crt")
                }
                try await put(try #require(whole.data["tls.crt"]))
                try await plane.waitForNodes(3)
                try await context.eventually("nothing is wrong any more") { try await problem() == nil }
            }
        }
    }
}
