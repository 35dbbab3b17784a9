import JSON
import Machinery

/// Whether a cluster is what its manifest asks for, and if not, what it waits for.
enum ClusterReadiness: Sendable, Hashable {
    case ready
    /// In words, the deepest cause that the objects name.
    case waiting(String)
    /// It will not become ready without somebody's help.
    case failed(String)
    case beingDeleted

    /// Ready means: infrastructure and control plane are ready, and every replica that the control plane and the
    /// MachineDeployments ask for has a Ready node.
    init(_ snapshot: ClusterSnapshot) {
        let cluster = snapshot.cluster
        if cluster.isBeingDeleted {
            self = .beingDeleted
        } else if let failure = cluster.value(at: "status", "failureMessage")?.stringValue, !failure.isEmpty {
            self = .failed(failure)
        } else if cluster.value(at: "spec", "paused")?.boolValue == true {
            self = .waiting("the cluster is paused (spec.paused)")
        } else if let cause = Self.missing(in: snapshot) {
            self = .waiting(cause)
        } else {
            self = .ready
        }
    }

    private static func missing(in snapshot: ClusterSnapshot) -> String? {
        let cluster = snapshot.cluster
        guard cluster.value(at: "status", "infrastructureReady")?.boolValue == true else {
            return cause(of: cluster, "InfrastructureReady") ?? "the infrastructure is not ready yet"
        }
        if let controlPlane = snapshot.controlPlane {
            let ready = controlPlane.statusCount("readyReplicas")
            guard ready == controlPlane.desiredReplicas, isSettled(controlPlane) else {
                return counted(ready, of: controlPlane, "control-plane nodes", machines: snapshot.controlPlaneMachines)
            }
        }
        for deployment in snapshot.machineDeployments {
            let ready = deployment.statusCount("readyReplicas")
            guard ready == deployment.desiredReplicas, isSettled(deployment) else {
                return counted(
                    ready, of: deployment, "worker nodes of \(deployment.name)",
                    machines: snapshot.machines(of: deployment))
            }
        }
        guard cluster.conditions.isTrue(Condition.ready) else {
            return cause(of: cluster, Condition.ready) ?? "the cluster's condition Ready is not True yet"
        }
        return nil
    }

    /// Whether the numbers are about the object as it is now, and no replica is left over from before.
    private static func isSettled(_ object: Unstructured) -> Bool {
        let observed = object.value(at: "status", "observedGeneration")?.integerValue ?? object.generation
        return observed >= object.generation && object.statusCount("replicas") == object.desiredReplicas
    }

    private static func counted(
        _ ready: Int64, of object: Unstructured, _ what: String, machines: [Unstructured]
    ) -> String {
        let count = "\(ready) of \(object.desiredReplicas) \(what) are ready"
        let deepest = machines.lazy.compactMap { machine in
            cause(of: machine, Condition.ready).map { "\(machine.name): \($0)" }
        }.first
        return [count, deepest ?? cause(of: object, Condition.ready)].compactMap(\.self).joined(separator: "; ")
    }

    /// What a condition that is not True says.
    static func cause(of object: Unstructured, _ type: String) -> String? {
        guard let condition = object.conditions[type], condition.status != .true else { return nil }
        let parts = [condition.reason, condition.message].filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}
