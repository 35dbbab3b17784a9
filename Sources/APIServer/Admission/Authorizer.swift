import KubernetesClient
public import Machinery

/// Decides whether a user may do what a request asks.
public protocol Authorizer: Sendable {
    func authorize(_ request: AuthorizationRequest) async throws -> AuthorizationDecision
}

/// One question for an ``Authorizer``, in the terms of RBAC.
public struct AuthorizationRequest: Sendable, Hashable {
    public var user: UserInfo
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`.
    public var verb: String
    public var resource: ResourceType
    public var subresource: String?
    /// Empty for cluster-scoped resources and for requests over all namespaces.
    public var namespace: String
    /// Empty for requests that name no object.
    public var name: String

    public init(
        user: UserInfo, verb: String, resource: ResourceType, subresource: String? = nil, namespace: String = "",
        name: String = ""
    ) {
        self.user = user
        self.verb = verb
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }
}

public enum AuthorizationDecision: Sendable, Hashable {
    case allowed
    /// With a sentence that says why, empty where there is nothing to add.
    case denied(String)
}

/// Lets members of `system:masters` do everything and others nothing but ask who they are and what they may do, as
/// Kubernetes' role `system:basic-user` does.
public struct MastersOnlyAuthorizer: Authorizer {
    public init() {}

    public func authorize(_ request: AuthorizationRequest) async -> AuthorizationDecision {
        if request.user.groups.contains(UserInfo.Group.masters) { return .allowed }
        let isKnown = request.user.groups.contains(UserInfo.Group.authenticated)
        return isKnown && request.asksAboutOneself ? .allowed : .denied("")
    }
}

extension AuthorizationRequest {
    private static let selfReviews: Set = [
        GroupResource(group: "authentication.k8s.io", resource: "selfsubjectreviews"),
        GroupResource(group: "authorization.k8s.io", resource: "selfsubjectaccessreviews"),
        GroupResource(group: "authorization.k8s.io", resource: "selfsubjectrulesreviews"),
    ]

    fileprivate var asksAboutOneself: Bool { verb == "create" && Self.selfReviews.contains(resource.groupResource) }
}

extension AuthorizationRequest {
    init(_ request: ClientRequest, by user: UserInfo) {
        // A namespace lies in itself, so that those who may do everything in it may read it.
        let isNamespace = request.resource.groupResource == GroupResource(group: "", resource: "namespaces")
        self.init(
            user: user, verb: request.verb.rawValue, resource: request.resource, subresource: request.subresource,
            namespace: isNamespace ? request.name : request.namespace, name: request.name)
    }

    /// The refusal in Kubernetes' words.
    func refusal(because why: String) -> APIStatus {
        let path = resource.plural + (subresource.map { "/\($0)" } ?? "")
        let scope = namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
        let reason = why.isEmpty ? "" : ": \(why)"
        return .forbidden(
            resource.groupResource, name: name,
            "User \"\(user.name)\" cannot \(verb) resource \"\(path)\" in API group \"\(resource.group)\" \(scope)\(reason)"
        )
    }
}
