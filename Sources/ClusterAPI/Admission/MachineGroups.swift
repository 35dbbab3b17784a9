import JSON
import KubernetesAPI
import Machinery

/// What MachineSets and MachineDeployments share.
enum MachineGroup {
    /// The selector and the template's labels always name the cluster; without anything else to tell the group's machines by,
    /// they name the group too.
    static func applyDefaults(
        selector: inout LabelSelector, template: inout MachineTemplateSpec, clusterName: String, nameLabel: String,
        name: String, namespace: String
    ) {
        if selector.isEmpty {
            let value = LabelValue.naming(name)
            selector.matchLabels[nameLabel] = value
            template.metadata.labels[nameLabel] = value
        }
        selector.matchLabels[ClusterLabel.clusterName] = clusterName
        template.metadata.labels[ClusterLabel.clusterName] = clusterName
        template.spec.applyDefaults(namespace: namespace)
    }

    static func validate(selector: LabelSelector, template: MachineTemplateSpec) -> [FieldError] {
        var errors = selector.validate(at: "spec.selector")
        let labels = template.metadata.labels
        if errors.isEmpty, !selector.matches(labels) {
            errors.append(
                .invalid(
                    "spec.template.metadata.labels", labels.json,
                    "must match spec.selector \"\(describe(selector))\""))
        }
        errors += FieldChecks.metadata(template.metadata, at: "spec.template.metadata")
        return errors + template.spec.validate(at: "spec.template.spec")
    }

    private static func describe(_ selector: LabelSelector) -> String {
        (try? selector.requirements.description) ?? ""
    }

    /// The default number of replicas: with an autoscaler's annotations, the nearest to `old` between its bounds, and the
    /// least for a new group; without, what `old` says, or 1.
    static func defaultReplicas(_ metadata: ObjectMeta, old: Int32?) -> Int32 {
        let bounds = autoscalerBounds(metadata)
        guard let least = bounds.least, let most = bounds.most else { return old ?? 1 }
        guard let old else { return least }
        return max(least, min(old, most))
    }

    static func validateAutoscalerBounds(_ metadata: ObjectMeta) -> [FieldError] {
        [ClusterAnnotation.autoscalerMinSize, ClusterAnnotation.autoscalerMaxSize].compactMap { key in
            guard let text = metadata.annotations[key], Int32(text) == nil else { return nil }
            return .invalid("metadata.annotations[\(key)]", .string(text), "must be a number")
        }
    }

    static func validate(replicas: Int32?) -> [FieldError] {
        guard let replicas, replicas < 0 else { return [] }
        return [.invalid("spec.replicas", .integer(Int64(replicas)), "must be greater than or equal to 0")]
    }

    private static func autoscalerBounds(_ metadata: ObjectMeta) -> (least: Int32?, most: Int32?) {
        (
            metadata.annotations[ClusterAnnotation.autoscalerMinSize].flatMap { Int32($0) },
            metadata.annotations[ClusterAnnotation.autoscalerMaxSize].flatMap { Int32($0) }
        )
    }
}
