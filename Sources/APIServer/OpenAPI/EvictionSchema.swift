import JSON

/// `policy/v1` Eviction, which `pods/eviction` takes.
enum EvictionSchema {
    static let name = "io.k8s.api.policy.v1.Eviction"

    static let schema = Schema.object(
        "The wish that a pod leave its node, which disruption budgets may refuse.",
        [
            ("apiVersion", MetaSchemas.apiVersion),
            ("deleteOptions", Schema.reference(MetaSchemas.deleteOptions, "How the pod is deleted.")),
            ("kind", MetaSchemas.kind),
            ("metadata", Schema.reference(MetaSchemas.objectMeta, "The pod that is meant.")),
        ]
    ).with("x-kubernetes-group-version-kind", [["group": "policy", "version": "v1", "kind": "Eviction"]])
}
