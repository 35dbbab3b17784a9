import JSON
import KubernetesAPI
public import Machinery

/// Rules that several kinds share. Each returns what is wrong with one field, and nothing where it is right.
enum FieldChecks {
    /// A Kubernetes version as images carry it: `v1.34.1`.
    static func version(_ version: String, at field: String) -> [FieldError] {
        if version.hasPrefix("v"), (try? SemanticVersion(parsing: version)) != nil { return [] }
        return [.invalid(field, .string(version), "must be a valid semantic version")]
    }

    /// References stay within their namespace.
    static func namespace(of reference: ObjectReference?, in namespace: String, at field: String) -> [FieldError] {
        guard let reference, reference.namespace != namespace else { return [] }
        return [.invalid("\(field).namespace", .string(reference.namespace), "must match metadata.namespace")]
    }

    /// A reference names a kind and an object.
    static func isComplete(_ reference: ObjectReference, at field: String) -> [FieldError] {
        [("apiVersion", reference.apiVersion), ("kind", reference.kind), ("name", reference.name)]
            .filter { $0.1.isEmpty }
            .map { .invalid("\(field).\($0.0)", .string(""), "cannot be empty") }
    }

    static func immutable(_ value: String, was old: String, at field: String) -> [FieldError] {
        value == old ? [] : [.forbidden(field, "field is immutable")]
    }

    static func labelValue(_ name: String, at field: String) -> [FieldError] {
        NameRule.labelValue.problems(in: name).map {
            .invalid(field, .string(name), "must be a valid label value: \($0)")
        }
    }

    static func metadata(_ metadata: TemplateMetadata, at field: String) -> [FieldError] {
        ObjectMeta.validate(labels: metadata.labels, at: "\(field).labels")
            + ObjectMeta.validate(annotations: metadata.annotations, at: "\(field).annotations")
    }

    /// A number of machines, or a percentage of them.
    static func amount(_ amount: IntOrString?, at field: String) -> [FieldError] {
        guard let amount else { return [] }
        if let count = amount.scaled(to: 100, roundingUp: true) {
            return count >= 0 ? [] : [.invalid(field, amount.json, "must be greater than or equal to 0")]
        }
        return [.invalid(field, amount.json, "must be either an int or a percentage")]
    }

    static func notNegative(_ duration: MetaDuration?, at field: String) -> [FieldError] {
        guard let duration, duration < .zero else { return [] }
        return [.invalid(field, duration.json, "must be greater than or equal to 0")]
    }

    /// The timeouts of a machine's deletion.
    static func timeouts(
        drain: MetaDuration?, volumeDetach: MetaDuration?, deletion: MetaDuration?, at field: String
    ) -> [FieldError] {
        notNegative(drain, at: "\(field).nodeDrainTimeout")
            + notNegative(volumeDetach, at: "\(field).nodeVolumeDetachTimeout")
            + notNegative(deletion, at: "\(field).nodeDeletionTimeout")
    }

    /// A naming template has a random part, so that two machines never get one name.
    static func naming(_ strategy: MachineNamingStrategy?, at field: String) -> [FieldError] {
        guard let template = strategy?.template else { return [] }
        let hasRandom = template.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().contains { part in
            part.split(separator: "}}").first?.filter { $0 != " " && $0 != "-" } == ".random"
        }
        if hasRandom { return [] }
        return [.invalid("\(field).template", .string(template), "invalid template, {{ .random }} is missing")]
    }
}

extension String {
    /// Kubernetes versions begin with `v`; users forget it.
    var withVersionPrefix: String { isEmpty || hasPrefix("v") ? self : "v\(self)" }
}

extension ObjectReference {
    /// References without a namespace mean the one of their object.
    mutating func defaultNamespace(_ namespace: String) {
        if self.namespace.isEmpty { self.namespace = namespace }
    }
}

extension AdmissionContext {
    /// Whether the topology controller asks what would come of a change: then even what is immutable may differ.
    public func skipsImmutability(of metadata: ObjectMeta) -> Bool {
        isDryRun && metadata.annotations[TopologyAnnotation.dryRun] != nil
    }
}
