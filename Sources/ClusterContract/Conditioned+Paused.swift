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
    /// What a reconcile begins with: what is paused is left alone, and the finalizer is stored before anything is made that must
    /// be cleaned up.
    ///
    /// - Returns: Whether to go on; where not, what was changed here is to be stored.
    package mutating func begin(with finalizer: String, in cluster: Cluster?, now: Timestamp) -> Bool {
        let isPaused = cluster?.pauses(metadata) ?? Pausing.isPaused(metadata)
        if !isPaused, !metadata.isBeingDeleted, metadata.addFinalizer(finalizer) { return false }
        setPaused(isPaused, by: cluster, now: now)
        return !isPaused
    }

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
