import Machinery

/// What a webhook's rules look at in a write.
struct WebhookSubject: Sendable, Hashable {
    var operation: AdmissionRequest.Operation
    /// In the version of the request.
    var resource: ResourceType
    /// Empty for the object itself.
    var subresource: String
    /// Of a Namespace, its own name; empty for other cluster-scoped objects.
    var namespace: String

    fileprivate static let namespaces = GroupResource(group: "", resource: "namespaces")

    var isNamespace: Bool { resource.groupResource == Self.namespaces }

    /// Configurations of webhooks are not subject to webhooks: one that is wrong must not keep itself from being mended.
    var isExempt: Bool {
        let exempt = [
            "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
        ]
        return resource.group == WebhookConfigurationKinds.group && exempt.contains(resource.kind)
    }

    /// Whether the labels of the object itself say what a namespace selector asks, for the stored ones are not yet these.
    var bringsNamespaceLabels: Bool { isNamespace && subresource.isEmpty && operation != .delete }
}

extension WebhookRule {
    /// - Parameter resource: The resource of the subject, in the version of the request or an equivalent one.
    func matches(_ subject: WebhookSubject, as resource: ResourceType) -> Bool {
        matchesScope(subject) && Self.contains(operations, subject.operation.rawValue)
            && Self.contains(apiGroups, resource.group) && Self.contains(apiVersions, resource.version)
            && resources.contains { Self.matches($0, resource.plural, subject.subresource) }
    }

    private func matchesScope(_ subject: WebhookSubject) -> Bool {
        let isClusterScoped = subject.isNamespace || subject.namespace.isEmpty
        return switch scope {
        case "*": true
        case "Namespaced": !isClusterScoped
        case "Cluster": isClusterScoped
        default: false
        }
    }

    private static func contains(_ values: [String], _ value: String) -> Bool {
        values.contains { $0 == "*" || $0 == value }
    }

    private static func matches(_ pattern: String, _ plural: String, _ subresource: String) -> Bool {
        let parts = pattern.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let wantedSubresource = parts.count > 1 ? parts[1] : ""
        return (parts[0] == "*" || parts[0] == plural)
            && (wantedSubresource == "*" || wantedSubresource == subresource)
    }
}

extension AdmissionWebhook {
    /// The form in which the webhook wants to see a write, by its rules alone; `nil` where it does not want to see it.
    ///
    /// - Parameter equivalents: The other forms in which the resource is served.
    func form<Form>(
        of subject: WebhookSubject, as requested: Form, equivalents: () -> [Form], type: (Form) -> ResourceType
    ) -> Form? {
        if rules.contains(where: { $0.matches(subject, as: type(requested)) }) { return requested }
        guard matchPolicy == .equivalent else { return nil }
        let equivalents = equivalents()
        for rule in rules {
            if let form = equivalents.first(where: { rule.matches(subject, as: type($0)) }) { return form }
        }
        return nil
    }

    /// Whether the labels of the object, before or after the write, are those that the webhook wants.
    func selects(_ labels: [[String: String]]) -> Bool {
        objectSelector.isEmpty || labels.contains(where: objectSelector.matches)
    }
}
