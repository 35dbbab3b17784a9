import JSON
import Machinery

/// `apidiscovery.k8s.io` APIGroupDiscoveryList: all groups, versions and resources in one document.
enum AggregatedDiscovery {
    /// - Parameter version: Of `apidiscovery.k8s.io`; `v2` and `v2beta1` have the same fields.
    static func list(_ groups: [CatalogSnapshot.Group], _ snapshot: CatalogSnapshot, version: String) -> JSONValue {
        [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"), "metadata": [:],
            "items": .array(groups.map { self.group($0, snapshot) }),
        ]
    }

    private static func group(_ group: CatalogSnapshot.Group, _ snapshot: CatalogSnapshot) -> JSONValue {
        let versions = group.versions.map { version -> JSONValue in
            let resources = snapshot.resources(in: GroupVersion(group: group.name, version: version))
            return ["version": .string(version), "resources": .array(resources.map(resource)), "freshness": "Current"]
        }
        return ["metadata": ["name": .string(group.name), "creationTimestamp": nil], "versions": .array(versions)]
    }

    private static func resource(_ resource: ServedResource) -> JSONValue {
        let type = resource.type
        var fields: JSONObject = [
            "resource": .string(type.plural), "responseKind": responseKind(type.groupVersionKind),
            "scope": type.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(type.singular),
            "verbs": .array(resource.verbs.map(JSONValue.string)),
        ]
        if !type.shortNames.isEmpty { fields["shortNames"] = .array(type.shortNames.map(JSONValue.string)) }
        if !type.categories.isEmpty { fields["categories"] = .array(type.categories.map(JSONValue.string)) }
        let subresources = DiscoveredSubresource.all(of: resource).map { subresource -> JSONValue in
            [
                "subresource": .string(subresource.name), "responseKind": responseKind(subresource.kind),
                "verbs": .array(subresource.verbs.map(JSONValue.string)),
            ]
        }
        if !subresources.isEmpty { fields["subresources"] = .array(subresources) }
        return .object(fields)
    }

    private static func responseKind(_ kind: GroupVersionKind) -> JSONValue {
        ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
    }
}
