import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore

/// The webhooks of one kind at one write: which of them want it, and what they are asked.
struct WebhookRound {
    private let core: APICore
    private let call: Call
    private let subject: WebhookSubject
    private let requestForm: ReviewForm
    private(set) var objects: ReviewedObjects
    private let name: String
    private let options: JSONValue
    private var namespaceLabels: [String: String]?

    init(_ core: APICore, _ object: Unstructured?, old: Unstructured?, _ call: Call) {
        let operation: AdmissionRequest.Operation = object == nil ? .delete : old == nil ? .create : .update
        self.core = core
        self.call = call
        subject = call.webhookSubject(operation, name: object?.name ?? old?.name ?? "")
        requestForm = ReviewForm(call.served, subresource: subject.subresource)
        name = operation == .delete ? call.request.name : object?.name ?? ""
        options = call.request.reviewOptions(for: operation)
        objects = ReviewedObjects(object, old: old, of: call.definition, subresource: subject.subresource) {
            try await core.converted($0, to: $1, $2)
        }
    }

    /// The form in which a webhook wants to see the write; `nil` where it does not want to see it.
    mutating func form(for webhook: AdmissionWebhook) async throws -> ReviewForm? {
        let resource = webhook.form(
            of: subject, as: call.served, equivalents: { core.equivalents(of: call.served) }, type: \.type)
        guard let resource else { return nil }
        guard webhook.selects(objects.labels), try await isInSelectedNamespace(webhook) else { return nil }
        return ReviewForm(resource, subresource: subject.subresource)
    }

    private mutating func isInSelectedNamespace(_ webhook: AdmissionWebhook) async throws -> Bool {
        if webhook.namespaceSelector.isEmpty || subject.namespace.isEmpty { return true }
        if subject.bringsNamespaceLabels { return webhook.namespaceSelector.matches(objects.object?.labels ?? [:]) }
        if namespaceLabels == nil { namespaceLabels = try await core.labels(ofNamespace: subject.namespace) }
        return webhook.namespaceSelector.matches(namespaceLabels ?? [:])
    }

    /// The question to a webhook.
    mutating func review(for webhook: AdmissionWebhook, as form: ReviewForm) async throws -> AdmissionReview {
        guard let version = webhook.reviewVersion else {
            throw WebhookFailure.unanswered(
                "could not create admission objects: webhook does not accept known AdmissionReview versions "
                    + "(v1, v1beta1)")
        }
        let shown = try await objects.shown(as: form)
        return AdmissionReview(
            version: version, uid: core.random.uid(), form: form, requestForm: requestForm, subject: subject,
            name: name, user: call.user, isDryRun: call.request.write.isDryRun, object: shown.object,
            oldObject: shown.old, options: options)
    }

    /// Takes a webhook's patch.
    ///
    /// - Returns: Whether it changed anything.
    mutating func apply(
        _ answer: AdmissionAnswer, of webhook: AdmissionWebhook, as form: ReviewForm
    ) async throws -> Bool {
        guard !answer.patch.isEmpty else { return false }
        let patch: JSONPatch
        do {
            patch = try JSONPatch(json: try JSONValue(parsing: answer.patch, duplicateKeys: .lastWins))
        } catch {
            throw WebhookFailure.unanswered("received undecodable patch in webhook response: \(error)")
        }
        if patch.operations.isEmpty { return false }
        guard answer.patchType == "JSONPatch" else {
            throw WebhookFailure.unanswered("unsupported patch type \(JSONValue.string(answer.patchType).text)")
        }
        guard let before = try await objects.shown(as: form).object else {
            throw WebhookFailure.refused(
                .internalError(
                    "admission webhook \"\(webhook.name)\" attempted to modify the object, which is not supported for "
                        + "this operation"))
        }
        let after = try before.patched(patch, by: webhook, as: form)
        guard after != before else { return false }
        try objects.replace(with: after, form)
        return true
    }

    /// The object in the storage version.
    mutating func stored() async throws -> Unstructured? { try await objects.stored() }
}

extension Call {
    func webhookSubject(_ operation: AdmissionRequest.Operation, name: String) -> WebhookSubject {
        var subject = WebhookSubject(
            operation: operation, resource: served.type, subresource: request.subresource ?? "",
            namespace: served.type.isNamespaced ? request.namespace : "")
        if subject.isNamespace { subject.namespace = name }
        return subject
    }
}

extension APICore {
    /// The other forms in which a resource is served: its other versions, and resources that share its objects.
    func equivalents(of served: ServedResource) -> [ServedResource] {
        let catalog = catalog.snapshot()
        return catalog.definitions.filter { $0.storagePrefix == served.definition.storagePrefix }
            .flatMap { definition in
                definition.versions.compactMap { version in
                    catalog.resource(
                        group: definition.names.group, version: version.name, plural: definition.names.plural)
                }
            }
            .filter { $0.type.groupVersionKind != served.type.groupVersionKind }
    }

    /// - Throws: `APIStatus` 404 where there is no such namespace.
    func labels(ofNamespace name: String) async throws -> [String: String] {
        guard let stored = try await store.get(NamespaceGate.key(of: name)) else {
            throw APIStatus.notFound(GroupResource(group: "", resource: "namespaces"), name: name)
        }
        return try ObjectCodec.decode(stored).labels
    }
}
