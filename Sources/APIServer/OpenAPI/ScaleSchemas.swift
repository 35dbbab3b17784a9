import JSON

/// `autoscaling/v1` Scale, which every resource with the scale subresource answers there.
enum ScaleSchemas {
    private static let prefix = "io.k8s.api.autoscaling.v1."
    static let scale = prefix + "Scale"
    private static let spec = prefix + "ScaleSpec"
    private static let status = prefix + "ScaleStatus"

    static let all: [(String, JSONValue)] = [
        (
            scale,
            Schema.object(
                "The size of a resource that can be scaled.",
                [
                    ("apiVersion", MetaSchemas.apiVersion), ("kind", MetaSchemas.kind),
                    ("metadata", Schema.reference(MetaSchemas.objectMeta, "The metadata of the scaled object.")),
                    ("spec", Schema.reference(spec, "The size that is wanted.")),
                    ("status", Schema.reference(status, "The size that was observed.")),
                ]
            ).with(
                "x-kubernetes-group-version-kind", [["group": "autoscaling", "version": "v1", "kind": "Scale"]])
        ),
        (
            spec,
            Schema.object(
                "The size that is wanted.",
                [("replicas", Schema.integer("How many replicas are wanted.", format: "int32"))])
        ),
        (
            status,
            Schema.object(
                "The size that was observed.", required: ["replicas"],
                [
                    ("replicas", Schema.integer("How many replicas exist.", format: "int32")),
                    ("selector", Schema.string("The label selector of the replicas in the syntax of queries.")),
                ])
        ),
    ]
}
