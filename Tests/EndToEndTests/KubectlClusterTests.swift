import Foundation
import Testing

/// What people do to machines, with kubectls of three ages: on the plane itself, and on a simulated workload cluster.
@Suite("kubectl and clusters", .serialized)
struct KubectlClusterSerialTests {
    /// The example without its simulated delays.
    private static func fastExample() throws -> String {
        try String(contentsOfFile: Product.exampleCluster, encoding: .utf8)
            .replacing(/startupDuration: .*/, with: "startupDuration: 0s")
    }

    @Test(arguments: Kubectl.allCases)
    func managesTheExample(kubectl: Kubectl) async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.take(
                [
                    .run("apply -f -", "cluster.cluster.x-k8s.io/demo created", input: try Self.fastExample()),
                    .run("wait cluster/demo --for=condition=ControlPlaneInitialized --timeout=60s", "condition met"),
                    .run("wait machines --all --for=condition=Ready --timeout=60s", "condition met"),
                    .run("get clusters,machines -o wide", "cluster.cluster.x-k8s.io/demo", "Running"),
                    .run("describe machinedeployment demo-workers", "Events:"),
                    .run("describe cluster demo", "Kind:         Cluster"),
                    .run("scale machinedeployment demo-workers --replicas=4", "scaled"),
                    .fails("scale machinedeployment demo-workers --replicas=1 --current-replicas=9", "Expected"),
                    .run("wait machinedeployment/demo-workers --for=jsonpath={.status.readyReplicas}=4 --timeout=60s")
                        .only(.of2024, .newest),
                    .run("get machinedeployment demo-workers -o jsonpath={.spec.replicas}", "4"),
                    .run("annotate machine -l cluster.x-k8s.io/control-plane note=x", "annotated"),
                    .run("delete machinedeployment demo-workers --cascade=foreground --timeout=60s", "deleted"),
                    .fails("get machinedeployment demo-workers", "not found"),
                    .run("wait machinesets --all --for=delete --timeout=60s").only(.of2024, .newest),
                    .run("get machines -l !cluster.x-k8s.io/control-plane -o name"),
                    .run("delete cluster demo --timeout=60s", "deleted"),
                    .run("get machines", "No resources found"),
                ], using: kubectl)
        }
    }

    @Test(arguments: Kubectl.allCases)
    func operatesAWorkloadCluster(kubectl: Kubectl) async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.kubectl("apply", "-f", "-", input: try Self.fastExample()).succeeded()
            try await product.slipway("wait", "cluster", "demo", "--timeout", "120s").succeeded()
            let path = "\(product.home)/demo.kubeconfig"
            try await product.slipway("kubeconfig", "demo").succeeded().output
                .write(toFile: path, atomically: true, encoding: .utf8)
            let nodes = try await Product.run(
                kubectl.path, ["--kubeconfig", path, "get", "nodes", "-o", "name", "-l", "example.com/tier=work"]
            ).succeeded()
            let node = String(try #require(nodes.lines.first).trimmingPrefix("node/"))

            let drained = kubectl == .of2021 ? "evicted" : "drained"
            try await product.take(
                [
                    .run("get nodes -o wide", "Ready", node),
                    .run("describe node \(node)", "Kubelet Version:            v1.34.1"),
                    .run("wait node/\(node) --for=condition=Ready --timeout=10s", "condition met"),
                    .run("cordon \(node)", "cordoned"),
                    .run("get node \(node)", "SchedulingDisabled"),
                    .run("uncordon \(node)", "uncordoned"),
                    .run("taint nodes \(node) example.com/away=yes:NoSchedule", "tainted"),
                    .fails("taint nodes \(node) example.com/away=yes:NoSchedule", "already has"),
                    .run("get node \(node) -o jsonpath={.spec.taints[*].key}", "example.com/away"),
                    .run("taint nodes \(node) example.com/away-", "untainted"),
                    .run("label node \(node) zone=a", "labeled"),
                    .run("create -f -", "pod/guest created", input: pod("guest", on: node)),
                    .run("get pods -o wide", "guest", node),
                    .run("describe pod guest", "Node:", node),
                    .fails("drain \(node) --timeout=20s", "(use --force to override): default/guest"),
                    .run("drain \(node) --force --timeout=20s", "evicting pod default/guest", drained),
                    .fails("get pod guest", #"pods "guest" not found"#),
                    .run("uncordon \(node)", "uncordoned"),
                    // A budget that allows no disruption holds the drain up.
                    .run("create -f -", "pod/guarded created", input: pod("guarded", on: node)),
                    .run(
                        "replace --raw /api/v1/namespaces/default/pods/guarded/status -f -", "Running",
                        input: runningPod("guarded", on: node)),
                    .run("create -f -", "poddisruptionbudget.policy/none created", input: Self.budget),
                    .fails("drain \(node) --force --timeout=2s", "disruption budget"),
                    .run("delete poddisruptionbudget none", "deleted"),
                    .run("drain \(node) --force --timeout=20s", drained),
                    .run("get services,endpoints,endpointslices -A"),
                    .run("get all -A", "deployment.apps/coredns"),
                    .run("explain deployment.spec.template.spec.containers.image", "image"),
                    .run("api-versions", "apps/v1", "policy/v1", "storage.k8s.io/v1"),
                    // What runs is written down, though nothing runs it.
                    .run("create deployment web --image=example.com/web:1", "deployment.apps/web created"),
                    .run("scale deployment web --replicas=3", "deployment.apps/web scaled"),
                    .run("rollout restart deployment web", "deployment.apps/web restarted"),
                    .run("rollout pause deployment web", "deployment.apps/web paused"),
                    .run("set image deployment/web web=example.com/web:2", "deployment.apps/web image updated"),
                    .run(
                        "get deployment web -o jsonpath={.spec.template.spec.containers[0].image}", "example.com/web:2"),
                    .run("delete deployment web --timeout=10s", #"deployment.apps "web" deleted"#),
                    .run("get daemonsets,deployments,services -A"),
                    .run("auth can-i delete nodes", "yes"),
                    .run("delete node \(node)", "deleted"),
                ], using: kubectl, kubeconfig: path)
        }
    }

    /// As a manifest: what kubectl 1.20 makes by itself is of a version that is gone since 1.25.
    private static let budget = """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: none}
        spec: {minAvailable: 1, selector: {matchLabels: {app: guarded}}}
        """

    /// The pod with the status that a kubelet would write. One that does not run yet no budget guards.
    private func runningPod(_ name: String, on node: String) -> String {
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "\(name)"},
         "spec": {"nodeName": "\(node)", "containers": [{"name": "main", "image": "example.com/guest:1"}]},
         "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
        """
    }

    private func pod(_ name: String, on node: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), labels: {app: \(name)}}
        spec:
          nodeName: \(node)
          containers: [{name: main, image: "example.com/guest:1"}]
        """
    }
}
