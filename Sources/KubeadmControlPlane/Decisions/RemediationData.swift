import ClusterAPI
import Effects
import JSON
import Machinery

/// What is written down of a repair: on the control plane while the replacement is missing, then on the replacement.
struct RemediationData: Sendable, Hashable {
    /// The name of the Machine that was deleted.
    var machine: String
    var timestamp: Timestamp
    /// How often the same repair had been tried before.
    var retryCount: Int

    init(machine: String, timestamp: Timestamp, retryCount: Int) {
        self.machine = machine
        self.timestamp = timestamp.truncatedToSeconds
        self.retryCount = retryCount
    }

    /// - Returns: `nil` where the annotation is none of ours.
    init?(annotation: String) {
        guard let json = try? JSONValue(parsing: Array(annotation.utf8)), let machine = json["machine"]?.stringValue,
            let timestamp = json["timestamp"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
            let count = json["retryCount"]?.integerValue, (0...Int64(Int32.max)).contains(count)
        else { return nil }
        self.init(machine: machine, timestamp: timestamp, retryCount: Int(count))
    }

    var annotation: String {
        let json: JSONValue = [
            "machine": .string(machine), "timestamp": .string(timestamp.rfc3339),
            "retryCount": .integer(Int64(retryCount)),
        ]
        return json.text
    }

    var status: LastRemediation {
        LastRemediation(machine: machine, timestamp: timestamp, retryCount: Int32(clamping: retryCount))
    }
}

extension KubeadmControlPlane {
    /// The repair whose replacement is still missing.
    var remediationInProgress: RemediationData? {
        metadata.annotations[KubeadmControlPlaneAnnotation.remediationInProgress].flatMap(RemediationData.init)
    }
}

extension Machine {
    /// The repair that this Machine was made for.
    var remediationFor: RemediationData? {
        metadata.annotations[KubeadmControlPlaneAnnotation.remediationFor].flatMap(RemediationData.init)
    }

    /// Whether a repair was asked for that is not needed any more.
    var hasRecovered: Bool {
        guard !metadata.isBeingDeleted else { return false }
        return
            (conditions.isTrue(ConditionType.healthCheckSucceeded)
            && conditions.isFalse(ConditionType.ownerRemediated))
            || (conditionsV1Beta2.isTrue(V1Beta2ConditionType.healthCheckSucceeded)
                && conditionsV1Beta2.isFalse(V1Beta2ConditionType.ownerRemediated))
    }
}
