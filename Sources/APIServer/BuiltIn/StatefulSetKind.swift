import JSON
import Machinery

/// `apps/v1` StatefulSet: kept as it is; nothing in a simulated cluster makes its pods.
enum StatefulSetKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "apps", version: "v1", kind: "StatefulSet", plural: "statefulsets", shortNames: ["sts"],
            categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                .text("Ready", description: "How many of its pods are ready.") { object in
                    "\(object.number(at: "status", "readyReplicas"))/\(object.number(at: "spec", "replicas"))"
                },
                .age, WorkloadColumns.containers, WorkloadColumns.images,
            ])
        definition.versions[0].subresources.scale = ResourceVersion.ScalePaths(
            specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"],
            structuredSelector: ["spec", "selector"])
        definition.tracksGeneration = true
        definition.rules.prepareForCreate = { complete(&$0) }
        definition.rules.prepareForUpdate = { object, _ in complete(&object) }
        definition.rules.validate = { validate($0, $1) }
        return definition
    }()

    private static func complete(_ object: inout Unstructured) {
        PodDefaults.completeTemplate(of: &object)
        var json = object.json
        let path = ["spec", "updateStrategy"]
        // Whoever names no strategy gets the usual one with its settings.
        if json.value(at: path + ["type"])?.stringValue ?? "" == "" {
            json.set("RollingUpdate", at: path + ["type"])
            if json.value(at: path + ["rollingUpdate"]) == nil { json.set([:], at: path + ["rollingUpdate"]) }
        }
        if json.value(at: path + ["type"]) == "RollingUpdate", json.value(at: path + ["rollingUpdate"]) != nil,
            json.value(at: path + ["rollingUpdate", "partition"]) == nil
        {
            json.set(0, at: path + ["rollingUpdate", "partition"])
        }
        if var claims = json.value(at: ["spec", "volumeClaimTemplates"])?.arrayValue {
            for index in claims.indices {
                claims[index].set("v1", at: ["apiVersion"])
                claims[index].set("PersistentVolumeClaim", at: ["kind"])
            }
            json.set(.array(claims), at: ["spec", "volumeClaimTemplates"])
        }
        object = Unstructured(fields: json.objectValue ?? object.fields)
    }

    private static func validate(_ object: Unstructured, _ old: Unstructured?) -> [FieldError] {
        let spec = object.fields["spec"] ?? [:]
        var errors: [FieldError] = []
        let management = spec.text(of: "podManagementPolicy")
        if !["OrderedReady", "Parallel"].contains(management) {
            errors.append(
                .invalid(
                    "spec.podManagementPolicy", .string(management), "must be 'OrderedReady' or 'Parallel'"))
        }
        errors += validate(strategy: spec["updateStrategy"] ?? [:])
        errors += FieldRules.nonNegative(["replicas", "minReadySeconds"], of: spec, at: "spec")
        if let json = spec["selector"] {
            errors += FieldRules.selector(json, "spec.selector")
            if let selector = try? LabelSelector(json: json), selector.isEmpty {
                errors.append(.invalid("spec.selector", json, "empty selector is invalid for statefulset"))
            }
        } else {
            errors.append(.required("spec.selector"))
        }
        errors += WorkloadValidation.templateLabels(spec)
        let pod = spec.value(at: ["template", "spec"]) ?? [:]
        if pod["restartPolicy"] != "Always" {
            errors.append(
                .notSupported(
                    "spec.template.spec.restartPolicy", .string(pod.text(of: "restartPolicy")), supported: ["Always"]))
        }
        if pod["activeDeadlineSeconds"] != nil {
            errors.append(
                .forbidden(
                    "spec.template.spec.activeDeadlineSeconds",
                    "activeDeadlineSeconds in StatefulSet is not Supported"))
        }
        if let old, fixed(spec) != fixed(old.fields["spec"] ?? [:]) {
            errors.append(
                .forbidden(
                    "spec",
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
                        + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                        + "'minReadySeconds' are forbidden"))
        }
        return errors
            + WorkloadValidation.statusCounts(
                object, ["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"])
    }

    /// What of a specification cannot change.
    private static func fixed(_ spec: JSONValue) -> JSONObject {
        var fields = spec.objectValue ?? [:]
        for field in [
            "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
        ] {
            fields[field] = nil
        }
        return fields
    }

    private static func validate(strategy: JSONValue) -> [FieldError] {
        let path = "spec.updateStrategy"
        switch strategy.text(of: "type") {
        case "RollingUpdate":
            let rolling = strategy["rollingUpdate"]
            return FieldRules.nonNegative(rolling?["partition"], "\(path).rollingUpdate.partition")
                + FieldRules.amount(rolling?["maxUnavailable"], "\(path).rollingUpdate.maxUnavailable")
        case "OnDelete":
            guard let rolling = strategy["rollingUpdate"] else { return [] }
            return [.invalid("\(path).rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'")]
        default:
            return [.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'")]
        }
    }
}
