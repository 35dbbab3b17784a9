import ControllerRuntime
import JSON
import KubernetesAPI
import Machinery

/// How Nodes of workload clusters are cached.
enum WorkloadNode {
    static let resource = Node.resourceType

    static let byProviderID = Index(name: "provider-id") { node in
        node.value(at: "spec", "providerID")?.stringValue.map { [$0] } ?? []
    }
}
