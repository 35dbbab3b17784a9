import Effects
import JSON
import KubernetesClient
import Machinery

/// The options of a request, from its query.
extension QueryParameters {
    func listOptions() throws(APIStatus) -> ListOptions {
        var options = ListOptions(
            labelSelector: self["labelSelector"] ?? "", fieldSelector: self["fieldSelector"] ?? "")
        let limit = try count("limit")
        options.limit = limit == 0 ? nil : limit
        options.continueToken = self["continue"] ?? ""
        options.resourceVersion = self["resourceVersion"] ?? ""
        if let match = self["resourceVersionMatch"], !match.isEmpty {
            guard let value = ListOptions.VersionMatch(rawValue: match) else {
                throw .unsupported(
                    "resourceVersionMatch", match, in: "ListOptions", supported: ["Exact", "NotOlderThan"])
            }
            options.resourceVersionMatch = value
        }
        return options
    }

    /// A watch without `timeoutSeconds` ends after 30 to 60 minutes, at random so that watches do not all come back at
    /// once.
    func watchRequest(of resource: ResourceType, namespace: String, name: String?, random: any RandomSource)
        throws(APIStatus) -> WatchRequest
    {
        var request = WatchRequest(resource, namespace: namespace, resourceVersion: self["resourceVersion"] ?? "")
        request.labelSelector = self["labelSelector"] ?? ""
        request.fieldSelector = self["fieldSelector"] ?? ""
        if let name {
            request.fieldSelector =
                "metadata.name=\(name)" + (request.fieldSelector.isEmpty ? "" : ",\(request.fieldSelector)")
        }
        request.allowsBookmarks = flag("allowWatchBookmarks")
        request.sendsInitialEvents = flag("sendInitialEvents")
        try checkVersionMatch(ofWatchSendingInitialEvents: request.sendsInitialEvents)
        let timeout = try count("timeoutSeconds") ?? 0
        request.timeoutSeconds = timeout > 0 ? timeout : random.next(in: 1800..<3600)
        return request
    }

    /// KEP-3157: a watch that sends initial events must say that it accepts any state that is not older.
    private func checkVersionMatch(ofWatchSendingInitialEvents sendsInitialEvents: Bool) throws(APIStatus) {
        let match = self["resourceVersionMatch"] ?? ""
        if sendsInitialEvents, match != "NotOlderThan" {
            throw .invalidOption(
                .forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
                in: "ListOptions")
        }
        if !sendsInitialEvents, !match.isEmpty {
            throw .invalidOption(
                .forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
                in: "ListOptions")
        }
    }

    /// - Parameter kind: The options' kind, which an error names: `CreateOptions`.
    func writeOptions(_ kind: String) throws(APIStatus) -> WriteOptions {
        var options = WriteOptions()
        options.isDryRun = try Self.isDryRun(all("dryRun"), in: kind)
        options.fieldManager = self["fieldManager"] ?? ""
        guard options.fieldManager.utf8.count <= 128 else {
            throw .invalidOption(.tooLong("fieldManager", maximum: 128), in: kind)
        }
        if let text = self["fieldValidation"], !text.isEmpty {
            guard let value = WriteOptions.FieldValidation(rawValue: text) else {
                throw .unsupported("fieldValidation", text, in: kind, supported: ["Ignore", "Strict", "Warn"])
            }
            options.fieldValidation = value
        }
        options.force = flag("force")
        return options
    }

    func deleteOptions() throws(APIStatus) -> DeleteRequestOptions {
        var delete = DeleteOptions(
            propagation: try DeleteRequestOptions.propagation(
                policy: self["propagationPolicy"],
                orphanDependents: self["orphanDependents"].map { _ in flag("orphanDependents") }))
        delete.gracePeriodSeconds = try count("gracePeriodSeconds")
        return DeleteRequestOptions(delete: delete, isDryRun: try Self.isDryRun(all("dryRun"), in: "DeleteOptions"))
    }

    fileprivate static func isDryRun(_ values: [String], in kind: String) throws(APIStatus) -> Bool {
        for value in values where value != "All" {
            throw .unsupported("dryRun", value, in: kind, supported: ["All"])
        }
        return !values.isEmpty
    }
}

/// `metav1.DeleteOptions`, which come in the query or, with precedence, in the body.
struct DeleteRequestOptions: Sendable {
    var delete = DeleteOptions()
    var isDryRun = false

    init(delete: DeleteOptions, isDryRun: Bool) {
        self.delete = delete
        self.isDryRun = isDryRun
    }

    /// - Throws: `APIStatus` with reason `BadRequest` where the body is something else.
    init(body: JSONValue) throws(APIStatus) {
        guard let fields = body.objectValue, fields["kind"].map({ $0 == "DeleteOptions" }) ?? true else {
            throw .badRequest("the body of a delete must be DeleteOptions")
        }
        delete.propagation = try Self.propagation(
            policy: fields["propagationPolicy"]?.stringValue, orphanDependents: fields["orphanDependents"]?.boolValue)
        if let seconds = fields["gracePeriodSeconds"], !seconds.isNull {
            guard let value = seconds.integerValue, value >= 0 else {
                throw .badRequest("gracePeriodSeconds must be a whole number that is not negative")
            }
            delete.gracePeriodSeconds = Int(value)
        }
        delete.uid = fields["preconditions"]?["uid"]?.stringValue
        delete.resourceVersion = fields["preconditions"]?["resourceVersion"]?.stringValue
        isDryRun = try QueryParameters.isDryRun(
            (fields["dryRun"]?.arrayValue ?? []).map { $0.stringValue ?? "" }, in: "DeleteOptions")
    }

    /// `orphanDependents` is the form before Kubernetes 1.7, which old clients still send; both together are refused.
    static func propagation(policy: String?, orphanDependents: Bool?) throws(APIStatus) -> DeleteOptions.Propagation? {
        guard let policy, !policy.isEmpty else {
            return orphanDependents.map { $0 ? .orphan : .background }
        }
        guard orphanDependents == nil else {
            throw .invalidOption(
                .invalid(
                    "propagationPolicy", .string(policy), "orphanDependents and deletionPropagation cannot be both set"),
                in: "DeleteOptions")
        }
        guard let value = DeleteOptions.Propagation(rawValue: policy) else {
            throw .unsupported(
                "propagationPolicy", policy, in: "DeleteOptions", supported: ["Foreground", "Background", "Orphan"])
        }
        return value
    }
}

extension APIStatus {
    fileprivate static func invalidOption(_ error: FieldError, in kind: String) -> APIStatus {
        .invalid(GroupKind(group: "meta.k8s.io", kind: kind), name: "", [error])
    }

    fileprivate static func unsupported(_ field: String, _ value: String, in kind: String, supported: [String])
        -> APIStatus
    {
        .invalidOption(.notSupported(field, .string(value), supported: supported), in: kind)
    }
}
