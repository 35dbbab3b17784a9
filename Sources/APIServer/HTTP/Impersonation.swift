import HTTPTypes
import Machinery

/// A request of one user to act as another (Kubernetes, "User impersonation").
struct Impersonation: Sendable {
    /// What the headers ask to be. A request that names no user asks for nothing.
    private(set) var user: UserInfo
    private let resources: [Asked]

    private struct Asked: Sendable {
        var resource: ResourceType
        var subresource: String?
        var namespace = ""
        var name: String
    }

    /// - Returns: `nil` for a request without headers of impersonation.
    /// - Throws: `APIStatus` for one that names groups, a UID or extra fields without a user.
    init?(_ headers: HTTPFields) throws(APIStatus) {
        var name = ""
        var uid = ""
        var groups: [String] = []
        var extra: [String: [String]] = [:]
        for field in headers where field.name.canonicalName.hasPrefix("impersonate-") {
            switch field.name.canonicalName {
            case "impersonate-user": name = field.value
            case "impersonate-uid": uid = field.value
            case "impersonate-group": groups.append(field.value)
            case let header where header.hasPrefix("impersonate-extra-"):
                let key = header.dropFirst("impersonate-extra-".count)
                extra[PercentEncoding.decode(key) ?? String(key), default: []].append(field.value)
            default: continue
            }
        }
        guard !name.isEmpty else {
            guard uid.isEmpty, groups.isEmpty, extra.isEmpty else {
                throw .internalError("requested groups, a UID or extra fields without impersonating a user")
            }
            return nil
        }
        resources = Self.asked(name: name, uid: uid, groups: groups, extra: extra)
        user = UserInfo(name: name, uid: uid, groups: Self.groups(of: name, groups), extra: extra)
    }

    private static func asked(name: String, uid: String, groups: [String], extra: [String: [String]]) -> [Asked] {
        var asked: [Asked] = []
        if let account = ServiceAccountName(name) {
            let resource = ResourceType(group: "", version: "v1", kind: "ServiceAccount", plural: "serviceaccounts")
            asked.append(Asked(resource: resource, namespace: account.namespace, name: account.name))
        } else {
            asked.append(Asked(resource: clusterWide("", "User", "users"), name: name))
        }
        asked += groups.map { Asked(resource: clusterWide("", "Group", "groups"), name: $0) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            let resource = clusterWide("authentication.k8s.io", "UserExtra", "userextras")
            asked += values.map { Asked(resource: resource, subresource: key, name: $0) }
        }
        if !uid.isEmpty {
            asked.append(Asked(resource: clusterWide("authentication.k8s.io", "UID", "uids"), name: uid))
        }
        return asked
    }

    private static func clusterWide(_ group: String, _ kind: String, _ plural: String) -> ResourceType {
        ResourceType(group: group, version: "v1", kind: kind, plural: plural, isNamespaced: false)
    }

    /// The groups that come with a name, beside those that are asked for.
    private static func groups(of name: String, _ asked: [String]) -> [String] {
        var groups = asked
        if groups.isEmpty, let account = ServiceAccountName(name) {
            groups = ["system:serviceaccounts", "system:serviceaccounts:\(account.namespace)"]
        }
        let own =
            name == UserInfo.anonymous.name ? UserInfo.Group.unauthenticated : UserInfo.Group.authenticated
        let known = [UserInfo.Group.authenticated, UserInfo.Group.unauthenticated]
        if !groups.contains(where: known.contains) { groups.append(own) }
        return groups
    }

    /// The user to act as, once `authorize` has let the sender be all that it asks for.
    func granted(to sender: UserInfo, by authorize: (AuthorizationRequest) async throws -> Void) async throws
        -> UserInfo
    {
        for asked in resources {
            try await authorize(
                AuthorizationRequest(
                    user: sender, verb: "impersonate", resource: asked.resource, subresource: asked.subresource,
                    namespace: asked.namespace, name: asked.name))
        }
        return user
    }
}

/// The name of a service account as a user: `system:serviceaccount:NAMESPACE:NAME`.
private struct ServiceAccountName {
    var namespace: String
    var name: String

    init?(_ user: String) {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty,
            !parts[3].isEmpty
        else { return nil }
        (namespace, name) = (String(parts[2]), String(parts[3]))
    }
}
