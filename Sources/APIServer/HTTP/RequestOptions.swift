import Effects
import JSON
import KubernetesClient
import Machinery

/// The options of a request, from its query.
extension QueryParameters {
    func listOptions() throws(APIStatus) -> ListOptions {
        var options = ListOptions(
            labelSelector: self["labelSelector"] ?? "", fieldSelector: self["fieldSelector"] ?? "")
        // Kubernetes takes a limit that is no limit for none.
        options.limit = try integer("limit").flatMap { $0 > 0 ? $0 : nil }
        _ = try integer("timeoutSeconds")
        options.continueToken = self["continue"] ?? ""
        options.resourceVersion = self["resourceVersion"] ?? ""
        var errors: [FieldError] = []
        if let match = self["resourceVersionMatch"], !match.isEmpty {
            options.resourceVersionMatch = ListOptions.VersionMatch(rawValue: match)
            if options.resourceVersionMatch == nil {
                errors.append(
                    .notSupported(
                        "resourceVersionMatch", .string(match), supported: ["Exact", "NotOlderThan", ""]))
            }
        }
        if self["sendInitialEvents"] != nil {
            errors.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        guard errors.isEmpty else { throw .invalidOptions(errors, in: "ListOptions") }
        return options
    }

    /// A watch without `timeoutSeconds` ends after 30 to 60 minutes, at random so that watches do not all come back at
    /// once.
    ///
    /// - Parameter name: Of the one object that the path names, in the manner of old clients.
    func watchRequest(of resource: ResourceType, namespace: String, name: String?, random: any RandomSource)
        throws(APIStatus) -> WatchRequest
    {
        var request = WatchRequest(resource, namespace: namespace, resourceVersion: self["resourceVersion"] ?? "")
        request.labelSelector = self["labelSelector"] ?? ""
        request.fieldSelector = try fieldSelector(selecting: name)
        request.allowsBookmarks = flag("allowWatchBookmarks")
        request.sendsInitialEvents = flag("sendInitialEvents")
        try checkVersionMatchOfWatch()
        let timeout = try integer("timeoutSeconds") ?? 0
        request.timeoutSeconds = timeout > 0 ? min(timeout, Int(Int32.max)) : random.next(in: 1800..<3600)
        return request
    }

    /// Whether a watch is to begin with now instead of with the objects that exist, which it does unless told otherwise.
    var skipsInitialEvents: Bool {
        optionalFlag("sendInitialEvents") == false && ["", "0"].contains(self["resourceVersion"] ?? "")
    }

    private func fieldSelector(selecting name: String?) throws(APIStatus) -> String {
        let text = self["fieldSelector"] ?? ""
        guard let name else { return text }
        if let selector = try? FieldSelector(parsing: text), !selector.isEmpty,
            selector.requiredValue(of: "metadata.name") != name
        {
            throw .badRequest("fieldSelector metadata.name doesn't match requested name")
        }
        return text.isEmpty ? FieldSelector([.init("metadata.name", name)]).description : text
    }

    /// KEP-3157: a watch that says whether it wants initial events must accept any state that is not older.
    private func checkVersionMatchOfWatch() throws(APIStatus) {
        let field = "resourceVersionMatch"
        let match = self[field] ?? ""
        let saysInitialEvents = self["sendInitialEvents"] != nil
        var errors: [FieldError] = []
        if saysInitialEvents, match != "NotOlderThan" {
            errors.append(.forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
        }
        if !match.isEmpty {
            if !saysInitialEvents {
                errors.append(
                    .forbidden(
                        field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
            }
            if match != "NotOlderThan" {
                errors.append(.notSupported(field, .string(match), supported: ["NotOlderThan"]))
            }
            if self["continue"].map({ !$0.isEmpty }) == true {
                errors.append(.forbidden(field, "resourceVersionMatch is forbidden when continue is provided"))
            }
        }
        guard errors.isEmpty else { throw .invalidOptions(errors, in: "ListOptions") }
    }

    /// - Parameter kind: The options' kind, which an error names: `CreateOptions`.
    func writeOptions(_ kind: String) throws(APIStatus) -> WriteOptions {
        var options = WriteOptions()
        options.isDryRun = try Self.isDryRun(all("dryRun"), in: kind)
        options.fieldManager = self["fieldManager"] ?? ""
        let violations = ManagedFieldsEntry.violations(inManager: options.fieldManager)
        if !violations.isEmpty { throw .invalidOptions(violations, in: kind) }
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
        delete.gracePeriodSeconds = try integer("gracePeriodSeconds").map(DeleteRequestOptions.gracePeriod)
        var options = DeleteRequestOptions(
            delete: delete, isDryRun: try Self.isDryRun(all("dryRun"), in: "DeleteOptions"))
        options.isPromptRequired = optionalFlag("orphanDependents") == false || delete.propagation == .foreground
        return options
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
    /// Whether an answer must tell, by 202, that the object is still there: Kubernetes does so for a foreground deletion and
    /// for `orphanDependents=false`, and keeps silent otherwise for the sake of old clients.
    var isPromptRequired = false

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
            guard let value = seconds.integerValue else {
                throw .badRequest("gracePeriodSeconds must be a whole number")
            }
            delete.gracePeriodSeconds = Self.gracePeriod(Int(value))
        }
        delete.uid = fields["preconditions"]?["uid"]?.stringValue
        delete.resourceVersion = fields["preconditions"]?["resourceVersion"]?.stringValue
        isDryRun = try QueryParameters.isDryRun(
            (fields["dryRun"]?.arrayValue ?? []).map { $0.stringValue ?? "" }, in: "DeleteOptions")
        isPromptRequired = fields["orphanDependents"]?.boolValue == false || delete.propagation == .foreground
    }

    /// Kubernetes takes a negative period for a second.
    static func gracePeriod(_ seconds: Int) -> Int { seconds < 0 ? 1 : seconds }

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

extension WriteOptions {
    /// Checks that options go with a kind of patch.
    func check(for patch: Patch) throws(APIStatus) {
        switch patch {
        case .apply:
            guard fieldManager.isEmpty else { return }
            throw .invalidOption(.required("fieldManager", "is required for apply patch"), in: "PatchOptions")
        case .json, .merge, .strategicMerge:
            guard force else { return }
            throw .invalidOption(
                .forbidden("force", "may not be specified for non-apply patch"), in: "PatchOptions")
        }
    }
}

extension APIStatus {
    fileprivate static func invalidOptions(_ errors: [FieldError], in kind: String) -> APIStatus {
        .invalid(GroupKind(group: "meta.k8s.io", kind: kind), name: "", errors)
    }

    fileprivate static func invalidOption(_ error: FieldError, in kind: String) -> APIStatus {
        .invalidOptions([error], in: kind)
    }

    fileprivate static func unsupported(_ field: String, _ value: String, in kind: String, supported: [String])
        -> APIStatus
    {
        .invalidOption(.notSupported(field, .string(value), supported: supported), in: kind)
    }
}
