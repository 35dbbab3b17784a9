/// The tables of messages, in a notation of their own.
///
/// A message is a name, a colon and its fields, with commas between them; further lines are indented:
///
///     kind Deployment+List: 1 metadata meta.ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus
///     DeploymentSpec: 1 replicas? int32, 2 selector? meta.LabelSelector, 3 template core.PodTemplateSpec
///
/// `kind` marks what can stand alone, `+List` that it has a list. A field is a number, a name in JSON and a type: `[T]` is
/// a list, `{T}` a map from strings, `core.T` a message of another table; `JSON`, `Strings`, `SchemaOrArray` and the like
/// are messages with a JSON of their own (`MessageSchema.FieldType`). Behind the name, `?` marks what Go holds by a
/// pointer, `!` what JSON tells even when it is empty, and `~` a structure that JSON leaves out when it is zero. `...T` in
/// place of name and type makes the fields of T members of the object that holds it.
///
/// Numbers, names and marks are those of `k8s.io/api`, `k8s.io/apimachinery`, `k8s.io/apiextensions-apiserver` and
/// `k8s.io/kube-aggregator` of Kubernetes 1.34: field numbers from `generated.proto`, the rest from the Go types.
enum MessageTables {
    struct Table: Sendable {
        /// Qualifies the names of its messages.
        let name: String
        /// `nil` for kinds that every group has under its own version.
        let apiVersion: String?
        let text: String
    }

    static let all = [
        Table(name: "meta", apiVersion: "v1", text: meta),
        Table(name: "meta", apiVersion: "meta.k8s.io/v1", text: partialMetadata),
        Table(name: "meta", apiVersion: nil, text: options),
        Table(name: "core", apiVersion: "v1", text: core),
        Table(name: "core", apiVersion: "v1", text: pods),
        Table(name: "core", apiVersion: "v1", text: volumes),
        Table(name: "apps", apiVersion: "apps/v1", text: apps),
        Table(name: "batch", apiVersion: "batch/v1", text: batch),
        Table(name: "policy", apiVersion: "policy/v1", text: policy),
        Table(name: "autoscaling", apiVersion: "autoscaling/v1", text: autoscaling),
        Table(name: "autoscaling2", apiVersion: "autoscaling/v2", text: autoscaling2),
        Table(name: "networking", apiVersion: "networking.k8s.io/v1", text: networking),
        Table(name: "discovery", apiVersion: "discovery.k8s.io/v1", text: discovery),
        Table(name: "coordination", apiVersion: "coordination.k8s.io/v1", text: coordination),
        Table(name: "events", apiVersion: "events.k8s.io/v1", text: events),
        Table(name: "scheduling", apiVersion: "scheduling.k8s.io/v1", text: scheduling),
        Table(name: "storage", apiVersion: "storage.k8s.io/v1", text: storage),
        Table(name: "rbac", apiVersion: "rbac.authorization.k8s.io/v1", text: rbac),
        Table(name: "authentication", apiVersion: "authentication.k8s.io/v1", text: authentication),
        Table(name: "authorization", apiVersion: "authorization.k8s.io/v1", text: authorization),
        Table(name: "certificates", apiVersion: "certificates.k8s.io/v1", text: certificates),
        Table(
            name: "admissionregistration", apiVersion: "admissionregistration.k8s.io/v1", text: admissionregistration),
        Table(name: "apiextensions", apiVersion: "apiextensions.k8s.io/v1", text: apiextensions),
        Table(name: "apiregistration", apiVersion: "apiregistration.k8s.io/v1", text: apiregistration),
    ]

    /// All tables, read once.
    static let schema = MessageTableReader.read(all).schema
}
