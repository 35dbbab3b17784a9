import Effects
import JSON
import KubernetesClient
import Machinery

/// The kinds by which clients ask who they are and what they may do. Nothing of them is stored.
enum ReviewKinds {
    static let definitions = [
        review("SelfSubjectAccessReview") { core, spec, call in
            try await core.authorization(of: spec, for: call.user)
        },
        review("SubjectAccessReview") { core, spec, call in
            try await core.authorization(of: spec, for: AccessQuestion.subject(of: spec, call))
        },
        review("LocalSubjectAccessReview", isNamespaced: true) { core, spec, call in
            let field = "spec.resourceAttributes.namespace"
            let namespace = spec["resourceAttributes"]?.text(of: "namespace") ?? ""
            if spec["nonResourceAttributes"] != nil {
                throw AccessQuestion.invalid(
                    call,
                    .invalid(
                        "spec.nonResourceAttributes", spec["nonResourceAttributes"] ?? .null,
                        "disallowed on this kind of request"))
            }
            if namespace != call.request.namespace {
                throw AccessQuestion.invalid(
                    call, .invalid(field, .string(namespace), "must match metadata.namespace"))
            }
            return try await core.authorization(of: spec, for: AccessQuestion.subject(of: spec, call))
        },
        review("SelfSubjectRulesReview") { core, spec, call in
            try await core.rules(of: call.user, namespace: spec.text(of: "namespace"), call)
        },
        review("SelfSubjectReview", group: "authentication.k8s.io") { _, _, call in
            ["userInfo": call.user.json]
        },
    ]

    private typealias Answer = @Sendable (APICore, _ spec: JSONValue, Call) async throws -> JSONValue

    private static func review(
        _ kind: String, group: String = "authorization.k8s.io", isNamespaced: Bool = false,
        _ answer: @escaping Answer
    ) -> ResourceDefinition {
        let names = ResourceType(
            group: group, version: "v1", kind: kind, plural: kind.lowercased() + "s", isNamespaced: isNamespaced)
        var definition = ResourceDefinition.builtIn(names, columns: [])
        definition.verbs = [.create]
        definition.answer = { core, call in
            guard case .create(let sent, name: _) = call.request.operation else {
                throw APIStatus.methodNotAllowed(call.groupResource, verb: call.request.verb.rawValue)
            }
            var review = try call.accept(sent)
            let status = try await answer(core, review.fields["spec"] ?? [:], call)
            review.fields["status"] = status
            if kind == "SelfSubjectReview" {
                review.creationTimestamp = core.time.now().truncatedToSeconds
            }
            return .created(review.json)
        }
        return definition
    }
}

extension UserInfo {
    /// `authentication.k8s.io/v1` UserInfo.
    var json: JSONValue {
        var fields: JSONObject = ["username": .string(name)]
        if !uid.isEmpty { fields["uid"] = .string(uid) }
        if !groups.isEmpty { fields["groups"] = .array(groups.map(JSONValue.string)) }
        if !extra.isEmpty {
            let entries = extra.sorted { $0.key < $1.key }.map {
                ($0.key, JSONValue.array($0.value.map(JSONValue.string)))
            }
            fields["extra"] = .object(JSONObject(uniqueKeysWithValues: entries))
        }
        return .object(fields)
    }
}

/// One question in an access review.
enum AccessQuestion {
    static func invalid(_ call: Call, _ error: FieldError) -> APIStatus {
        .invalid(call.served.type.groupKind, name: "", [error])
    }

    /// Whom a review asks about.
    static func subject(of spec: JSONValue, _ call: Call) throws -> UserInfo {
        let groups = spec.list("groups").compactMap(\.stringValue)
        guard !spec.text(of: "user").isEmpty || !groups.isEmpty else {
            throw invalid(call, .invalid("spec.user", "", "at least one of user or group must be specified"))
        }
        let extra = (spec["extra"]?.objectValue ?? [:]).reduce(into: [String: [String]]()) { all, entry in
            all[entry.key] = entry.value.arrayValue?.compactMap(\.stringValue) ?? []
        }
        return UserInfo(name: spec.text(of: "user"), uid: spec.text(of: "uid"), groups: groups, extra: extra)
    }
}

