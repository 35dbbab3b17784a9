import Machinery

/// The field numbers of the kinds that clients send, from the `generated.proto` files of `k8s.io/api` and
/// `k8s.io/apimachinery`.
extension ProtobufMessage {
    /// - Returns: `nil` for a kind without a table.
    static func message(of kind: GroupVersionKind) -> ProtobufMessage? {
        // Every group has these options under its own version.
        if kind.kind == "DeleteOptions" { return deleteOptions }
        return kinds[kind]
    }

    private static let kinds: [GroupVersionKind: ProtobufMessage] = [
        core("ConfigMap"): configMap, core("Event"): event, core("Namespace"): namespace, core("Secret"): secret,
        core("ServiceAccount"): serviceAccount,
        GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease"): lease,
        rbac("ClusterRole"): clusterRole, rbac("ClusterRoleBinding"): roleBinding, rbac("Role"): role,
        rbac("RoleBinding"): roleBinding,
    ]

    private static func core(_ kind: String) -> GroupVersionKind {
        GroupVersionKind(group: "", version: "v1", kind: kind)
    }

    private static func rbac(_ kind: String) -> GroupVersionKind {
        GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: kind)
    }

    // MARK: runtime and meta/v1

    static let typeMeta = ProtobufMessage([1: .string("apiVersion"), 2: .string("kind")])

    private static let objectMeta = ProtobufMessage([
        1: .string("name"), 2: .string("generateName"), 3: .string("namespace"), 4: .string("selfLink"),
        5: .string("uid"), 6: .string("resourceVersion"), 7: .integer("generation"), 8: .time("creationTimestamp"),
        9: .time("deletionTimestamp"), 10: .optional("deletionGracePeriodSeconds", .integer),
        11: .map("labels", of: .string), 12: .map("annotations", of: .string),
        13: .list("ownerReferences", of: .message(ownerReference)), 14: .list("finalizers", of: .string),
        17: .list("managedFields", of: .message(managedFieldsEntry)),
    ])

    private static let ownerReference = ProtobufMessage([
        1: .string("kind"), 3: .string("name"), 4: .string("uid"), 5: .string("apiVersion"),
        6: .optional("controller", .boolean), 7: .optional("blockOwnerDeletion", .boolean),
    ])

    private static let managedFieldsEntry = ProtobufMessage([
        1: .string("manager"), 2: .string("operation"), 3: .string("apiVersion"), 4: .time("time"),
        6: .string("fieldsType"), 7: Field(name: "fieldsV1", kind: .json), 8: .string("subresource"),
    ])

    private static let deleteOptions = ProtobufMessage([
        1: .optional("gracePeriodSeconds", .integer),
        2: .message(
            "preconditions",
            ProtobufMessage([1: .optional("uid", .string), 2: .optional("resourceVersion", .string)])),
        3: .optional("orphanDependents", .boolean), 4: .optional("propagationPolicy", .string),
        5: .list("dryRun", of: .string),
    ])

    // MARK: core/v1

    private static let objectReference = ProtobufMessage([
        1: .string("kind"), 2: .string("namespace"), 3: .string("name"), 4: .string("uid"), 5: .string("apiVersion"),
        6: .string("resourceVersion"), 7: .string("fieldPath"),
    ])

    private static let configMap = ProtobufMessage([
        1: .message("metadata", objectMeta), 2: .map("data", of: .string), 3: .map("binaryData", of: .bytes),
        4: .optional("immutable", .boolean),
    ])

    private static let secret = ProtobufMessage([
        1: .message("metadata", objectMeta), 2: .map("data", of: .bytes), 3: .string("type"),
        4: .map("stringData", of: .string), 5: .optional("immutable", .boolean),
    ])

    private static let namespace = ProtobufMessage([
        1: .message("metadata", objectMeta),
        2: .message("spec", ProtobufMessage([1: .list("finalizers", of: .string)])),
        3: .message(
            "status",
            ProtobufMessage([
                1: .string("phase"),
                2: .list(
                    "conditions",
                    of: .message(
                        ProtobufMessage([
                            1: .string("type"), 2: .string("status"), 4: .time("lastTransitionTime"),
                            5: .string("reason"), 6: .string("message"),
                        ]))),
            ])),
    ])

    private static let serviceAccount = ProtobufMessage([
        1: .message("metadata", objectMeta), 2: .list("secrets", of: .message(objectReference)),
        3: .list("imagePullSecrets", of: .message(ProtobufMessage([1: .string("name")]))),
        4: .optional("automountServiceAccountToken", .boolean),
    ])

    private static let event = ProtobufMessage([
        1: .message("metadata", objectMeta), 2: .message("involvedObject", objectReference), 3: .string("reason"),
        4: .string("message"),
        5: .message("source", ProtobufMessage([1: .string("component"), 2: .string("host")])),
        6: .time("firstTimestamp"), 7: .time("lastTimestamp"), 8: .integer("count"), 9: .string("type"),
        10: .microTime("eventTime"),
        11: .optional(
            "series", .message(ProtobufMessage([1: .integer("count"), 2: .microTime("lastObservedTime")]))),
        12: .string("action"), 13: .optional("related", .message(objectReference)),
        14: .string("reportingComponent"), 15: .string("reportingInstance"),
    ])

    // MARK: coordination/v1 and rbac/v1

    private static let lease = ProtobufMessage([
        1: .message("metadata", objectMeta),
        2: .message(
            "spec",
            ProtobufMessage([
                1: .optional("holderIdentity", .string), 2: .optional("leaseDurationSeconds", .integer),
                3: .microTime("acquireTime"), 4: .microTime("renewTime"), 5: .optional("leaseTransitions", .integer),
                6: .optional("strategy", .string), 7: .optional("preferredHolder", .string),
            ])),
    ])

    private static let policyRule = ProtobufMessage([
        1: .list("verbs", of: .string), 2: .list("apiGroups", of: .string), 3: .list("resources", of: .string),
        4: .list("resourceNames", of: .string), 5: .list("nonResourceURLs", of: .string),
    ])

    private static let role = ProtobufMessage([
        1: .message("metadata", objectMeta), 2: .list("rules", of: .message(policyRule)),
    ])

    private static let labelSelector = ProtobufMessage([
        1: .map("matchLabels", of: .string),
        2: .list(
            "matchExpressions",
            of: .message(
                ProtobufMessage([1: .string("key"), 2: .string("operator"), 3: .list("values", of: .string)]))),
    ])

    private static let clusterRole = ProtobufMessage([
        1: .message("metadata", objectMeta), 2: .list("rules", of: .message(policyRule)),
        3: .optional(
            "aggregationRule",
            .message(ProtobufMessage([1: .list("clusterRoleSelectors", of: .message(labelSelector))]))),
    ])

    private static let roleBinding = ProtobufMessage([
        1: .message("metadata", objectMeta),
        2: .list(
            "subjects",
            of: .message(
                ProtobufMessage([
                    1: .string("kind"), 2: .string("apiGroup"), 3: .string("name"), 4: .string("namespace"),
                ]))),
        3: .message(
            "roleRef", ProtobufMessage([1: .string("apiGroup"), 2: .string("kind"), 3: .string("name")])),
    ])
}
