import JSON
import Machinery
import PKI

/// The discovery documents of `meta.k8s.io/v1` that every client can read.
enum PlainDiscovery {
    /// `APIVersions`: the versions of the core group.
    static func coreVersions(_ snapshot: CatalogSnapshot) -> JSONValue {
        let versions = snapshot.groups.first { $0.name.isEmpty }?.versions ?? []
        return [
            "kind": "APIVersions", "versions": .array(versions.map(JSONValue.string)), "serverAddressByClientCIDRs": [],
        ]
    }

    /// `APIGroupList`: every group but the core.
    static func groupList(_ snapshot: CatalogSnapshot) -> JSONValue {
        let groups = snapshot.groups.filter { !$0.name.isEmpty }
        return ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.map { .object(fields(of: $0)) })]
    }

    /// `APIGroup`.
    static func group(_ group: CatalogSnapshot.Group) -> JSONValue {
        var fields: JSONObject = ["kind": "APIGroup", "apiVersion": "v1"]
        for (key, value) in Self.fields(of: group) { fields[key] = value }
        return .object(fields)
    }

    /// `APIResourceList`: the resources of one version with their subresources.
    static func resourceList(_ groupVersion: GroupVersion, _ snapshot: CatalogSnapshot) -> JSONValue {
        let resources = snapshot.resources(in: groupVersion).flatMap { resource in
            [self.resource(resource)] + DiscoveredSubresource.all(of: resource).map { subresource($0, of: resource) }
        }
        return [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(groupVersion.apiVersion),
            "resources": .array(resources),
        ]
    }

    private static func fields(of group: CatalogSnapshot.Group) -> JSONObject {
        let versions = group.versions.map { version -> JSONValue in
            ["groupVersion": .string("\(group.name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(group.name), "versions": .array(versions), "preferredVersion": versions.first ?? .null]
    }

    private static func resource(_ resource: ServedResource) -> JSONValue {
        let type = resource.type
        var fields: JSONObject = [
            "name": .string(type.plural), "singularName": .string(type.singular),
            "namespaced": .bool(type.isNamespaced),
            "kind": .string(type.kind), "verbs": .array(resource.verbs.map(JSONValue.string)),
        ]
        if !type.shortNames.isEmpty { fields["shortNames"] = .array(type.shortNames.map(JSONValue.string)) }
        if !type.categories.isEmpty { fields["categories"] = .array(type.categories.map(JSONValue.string)) }
        fields["storageVersionHash"] = .string(storageVersionHash(of: resource.definition))
        return .object(fields)
    }

    /// Changes with the version in which objects are stored: clients that migrate them watch it.
    private static func storageVersionHash(of definition: ResourceDefinition) -> String {
        let stored = definition.storageGroupVersion
        let text = "\(stored.group)/\(stored.version)/\(definition.names.kind)"
        return Base64.encode(Array(Digest.sha256(Array(text.utf8)).prefix(8)))
    }

    private static func subresource(_ subresource: DiscoveredSubresource, of resource: ServedResource) -> JSONValue {
        var fields: JSONObject = [
            "name": .string("\(resource.type.plural)/\(subresource.name)"), "singularName": "",
            "namespaced": .bool(resource.type.isNamespaced),
        ]
        if subresource.kind.groupVersion != resource.type.groupVersion {
            fields["group"] = .string(subresource.kind.group)
            fields["version"] = .string(subresource.kind.version)
        }
        fields["kind"] = .string(subresource.kind.kind)
        fields["verbs"] = .array(subresource.verbs.map(JSONValue.string))
        return .object(fields)
    }
}
