package import ClusterAPI
import ControllerRuntime
package import Effects
package import Machinery

extension Cluster {
    /// Whether an operator has paused this cluster or the object.
    package func pauses(_ metadata: ObjectMeta) -> Bool {
        spec.paused == true || Pausing.isPaused(metadata)
    }
}

extension ConditionedResource {
    /// Sets the v1beta2 condition `Paused`, which every controller writes before it looks at anything else.
    package mutating func setPaused(_ isPaused: Bool, by cluster: Cluster?, now: Timestamp) {
        let messages = [
            cluster?.spec.paused == true ? "Cluster spec.paused is set to true" : nil,
            Pausing.isPaused(metadata) ? "\(Self.resourceType.kind) has the \(Pausing.annotation) annotation" : nil,
        ]
        conditionsV1Beta2.set(
            MetaCondition(
                type: V1Beta2ConditionType.paused, status: ConditionStatus(isPaused),
                reason: isPaused ? V1Beta2Reason.paused : V1Beta2Reason.notPaused,
                message: messages.compactMap(\.self).joined(separator: ", "),
                observedGeneration: metadata.generation),
            now: now)
    }

    /// Sets a v1beta2 condition.
    package mutating func setV1Beta2(
        _ type: String, _ status: ConditionStatus, reason: String, _ message: String = "", now: Timestamp
    ) {
        conditionsV1Beta2.set(MetaCondition(type: type, status: status, reason: reason, message: message), now: now)
    }
}
