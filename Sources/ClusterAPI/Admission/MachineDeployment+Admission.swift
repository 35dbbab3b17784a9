import JSON
public import Machinery

extension MachineDeployment: AdmittedResource {
    public mutating func applyDefaults(replacing old: MachineDeployment?) {
        metadata.labels[ClusterLabel.clusterName] = spec.clusterName
        spec.replicas = spec.replicas ?? MachineGroup.defaultReplicas(metadata, old: old?.spec.replicas)
        spec.minReadySeconds = spec.minReadySeconds ?? 0
        spec.revisionHistoryLimit = spec.revisionHistoryLimit ?? 1
        spec.progressDeadlineSeconds = spec.progressDeadlineSeconds ?? 600
        spec.strategy = (spec.strategy ?? MachineDeploymentStrategy()).withDefaults
        MachineGroup.applyDefaults(
            selector: &spec.selector, template: &spec.template, clusterName: spec.clusterName,
            nameLabel: ClusterLabel.deploymentName, name: metadata.name, namespace: metadata.namespace)
    }

    public func validateCreate() -> [FieldError] {
        validateSpec()
    }

    public func validateUpdate(from old: MachineDeployment, in context: AdmissionContext) -> [FieldError] {
        validateSpec() + FieldChecks.immutable(spec.clusterName, was: old.spec.clusterName, at: "spec.clusterName")
    }

    private func validateSpec() -> [FieldError] {
        // The name is the value of a label on the deployment's MachineSets and Machines.
        FieldChecks.labelValue(metadata.name, at: "metadata.name")
            + MachineGroup.validate(selector: spec.selector, template: spec.template)
            + MachineGroup.validate(replicas: spec.replicas) + MachineGroup.validateAutoscalerBounds(metadata)
            + (spec.strategy?.validate(at: "spec.strategy") ?? [])
            + FieldChecks.naming(spec.machineNamingStrategy, at: "spec.machineNamingStrategy")
    }
}

extension MachineDeploymentStrategy {
    fileprivate var withDefaults: MachineDeploymentStrategy {
        var strategy = self
        let type = type ?? .rollingUpdate
        strategy.type = type
        guard type == .rollingUpdate else { return strategy }
        var steps = rollingUpdate ?? MachineRollingUpdate()
        steps.maxUnavailable = steps.maxUnavailable ?? 0
        steps.maxSurge = steps.maxSurge ?? 1
        strategy.rollingUpdate = steps
        return strategy
    }

    func validate(at field: String) -> [FieldError] {
        FieldChecks.amount(rollingUpdate?.maxUnavailable, at: "\(field).rollingUpdate.maxUnavailable")
            + FieldChecks.amount(rollingUpdate?.maxSurge, at: "\(field).rollingUpdate.maxSurge")
            + FieldChecks.amount(remediation?.maxInFlight, at: "\(field).remediation.maxInFlight")
    }
}
