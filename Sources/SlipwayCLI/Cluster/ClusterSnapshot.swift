import JSON
import Machinery

/// A cluster with everything that belongs to it, as objects of any provider: the contract's fields are all that is read.
struct ClusterSnapshot: Sendable, Hashable {
    var cluster: Unstructured
    var infrastructure: Unstructured?
    var controlPlane: Unstructured?
    var machineDeployments: [Unstructured] = []
    var machineSets: [Unstructured] = []
    var machines: [Unstructured] = []

    init(cluster: Unstructured) {
        self.cluster = cluster
    }

    var controlPlaneMachines: [Unstructured] {
        machines.filter { $0.isControlPlaneMachine }.sorted { $0.name < $1.name }
    }

    /// The machines of a MachineDeployment, by the label that Cluster API gives them.
    func machines(of machineDeployment: Unstructured) -> [Unstructured] {
        machines.filter { $0.labels[Label.deploymentName] == machineDeployment.name }.sorted { $0.name < $1.name }
    }

    func machines(ofSet machineSet: Unstructured) -> [Unstructured] {
        machines.filter { machine in machine.ownerReferences.contains { $0.uid == machineSet.uid } }
            .sorted { $0.name < $1.name }
    }

    func machineSets(of machineDeployment: Unstructured) -> [Unstructured] {
        machineSets.filter { set in set.ownerReferences.contains { $0.uid == machineDeployment.uid } }
            .sorted { $0.name < $1.name }
    }

    /// Machines that neither the control plane nor a MachineDeployment has made.
    var otherMachines: [Unstructured] {
        let deployments = Set(machineDeployments.map(\.name))
        return machines.filter { machine in
            !machine.isControlPlaneMachine && !(machine.labels[Label.deploymentName].map(deployments.contains) ?? false)
        }.sorted { $0.name < $1.name }
    }

    enum Label {
        static let clusterName = "cluster.x-k8s.io/cluster-name"
        static let controlPlane = "cluster.x-k8s.io/control-plane"
        static let deploymentName = "cluster.x-k8s.io/deployment-name"
    }
}

extension Unstructured {
    var isControlPlaneMachine: Bool { labels[ClusterSnapshot.Label.controlPlane] != nil }

    /// The object's v1beta1 conditions that can be read as such.
    var conditions: [Condition] {
        value(at: "status", "conditions")?.arrayValue?.compactMap { try? Condition(json: $0) } ?? []
    }

    /// `spec.replicas`, or 1, which is what its absence means.
    var desiredReplicas: Int64 { value(at: "spec", "replicas")?.integerValue ?? 1 }

    func statusCount(_ field: String) -> Int64 { value(at: "status", field)?.integerValue ?? 0 }

    var phase: String { value(at: "status", "phase")?.stringValue ?? "" }

    /// An object reference at `spec.<field>`.
    func reference(_ field: String...) -> (kind: GroupVersionKind, name: String)? {
        guard let reference = json.value(at: ["spec"] + field), let kind = reference["kind"]?.stringValue,
            let apiVersion = reference["apiVersion"]?.stringValue, let name = reference["name"]?.stringValue
        else { return nil }
        return (GroupVersionKind(apiVersion: apiVersion, kind: kind), name)
    }
}
