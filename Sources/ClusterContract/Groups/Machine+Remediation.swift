package import ClusterAPI
import Machinery

extension Machine {
    /// Whether a health check finds the machine unhealthy.
    package var isUnhealthy: Bool {
        conditions.isFalse(ConditionType.healthCheckSucceeded)
            || conditionsV1Beta2.isFalse(V1Beta2ConditionType.healthCheckSucceeded)
    }

    /// Whether a health check left it to the owner to replace the machine.
    package var isToBeRemediated: Bool {
        (conditions.isFalse(ConditionType.healthCheckSucceeded) && conditions.isFalse(ConditionType.ownerRemediated))
            || (conditionsV1Beta2.isFalse(V1Beta2ConditionType.healthCheckSucceeded)
                && conditionsV1Beta2.isFalse(V1Beta2ConditionType.ownerRemediated))
    }
}
