import Machinery

/// `v1` ServiceAccount.
enum ServiceAccountKind {
    static let definition = ResourceDefinition.builtIn(
        ResourceType(
            group: "", version: "v1", kind: "ServiceAccount", plural: "serviceaccounts", shortNames: ["sa"]),
        schema: schema,
        columns: [.name, .count("Secrets", description: "The number of secrets.") { $0.count(at: "secrets") }, .age])

    private static let schema: StaticString = #"""
        {"description": "An identity for programs.", "type": "object", "properties": {
        "automountServiceAccountToken": {"description": "Whether pods get a token of the account unless they say otherwise.", "type": "boolean"},
        "imagePullSecrets": {"description": "Secrets with which images are pulled.", "type": "array", "items": {"type": "object", "properties": {
        "name": {"description": "The name of the secret.", "type": "string"}
        }}},
        "secrets": {"description": "Secrets that pods of the account may use.", "type": "array", "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}
        }}
        """#
}
