import JSON
import KubernetesAPI
import Machinery

/// `v1` Pod.
///
/// A cluster without kubelets has nobody to stop containers: a pod that is deleted goes at once, whatever its period of
/// grace, unless finalizers hold it.
enum PodKind {
    static let resource = GroupResource(group: "", resource: "pods")

    /// Which takes over the connection before it comes to a handler.
    static let portForward = Subresource(
        name: "portforward", kind: GroupVersionKind(group: "", version: "v1", kind: "PodPortForwardOptions"),
        verbs: [.create, .get], handler: { _, _ in throw APIStatus.badRequest("Upgrade request required") })

    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "Pod", plural: "pods", shortNames: ["po"], categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true, columns: PodColumns.all,
            selectableFields: [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName",
            ])
        definition.versions[0].actions = [
            Subresource(
                name: "eviction", kind: Eviction.kind, verbs: [.create],
                handler: { core, call in try await core.evict(&call) }),
            portForward,
        ]
        definition.tracksGeneration = true
        definition.rules.prepareForCreate = { object in
            complete(&object)
            object.fields["status"] = [
                "phase": "Pending", "qosClass": .string(PodDefaults.qualityOfService(of: object.fields["spec"])),
            ]
        }
        definition.rules.prepareForUpdate = { object, _ in complete(&object) }
        definition.rules.validate = { object, old in
            guard let old else { return PodValidation.errors(in: object.fields["spec"] ?? [:], at: "spec") }
            return validateUpdate(of: object, since: old)
        }
        return definition
    }()

    private static func complete(_ object: inout Unstructured) {
        guard var spec = object.fields["spec"]?.objectValue else { return }
        PodDefaults.complete(&spec, isPod: true)
        object.fields["spec"] = .object(spec)
    }

    /// A pod stays what it is, but for its images, its deadline, and tolerations that are added.
    private static func validateUpdate(of object: Unstructured, since old: Unstructured) -> [FieldError] {
        guard object.fields["spec"] != old.fields["spec"] else { return [] }
        let spec = object.fields["spec"] ?? [:]
        let oldSpec = old.fields["spec"] ?? [:]
        var errors = PodValidation.errors(in: spec, at: "spec")
        for key in ["containers", "initContainers"] where spec.list(key).count != oldSpec.list(key).count {
            errors.append(
                .forbidden("spec.\(key)", "pod updates may not add or remove containers"))
        }
        if spec.list("containers").count == oldSpec.list("containers").count,
            changeable(spec, like: oldSpec) != changeable(oldSpec, like: oldSpec)
        {
            errors.append(
                .forbidden(
                    "spec",
                    "pod updates may not change fields other than `spec.containers[*].image`,"
                        + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
                        + "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to "
                        + "1 if it was previously negative)"))
        }
        let tolerations = Set(spec.list("tolerations").map(timeless))
        if !Set(oldSpec.list("tolerations").map(timeless)).isSubset(of: tolerations) {
            errors.append(
                .forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"))
        }
        return errors + validateDeadline(spec["activeDeadlineSeconds"], since: oldSpec["activeDeadlineSeconds"])
    }

    private static func timeless(_ toleration: JSONValue) -> JSONValue {
        var fields = toleration.objectValue ?? [:]
        fields["tolerationSeconds"] = nil
        return .object(fields)
    }

    private static func validateDeadline(_ deadline: JSONValue?, since old: JSONValue?) -> [FieldError] {
        guard let old = old?.integerValue else { return [] }
        let field = "spec.activeDeadlineSeconds"
        guard let value = deadline?.integerValue else {
            return [.invalid(field, .null, "must not update from a positive integer to nil value")]
        }
        guard value > old else { return [] }
        return [.invalid(field, .integer(value), "must be less than or equal to previous value")]
    }

    /// A specification with what may change as it was.
    private static func changeable(_ spec: JSONValue, like old: JSONValue) -> JSONValue {
        var fields = spec.objectValue ?? [:]
        fields["activeDeadlineSeconds"] = nil
        fields["tolerations"] = nil
        // What is defaulted from elsewhere, or added by a subresource of its own.
        fields["ephemeralContainers"] = nil
        for key in ["containers", "initContainers"] {
            let others = old.list(key)
            fields[key] = .array(
                spec.list(key).enumerated().map { index, container in
                    guard var container = container.objectValue else { return container }
                    container["image"] = others.indices.contains(index) ? others[index]["image"] : nil
                    return .object(container)
                })
        }
        return .object(fields)
    }
}

/// What a pod's status says, for budgets and evictions.
struct PodState {
    let pod: Unstructured

    var isReady: Bool { pod.conditionStatus("Ready") == "True" }

    /// Whether its eviction disturbs nothing: it has ended, has not begun, or is going already.
    var isBeyondBudgets: Bool {
        pod.isBeingDeleted || ["Succeeded", "Failed", "Pending"].contains(pod.text(at: "status", "phase"))
    }

    /// Whether it cannot come to be ready any more.
    var hasEnded: Bool { pod.isBeingDeleted || ["Succeeded", "Failed"].contains(pod.text(at: "status", "phase")) }
}
