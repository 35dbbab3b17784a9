import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import TestSupport
import Testing

/// Objects that are made in every cluster that a selector fits, in whole planes in virtual time.
@Suite struct ResourceSetTests {
    private static let set = NamespacedName(namespace: "default", name: "cni")

    private static func manifests(strategy: String) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cni, namespace: default}
        data:
          b: |
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, namespace: net}
            data: {mtu: "1400"}
          c: |
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: listed}, data: {a: b}}
          d: |
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: net}
        ---
        apiVersion: addons.cluster.x-k8s.io/v1beta1
        kind: ClusterResourceSet
        metadata: {name: cni, namespace: default}
        spec:
          strategy: \(strategy)
          clusterSelector: {matchLabels: {cni: "yes"}}
          resources: [{kind: ConfigMap, name: cni}, {kind: Secret, name: keys}]
        """
    }

    private static func with(
        _ strategy: String, _ body: @escaping @Sendable (SimulatedPlane, any Client) async throws -> Void
    ) throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Self.manifests(strategy: strategy))
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 0))
                try await plane.waitForNodes(1)
                try await context.time.sleep(for: .seconds(60))
                let workload = try await plane.workloadClient()
                #expect(try await workload.find(ConfigMap.self, Self.settings) == nil, "the label is not there yet")
                _ = try await plane.client.patch(
                    Cluster.resourceType, NamespacedName(namespace: "default", name: "demo"),
                    .merge(["metadata": ["labels": ["cni": "yes"]]]))
                try await body(plane, workload)
            }
        }
    }

    private static let settings = NamespacedName(namespace: "net", name: "settings")

    private static func change(mtu: String, _ plane: SimulatedPlane) async throws {
        let text =
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: net}, data: {mtu: '\(mtu)'}}"
        _ = try await plane.client.patch(
            ConfigMap.resourceType, set, .merge(["data": ["b": .string(text)]]))
    }

    private static func binding(_ plane: SimulatedPlane) async throws -> ClusterResourceSetBinding? {
        try await plane.get(ClusterResourceSetBinding.self, "demo")
    }

    @Test func manifestsAreAppliedOnceAndInOrder() throws {
        try Self.with("ApplyOnce") { plane, workload in
            try await plane.context.eventually("the manifests are applied") {
                try await workload.find(ConfigMap.self, Self.settings) != nil
            }
            let listed = NamespacedName(namespace: "default", name: "listed")
            #expect(try await workload.get(ConfigMap.self, listed).data == ["a": "b"])
            try await plane.context.eventually("it is on record") {
                try await Self.binding(plane)?.spec.bindings.first?.resources.first?.applied == true
            }
            let binding = try #require(try await Self.binding(plane))
            #expect(binding.spec.clusterName == "demo")
            #expect(binding.spec.bindings[0].resources[0].hash?.hasPrefix("sha256:") == true)
            #expect(binding.metadata.ownerReferences.map(\.name) == ["cni"])
            let source = try await plane.client.get(ConfigMap.self, Self.set)
            #expect(source.metadata.ownerReferences.map(\.kind) == ["ClusterResourceSet"])
            let missing = try #require(
                try await plane.get(ClusterResourceSet.self, "cni")?.conditions[ConditionType.resourcesApplied])
            #expect(missing.reason == ConditionReason.retrievingResourceFailed)
            #expect(missing.message == "Secret keys does not exist")

            try await Self.change(mtu: "9000", plane)
            try await plane.context.time.sleep(for: .seconds(600))
            #expect(try await workload.get(ConfigMap.self, Self.settings).data == ["mtu": "1400"])
        }
    }

    @Test func changesAreCarriedOverWhereAskedFor() throws {
        try Self.with("Reconcile") { plane, workload in
            try await plane.context.eventually("the manifests are applied") {
                try await workload.find(ConfigMap.self, Self.settings)?.data == ["mtu": "1400"]
            }
            try await Self.change(mtu: "9000", plane)
            try await plane.context.eventually("the change is carried over") {
                try await workload.find(ConfigMap.self, Self.settings)?.data == ["mtu": "9000"]
            }
            // One of the wrong type is told; one of the right type is applied.
            var secret = Secret(metadata: ObjectMeta(name: "keys", namespace: "default"))
            secret.data = ["x": Array("{apiVersion: v1, kind: ConfigMap, metadata: {name: late}}".utf8)]
            let wrong = try await plane.client.create(secret)
            try await plane.context.eventually("the wrong type is told") {
                try await plane.get(ClusterResourceSet.self, "cni")?.conditions[ConditionType.resourcesApplied]?.reason
                    == ConditionReason.wrongSecretType
            }
            try await plane.client.delete(wrong)
            secret.type = "addons.cluster.x-k8s.io/resource-set"
            _ = try await plane.client.create(secret)
            try await plane.context.eventually("all is applied") {
                try await plane.get(ClusterResourceSet.self, "cni")?.conditions
                    .isTrue(ConditionType.resourcesApplied) == true
            }
            #expect(
                try await workload.find(ConfigMap.self, NamespacedName(namespace: "default", name: "late")) != nil)

            let before = try await plane.store.currentRevision()
            try await plane.context.time.sleep(for: .seconds(1800))
            #expect(try await plane.store.keysChanged(since: before) == [])

            try await plane.client.delete(ClusterResourceSet.resourceType, Self.set)
            try await plane.context.eventually("the record is gone") {
                let binding = try await Self.binding(plane)
                let set = try await plane.get(ClusterResourceSet.self, "cni")
                return binding == nil && set == nil
            }
            #expect(try await workload.find(ConfigMap.self, Self.settings) != nil, "what was made stays")
        }
    }

    @Test func theRecordGoesWithTheCluster() throws {
        try Self.with("ApplyOnce") { plane, _ in
            try await plane.context.eventually("it is on record") { try await Self.binding(plane) != nil }
            try await plane.client.delete(Cluster.resourceType, NamespacedName(namespace: "default", name: "demo"))
            try await plane.context.eventually("both are gone") {
                let (cluster, binding) = (try await plane.get(Cluster.self, "demo"), try await Self.binding(plane))
                return cluster == nil && binding == nil
            }
        }
    }
}
