import ClusterAPI
package import ControllerRuntime
import JSON
import Machinery

extension Predicate {
    /// What a Cluster's machines and control plane look at changed: anything but the counts and conditions of its status that sum
    /// them up, which would wake them all each time one of them changes.
    package static let clusterConcernsItsParts = Predicate { change in
        guard let old = change.old, let new = change.new else { return true }
        return hasChangedBesidesStatus(old, new)
            || [["infrastructureReady"], ["controlPlaneReady"], ["failureDomains"]].contains { path in
                old.json.value(at: ["status"] + path) != new.json.value(at: ["status"] + path)
            }
            || [ConditionType.controlPlaneInitialized, ConditionType.infrastructureReady].contains { type in
                conditionStatus(type, old) != conditionStatus(type, new)
            }
    }

    /// What a Machine's bootstrap and infrastructure objects look at changed: anything but its status, of which only the Node.
    package static let machineConcernsItsParts = Predicate { change in
        guard let old = change.old, let new = change.new else { return true }
        return hasChangedBesidesStatus(old, new)
            || old.json.value(at: ["status", "nodeRef"]) != new.json.value(at: ["status", "nodeRef"])
    }

    /// What a control plane's MachineSets look at changed: anything but its status, of which only the version that runs.
    package static let controlPlaneConcernsWorkers = Predicate { change in
        guard let old = change.old, let new = change.new else { return true }
        return hasChangedBesidesStatus(old, new)
            || old.json.value(at: ["status", "version"]) != new.json.value(at: ["status", "version"])
    }

    /// Anything but the status changed.
    package static let isNoStatus = Predicate { change in
        guard let old = change.old, let new = change.new else { return true }
        return hasChangedBesidesStatus(old, new)
    }

    private static func hasChangedBesidesStatus(_ old: Unstructured, _ new: Unstructured) -> Bool {
        old.generation != new.generation || old.isBeingDeleted != new.isBeingDeleted || old.uid != new.uid
            || old.labels != new.labels || old.annotations != new.annotations
            || old.ownerReferences != new.ownerReferences
    }

    private static func conditionStatus(_ type: String, _ object: Unstructured) -> String? {
        object.value(at: "status", "conditions")?.arrayValue?.first { $0["type"]?.stringValue == type }?["status"]?
            .stringValue
    }
}
