import Effects
import JSON
import Machinery

/// A condition in the status of a CustomResourceDefinition.
struct DefinitionCondition {
    var type: String
    var status: Bool
    var reason: String
    var message: String

    init(_ type: String, _ status: Bool, _ reason: String, _ message: String) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
    }

    static let deletionPending = DefinitionCondition(
        "Terminating", true, "InstanceDeletionPending",
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon")
    static let deletionInProgress = DefinitionCondition(
        "Terminating", true, "InstanceDeletionInProgress", "CustomResource deletion is in progress")
    static let deletionCompleted = DefinitionCondition(
        "Terminating", false, "InstanceDeletionCompleted", "removed all instances")
    static let neverEstablished = DefinitionCondition(
        "Terminating", false, "NeverEstablished", "resource was never established")

    static func deletionFailed(_ why: String) -> DefinitionCondition {
        DefinitionCondition(
            "Terminating", true, "InstanceDeletionFailed", "could not issue all deletes: \(why)")
    }
}

extension Unstructured {
    /// Sets a condition; the time of its transition is that of the last change of its status.
    mutating func set(_ condition: DefinitionCondition, now: Timestamp) {
        var conditions = value(at: "status", "conditions")?.arrayValue ?? []
        let index = conditions.firstIndex { $0["type"]?.stringValue == condition.type }
        let status = condition.status ? "True" : "False"
        var time = JSONValue.string(now.rfc3339)
        if let index, conditions[index]["status"]?.stringValue == status,
            let since = conditions[index]["lastTransitionTime"], !since.isNull
        {
            time = since
        }
        let json: JSONValue = [
            "type": .string(condition.type), "status": .string(status), "lastTransitionTime": time,
            "reason": .string(condition.reason), "message": .string(condition.message),
        ]
        if let index { conditions[index] = json } else { conditions.append(json) }
        var all = self.json
        all.set(.array(conditions), at: ["status", "conditions"])
        self = Unstructured(fields: all.objectValue ?? fields)
    }
}