extension APICore {
    /// The answer to a review: whether a user may do what `spec` says.
    fileprivate func authorization(of spec: JSONValue, for user: UserInfo) async throws -> JSONValue {
        let request: AuthorizationRequest
        switch (spec["resourceAttributes"], spec["nonResourceAttributes"]) {
        case (let attributes?, nil): request = question(attributes, user)
        case (nil, let attributes?):
            // Paths that are no resources are open to all who are known, and nothing changes there.
            let isKnown = user.groups.contains(UserInfo.Group.authenticated)
            let isRead = ["get", "head"].contains(attributes.text(of: "verb"))
            let isMaster = user.groups.contains(UserInfo.Group.masters)
            return ["allowed": .bool(isMaster || (isKnown && isRead))]
        case (nil, nil):
            throw APIStatus.invalid(
                GroupKind(group: "authorization.k8s.io", kind: "SelfSubjectAccessReview"), name: "",
                [
                    .invalid(
                        "spec.resourceAttributes", .null,
                        "exactly one of nonResourceAttributes or resourceAttributes must be specified")
                ])
        case (.some, .some):
            throw APIStatus.invalid(
                GroupKind(group: "authorization.k8s.io", kind: "SelfSubjectAccessReview"), name: "",
                [
                    .invalid(
                        "spec.nonResourceAttributes", spec["nonResourceAttributes"] ?? .null,
                        "cannot be specified in combination with resourceAttributes")
                ])
        }
        switch try await configuration.authorizer.authorize(request) {
        case .allowed: return ["allowed": true]
        case .denied(let why): return why.isEmpty ? ["allowed": false] : ["allowed": false, "reason": .string(why)]
        }
    }

    private func question(_ attributes: JSONValue, _ user: UserInfo) -> AuthorizationRequest {
        let group = attributes.text(of: "group")
        let plural = attributes.text(of: "resource")
        let catalog = catalog.snapshot()
        // Reviews may ask about resources that nobody serves, and rarely say which version they mean.
        let named = attributes.text(of: "version")
        let versions =
            named.isEmpty || named == "*" ? catalog.groups.first { $0.name == group }?.versions ?? [] : [named]
        let served = versions.lazy.compactMap { version in
            catalog.resource(group: group, version: version, plural: plural)?.type
        }.first
        let type =
            served
            ?? ResourceType(
                group: group, version: named.isEmpty ? "*" : named, kind: plural, plural: plural,
                isNamespaced: !attributes.text(of: "namespace").isEmpty)
        let subresource = attributes.text(of: "subresource")
        return AuthorizationRequest(
            user: user, verb: attributes.text(of: "verb"), resource: type,
            subresource: subresource.isEmpty ? nil : subresource, namespace: attributes.text(of: "namespace"),
            name: attributes.text(of: "name"))
    }

    /// What a user may do in a namespace, resource by resource: the authorizer is asked about everything that is served.
    fileprivate func rules(of user: UserInfo, namespace: String, _ call: Call) async throws -> JSONValue {
        guard !namespace.isEmpty else { throw APIStatus.badRequest("no namespace on request") }
        let everything = ResourceType(group: "*", version: "*", kind: "*", plural: "*")
        let master = AuthorizationRequest(user: user, verb: "*", resource: everything, namespace: namespace)
        if try await configuration.authorizer.authorize(master) == .allowed {
            return [
                "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]],
                "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]], "incomplete": false,
            ]
        }
        var rules: [JSONValue] = []
        for definition in catalog.snapshot().definitions {
            var verbs: [JSONValue] = []
            for verb in definition.verbs {
                let request = AuthorizationRequest(
                    user: user, verb: verb.rawValue, resource: definition.names,
                    namespace: definition.names.isNamespaced ? namespace : "")
                if try await configuration.authorizer.authorize(request) == .allowed {
                    verbs.append(.string(verb.rawValue))
                }
            }
            guard !verbs.isEmpty else { continue }
            rules.append([
                "verbs": .array(verbs), "apiGroups": [.string(definition.names.group)],
                "resources": [.string(definition.names.plural)],
            ])
        }
        return ["resourceRules": .array(rules), "nonResourceRules": [], "incomplete": false]
    }
}
