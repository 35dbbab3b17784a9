import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// `admission.k8s.io` AdmissionReview: the question to a webhook.
struct AdmissionReview: Sendable {
    /// The versions that this server speaks.
    enum Version: String, Sendable, CaseIterable { case v1, v1beta1 }

    var version: Version
    /// Of this question; the answer repeats it.
    var uid: String
    /// The form in which the webhook sees the write.
    var form: ReviewForm
    /// The form in which the client made it.
    var requestForm: ReviewForm
    var subject: WebhookSubject
    var name: String
    var user: UserInfo
    var isDryRun: Bool
    var object: Unstructured?
    var oldObject: Unstructured?
    /// `meta.k8s.io/v1` CreateOptions, UpdateOptions or DeleteOptions.
    var options: JSONValue

    var json: JSONValue {
        var request: JSONObject = [
            "uid": .string(uid), "kind": form.kindJSON, "resource": form.resourceJSON,
        ]
        if !subject.subresource.isEmpty { request["subResource"] = .string(subject.subresource) }
        request["requestKind"] = requestForm.kindJSON
        request["requestResource"] = requestForm.resourceJSON
        if !subject.subresource.isEmpty { request["requestSubResource"] = .string(subject.subresource) }
        if !name.isEmpty { request["name"] = .string(name) }
        if !subject.namespace.isEmpty { request["namespace"] = .string(subject.namespace) }
        request["operation"] = .string(subject.operation.rawValue)
        request["userInfo"] = user.reviewJSON
        request["object"] = object?.json ?? .null
        request["oldObject"] = oldObject?.json ?? .null
        request["dryRun"] = .bool(isDryRun)
        request["options"] = options
        return [
            "kind": "AdmissionReview", "apiVersion": .string("admission.k8s.io/\(version.rawValue)"),
            "request": .object(request),
        ]
    }
}

/// A resource in one version, and the kind of what is written there: that of a subresource may be another.
struct ReviewForm: Sendable {
    var resource: ServedResource
    var kind: GroupVersionKind

    init(_ resource: ServedResource, subresource: String) {
        self.resource = resource
        kind = resource.subresources.first { $0.name == subresource }?.kind ?? resource.type.groupVersionKind
    }

    /// Takes what a webhook made of an object as what a client sends is taken. What nobody knows is dropped in silence.
    func canonicalize(_ object: inout Unstructured) throws(UnfitValue) {
        if kind == resource.type.groupVersionKind {
            _ = try resource.version.canonicalize(&object)
        } else {
            _ = try BuiltInKind(kind).canonicalForm(&object)
        }
    }

    fileprivate var kindJSON: JSONValue {
        ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
    }

    fileprivate var resourceJSON: JSONValue {
        let type = resource.type
        return ["group": .string(type.group), "version": .string(type.version), "resource": .string(type.plural)]
    }
}

extension ScaleObject {
    static let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
}

extension UserInfo {
    /// `authentication.k8s.io/v1` UserInfo.
    fileprivate var reviewJSON: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("username", name)
        fields.setUnlessEmpty("uid", uid)
        fields.setUnlessEmpty("groups", groups)
        fields.setUnlessEmpty("extra", extra)
        return fields.json(adding: [:])
    }
}

extension ClientRequest {
    /// The options of the operation that a write comes to, as a webhook hears of them: a patch is an update.
    func reviewOptions(for operation: AdmissionRequest.Operation) -> JSONValue {
        var options: JSONObject = ["apiVersion": "meta.k8s.io/v1"]
        switch operation {
        case .create, .update:
            options["kind"] = operation == .create ? "CreateOptions" : "UpdateOptions"
            if !write.fieldManager.isEmpty { options["fieldManager"] = .string(write.fieldManager) }
            if let validation = write.fieldValidation { options["fieldValidation"] = .string(validation.rawValue) }
        case .delete:
            options["kind"] = "DeleteOptions"
            if let delete = deleteOptions {
                if let policy = delete.propagation { options["propagationPolicy"] = .string(policy.rawValue) }
                if let seconds = delete.gracePeriodSeconds { options["gracePeriodSeconds"] = .integer(Int64(seconds)) }
                var preconditions = JSONObject()
                if let uid = delete.uid { preconditions["uid"] = .string(uid) }
                if let version = delete.resourceVersion { preconditions["resourceVersion"] = .string(version) }
                if !preconditions.isEmpty { options["preconditions"] = .object(preconditions) }
            }
        }
        if write.isDryRun { options["dryRun"] = ["All"] }
        return .object(options)
    }

    private var deleteOptions: DeleteOptions? {
        switch operation {
        case .delete(_, let options), .deleteCollection(_, let options): options
        default: nil
        }
    }
}
