import JSON

/// The rules of Kubernetes' own kinds, from the marks (`listType`, `listMapKey`, `mapType`, `structType`, `default`) of
/// `k8s.io/api` 0.34. Strategic merge patches have rules of their own, older and not always the same.
extension MergeShape {
    /// The shape of a kind; `nil` where no rule is known, or the kind's own schema has them all.
    static func builtIn(_ kind: GroupKind) -> MergeShape? { builtInKinds[kind] }

    private static let builtInKinds: [GroupKind: MergeShape] = [
        core("ConfigMap"): resource(["binaryData": texts, "data": texts, "immutable": .scalar]),
        core("Secret"): resource(["data": texts, "immutable": .scalar, "stringData": texts, "type": .string]),
        core("Namespace"): resource(["spec": .open, "status": .fields(["conditions": conditions])]),
        core("Node"): resource(["spec": .fields(["podCIDRs": .set]), "status": nodeStatus]),
        core("Pod"): resource(["spec": podSpec, "status": podStatus]),
        core("Service"): resource(["spec": serviceSpec, "status": .fields(["conditions": conditions])]),
        core("ServiceAccount"): resource([
            "automountServiceAccountToken": .scalar, "imagePullSecrets": .atomic,
            "secrets": .list(by: "name", of: .atomicElement()),
        ]),
        core("Event"): event,
        GroupKind(group: "events.k8s.io", kind: "Event"): event,
        GroupKind(group: "coordination.k8s.io", kind: "Lease"): resource(["spec": .open]),
        GroupKind(group: "autoscaling", kind: "Scale"): resource(["spec": .open, "status": .open]),
        rbac("Role"): resource(["rules": .atomic]),
        rbac("ClusterRole"): resource(["aggregationRule": .open, "rules": .atomic]),
        rbac("RoleBinding"): resource(["roleRef": .atomic, "subjects": .atomic]),
        rbac("ClusterRoleBinding"): resource(["roleRef": .atomic, "subjects": .atomic]),
        apps("Deployment"): workload(),
        apps("DaemonSet"): workload(),
        apps("ReplicaSet"): workload(),
        apps("StatefulSet"): workload(),
        GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"): resource([
            "spec": .open, "status": .fields(["conditions": conditions]),
        ]),
    ]

    private static func core(_ kind: String) -> GroupKind { GroupKind(group: "", kind: kind) }
    private static func apps(_ kind: String) -> GroupKind { GroupKind(group: "apps", kind: kind) }
    private static func rbac(_ kind: String) -> GroupKind {
        GroupKind(group: "rbac.authorization.k8s.io", kind: kind)
    }

    private static func resource(_ fields: [String: MergeShape]) -> MergeShape {
        .closed(fields.merging(["apiVersion": .string, "kind": .string, "metadata": objectMeta]) { $1 })
    }

    private static func workload() -> MergeShape {
        resource([
            "spec": .fields(["selector": .atomic, "template": .fields(["metadata": objectMeta, "spec": podSpec])]),
            "status": .fields(["conditions": conditions]),
        ])
    }

    private static let conditions = list(by: "type")

    /// Both APIs of Events, which are stored as one.
    private static let event = fields([
        "apiVersion": .string, "involvedObject": .atomic, "kind": .string, "metadata": objectMeta,
        "regarding": .atomic, "related": .atomic,
    ])
}

// MARK: - Nodes and services

extension MergeShape {
    private static let nodeStatus = fields([
        "addresses": list(by: "type"), "allocatable": quantities, "capacity": quantities, "conditions": conditions,
    ])

    private static let serviceSpec = fields([
        "ports": .list(by: "port", "protocol", of: .fields([:], defaults: ["protocol": "TCP"])), "selector": .atomic,
    ])
}

// MARK: - Pods

extension MergeShape {
    private static let podSpec = fields([
        "affinity": affinity,
        "containers": list(by: "name", of: container),
        "ephemeralContainers": list(by: "name", of: container),
        "hostAliases": list(by: "ip"),
        "imagePullSecrets": list(by: "name", of: .atomicElement(defaults: ["name": ""])),
        "initContainers": list(by: "name", of: container),
        "nodeSelector": .atomic,
        "overhead": quantities,
        "resourceClaims": list(by: "name"),
        "resources": resources,
        "schedulingGates": list(by: "name"),
        "topologySpreadConstraints": .list(
            by: "topologyKey", "whenUnsatisfiable", of: .fields(["labelSelector": .atomic])),
        "volumes": list(by: "name", of: volume),
    ])

    private static let affinity = fields([
        "nodeAffinity": .fields(["requiredDuringSchedulingIgnoredDuringExecution": .atomic])
    ])

    private static let resources = fields([
        "claims": list(by: "name"), "limits": quantities, "requests": quantities,
    ])

    private static let container = fields([
        "env": list(
            by: "name",
            of: .fields([
                "valueFrom": .fields([
                    "configMapKeyRef": .atomic, "fieldRef": .atomic, "resourceFieldRef": .atomic,
                    "secretKeyRef": .atomic,
                ])
            ])),
        "ports": .list(by: "containerPort", "protocol", of: .fields([:], defaults: ["protocol": "TCP"])),
        "resources": resources,
        "volumeDevices": list(by: "devicePath"),
        "volumeMounts": list(by: "mountPath"),
    ])

    private static let volume = fields([
        "cephfs": .fields(["secretRef": .atomic]),
        "csi": .fields(["nodePublishSecretRef": .atomic, "volumeAttributes": texts]),
        "ephemeral": .fields([
            "volumeClaimTemplate": .fields([
                "metadata": objectMeta,
                "spec": .fields([
                    "dataSource": .atomic, "resources": .fields(["limits": quantities, "requests": quantities]),
                    "selector": .atomic,
                ]),
            ])
        ]),
        "flexVolume": .fields(["options": texts, "secretRef": .atomic]),
        "iscsi": .fields(["secretRef": .atomic]),
        "rbd": .fields(["secretRef": .atomic]),
        "scaleIO": .fields(["secretRef": .atomic]),
        "storageos": .fields(["secretRef": .atomic]),
    ])

    private static let podStatus = fields([
        "conditions": conditions,
        "podIPs": list(by: "ip"),
        "resourceClaimStatuses": list(by: "name"),
        "resize": .scalar,
    ])
}

// MARK: - Objects before anything is set

extension MergeShape {
    /// The structs that Kubernetes writes whether or not anything in them is set: whoever creates an object does not own
    /// them as such.
    static func emptyObject(of kind: GroupKind) -> JSONObject {
        switch (kind.group, kind.kind) {
        case ("", "Namespace"), ("", "Node"), ("", "Pod"), ("autoscaling", "Scale"): ["spec": [:], "status": [:]]
        case ("", "Service"): ["spec": [:], "status": ["loadBalancer": [:]]]
        case ("apps", "Deployment"):
            ["spec": ["strategy": [:], "template": ["metadata": [:], "spec": [:]]], "status": [:]]
        case ("apps", "DaemonSet"):
            ["spec": ["template": ["metadata": [:], "spec": [:]], "updateStrategy": [:]], "status": [:]]
        case ("apps", "ReplicaSet"): ["spec": ["template": ["metadata": [:], "spec": [:]]], "status": [:]]
        case ("apps", "StatefulSet"):
            ["spec": ["template": ["metadata": [:], "spec": [:]], "updateStrategy": [:]], "status": [:]]
        case ("coordination.k8s.io", "Lease"): ["spec": [:]]
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): ["spec": ["names": [:]], "status": [:]]
        default: [:]
        }
    }
}
