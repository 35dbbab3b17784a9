import JSON
import Machinery

/// How far a rollout is, from the status of its object.
struct RolloutProgress: Sendable, Hashable {
    /// What is still waited for; `nil` once all machines are of the current specification and available.
    let waiting: String?

    init(_ object: Unstructured) {
        let count = { (path: String...) in Int(object.json.value(at: path)?.integerValue ?? 0) }
        let wanted = object.value(at: "spec", "replicas")?.integerValue.map { Int($0) } ?? 1
        let observed = count("status", "observedGeneration")
        let replicas = count("status", "replicas")
        let updated = count("status", "updatedReplicas")
        let isDeployment = object.kind == RolloutObject.deploymentKind
        let available = isDeployment ? count("status", "availableReplicas") : count("status", "readyReplicas")
        let generation = Int(object.json.value(at: ["metadata", "generation"])?.integerValue ?? 0)
        if observed < generation {
            waiting = "the change has not been seen yet"
        } else if updated < wanted {
            waiting = "\(updated) out of \(wanted) machines have been updated"
        } else if replicas > updated {
            waiting = "\(replicas - updated) old machines are pending termination"
        } else if available < updated {
            waiting = "\(available) of \(updated) updated machines are available"
        } else {
            waiting = nil
        }
    }
}
