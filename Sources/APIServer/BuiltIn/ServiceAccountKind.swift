import Machinery

/// `v1` ServiceAccount.
enum ServiceAccountKind {
    static let definition = ResourceDefinition.builtIn(
        ResourceType(
            group: "", version: "v1", kind: "ServiceAccount", plural: "serviceaccounts", shortNames: ["sa"]),
        columns: [.name, .count("Secrets", description: "The number of secrets.") { $0.count(at: "secrets") }, .age])
}
