import ClusterAPI
import DevAPI
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import TestSupport
import Testing
import WorkloadSimulator

/// Clusters from manifest to nothing, through the controllers of every provider.
@Suite struct PlaneTests {
    @Test(arguments: [1, 7] as [UInt64])
    func aManifestBecomesAClusterOfReadyNodes(seed: UInt64) throws {
        try SimulatedPlane.run(seed: seed) { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 3, workers: 2))
                try await plane.waitForNodes(5)

                let workload = try await plane.workloadClient()
                let nodes = try await workload.list(Node.self)
                let controlPlanes = nodes.filter {
                    $0.metadata.labels["node-role.kubernetes.io/control-plane"] != nil
                }
                #expect(controlPlanes.count == 3)
                #expect(controlPlanes.allSatisfy { $0.metadata.labels["example.com/tier"] == "control" })
                #expect(
                    controlPlanes.allSatisfy { $0.spec.taints.map(\.key) == ["node-role.kubernetes.io/control-plane"] })
                #expect(nodes.allSatisfy { $0.spec.providerID == "in-memory:////\($0.metadata.name)" })
                #expect(Set(nodes.compactMap { $0.status.addresses.first?.address }).count == 5)

                let pods = try await workload.list(Pod.self, namespace: "kube-system")
                let components = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]
                #expect(
                    Set(pods.map(\.metadata.name))
                        == Set(controlPlanes.flatMap { node in components.map { "\($0)-\(node.metadata.name)" } }))
                #expect(pods.allSatisfy { $0.isReady && $0.status.phase == .running })

                let members = try await plane.simulator.etcdMembers(ofCluster: plane.clusterUID())
                #expect(members.map(\.name) == controlPlanes.map(\.metadata.name).sorted())
                #expect(members.count(where: \.isLeader) == 1)
                #expect(Set(members.map(\.id)).count == 3)

                for machine in try await plane.client.list(DevMachine.self, namespace: "default") {
                    #expect(machine.conditions.isTrue(ConditionType.ready), "\(machine.conditions)")
                    #expect(machine.status?.ready == true)
                }
            }
        }
    }

    @Test func aSettledPlaneWritesNothing() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 1))
                try await plane.waitForNodes(2)
                try await context.time.sleep(for: .seconds(600))
                let before = try await store.currentRevision()
                try await context.time.sleep(for: .seconds(1800))
                #expect(try await store.keysChanged(since: before) == [])
            }
        }
    }

    @Test func delaysAreWaitedForOnceEvenOverARestart() throws {
        try SimulatedPlane.run { context, store in
            let start = context.time.now()
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(
                    Manifest.cluster(
                        controlPlanes: 1, workers: 0,
                        delays:
                            "{vm: {provisioning: {startupDuration: 100s}}, etcd: {provisioning: {startupDuration: 50s}}}"
                    ))
                try await context.eventually("the machine is being made") {
                    try await plane.client.list(DevMachine.self, namespace: "default").first?.conditions
                        .isFalse("VMProvisioned") == true
                }
                try await context.time.sleep(for: .seconds(80))
            }
            try await SimulatedPlane.with(context, store) { plane in
                try await context.eventually("the machine is up") {
                    try await plane.client.list(DevMachine.self, namespace: "default").first?.conditions
                        .isTrue("BootstrapExecSucceeded") == true
                }
                let passed = context.time.now() - start
                #expect(passed >= .seconds(150) && passed < .seconds(151), "\(passed)")
            }
        }
    }

    @Test func aRestartFindsEverythingAgain() throws {
        try SimulatedPlane.run { context, store in
            var nodes: [String] = []
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 1, workers: 1))
                try await plane.waitForNodes(2)
                nodes = try await plane.workloadClient().list(Node.self).map(\.metadata.uid)
                try await context.time.sleep(for: .seconds(600))
            }
            let before = try await store.currentRevision()
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.waitForNodes(2)
                #expect(try await plane.workloadClient().list(Node.self).map(\.metadata.uid) == nodes)
                try await context.time.sleep(for: .seconds(60))
                #expect(try await store.keysChanged(since: before, under: "/simulated") == [])
                let infrastructure = "/registry/infrastructure.cluster.x-k8s.io/"
                #expect(try await store.keysChanged(since: before, under: infrastructure) == [])
            }
        }
    }

    @Test func scalingDownRemovesTheMachineAndItsEtcdMember() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 3, workers: 1))
                try await plane.waitForNodes(4)
                _ = try await plane.client.patch(
                    KubeadmControlPlane.resourceType, NamespacedName(namespace: "default", name: "demo-cp"),
                    .merge(["spec": ["replicas": 1]]))
                try await context.eventually("one control-plane machine is left") {
                    try await plane.simulator.etcdMembers(ofCluster: plane.clusterUID()).count == 1
                }
                try await context.eventually("two nodes are left") {
                    try await plane.workloadClient().list(Node.self).count == 2
                }
                let pods = try await plane.workloadClient().list(Pod.self, namespace: "kube-system")
                #expect(pods.count == 4)
            }
        }
    }

    @Test func deletionLeavesNothing() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster(controlPlanes: 3, workers: 2))
                try await plane.waitForNodes(5)
                try await plane.client.delete(
                    Cluster.resourceType, NamespacedName(namespace: "default", name: "demo"))
                try await context.eventually("the cluster is gone") {
                    try await plane.get(Cluster.self, "demo") == nil
                }
                for prefix in ["/simulated/", "/simulated-clusters/", "/registry/infrastructure.cluster.x-k8s.io/devm"]
                {
                    let left = try await store.list(RangeQuery(prefix: StoreKey(prefix))).objects.map(\.key.text)
                    #expect(left.filter { !$0.contains("devmachinetemplates") } == [])
                }
            }
        }
    }

    @Test func twoClustersDoNotKnowOfEachOther() throws {
        try SimulatedPlane.run { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                try await plane.apply(Manifest.cluster("one", controlPlanes: 1, workers: 1))
                try await plane.apply(Manifest.cluster("two", controlPlanes: 1, workers: 2))
                try await plane.waitForNodes(2, "one")
                try await plane.waitForNodes(3, "two")
                let endpoints = try await plane.client.list(DevCluster.self, namespace: "default")
                    .compactMap { $0.spec.controlPlaneEndpoint?.hostAndPort }
                #expect(Set(endpoints).count == 2)
                #expect(endpoints.allSatisfy { $0.hasPrefix("127.78.") && $0.hasSuffix(":6443") })
            }
        }
    }
}

extension ObjectStore {
    func keysChanged(since revision: Revision, under prefix: String = "/") async throws -> [String] {
        try await list(RangeQuery(prefix: StoreKey(prefix))).objects.filter { $0.revision > revision }.map(\.key.text)
    }
}

extension SimulatedPlane {
    func clusterUID(_ name: String = "demo") async throws -> String {
        try #require(try await get(DevCluster.self, name)).metadata.uid
    }

    func workloadClient(_ name: String = "demo") async throws -> any Client {
        try #require(try await simulator.client(ofCluster: clusterUID(name)))
    }

    /// Waits until the Machines of a cluster have ready Nodes and the control plane says so.
    func waitForNodes(_ count: Int, _ name: String = "demo") async throws {
        try await context.eventually("\(count) nodes of \(name) are ready") {
            let machines = try await client.list(Machine.self, namespace: "default")
                .filter { $0.spec.clusterName == name }
            return machines.count == count && machines.allSatisfy { $0.status?.nodeRef != nil }
        }
    }
}
