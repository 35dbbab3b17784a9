import JSON
import Machinery

/// The documents by which servers tell their resources.
enum Discovery {
    /// Asks for everything in one document (KEP-3352); servers that lack it answer as they did before.
    static let accept =
        ["v2", "v2beta1"]
        .map { "application/json;g=apidiscovery.k8s.io;v=\($0);as=APIGroupDiscoveryList" }
        .joined(separator: ",") + ",application/json"

    /// What `/api` or `/apis` answered.
    enum Root {
        /// Every resource, in the order of the groups and of their versions.
        case resources([ResourceType])
        /// The versions of the groups, each to be asked for its resources; those of a group the preferred one first.
        case versions([GroupVersion])
    }

    static func root(_ json: JSONValue) -> Root {
        switch json["kind"] {
        case "APIGroupDiscoveryList": .resources(aggregated(json))
        case "APIGroupList": .versions(json["groups"].elements.flatMap(versions))
        default: .versions(json["versions"].elements.compactMap(\.stringValue).map { GroupVersion(apiVersion: $0) })
        }
    }

    private static func versions(of group: JSONValue) -> [GroupVersion] {
        let preferred = group["preferredVersion"]?["groupVersion"]?.stringValue
        let all = group["versions"].elements.compactMap { $0["groupVersion"]?.stringValue }
        let ordered = all.filter { $0 == preferred } + all.filter { $0 != preferred }
        return ordered.map { GroupVersion(apiVersion: $0) }
    }

    /// An `APIResourceList` without its subresources.
    static func resources(_ json: JSONValue, of groupVersion: GroupVersion) -> [ResourceType] {
        json["resources"].elements.compactMap { resource in
            guard let plural = resource["name"]?.stringValue, !plural.contains("/"),
                let kind = resource["kind"]?.stringValue
            else { return nil }
            let singular = resource["singularName"]?.stringValue ?? ""
            return ResourceType(
                group: groupVersion.group, version: groupVersion.version, kind: kind, plural: plural,
                singular: singular.isEmpty ? nil : singular, isNamespaced: resource["namespaced"]?.boolValue ?? false,
                shortNames: resource["shortNames"].strings, categories: resource["categories"].strings)
        }
    }

    private static func aggregated(_ json: JSONValue) -> [ResourceType] {
        json["items"].elements.flatMap { group in
            let name = group["metadata"]?["name"]?.stringValue ?? ""
            return group["versions"].elements.flatMap { version in
                version["resources"].elements.compactMap { resource in
                    Self.aggregated(resource, group: name, version: version["version"]?.stringValue ?? "")
                }
            }
        }
    }

    private static func aggregated(_ resource: JSONValue, group: String, version: String) -> ResourceType? {
        guard let plural = resource["resource"]?.stringValue,
            let kind = resource["responseKind"]?["kind"]?.stringValue, !kind.isEmpty
        else { return nil }
        let singular = resource["singularResource"]?.stringValue ?? ""
        return ResourceType(
            group: group, version: version, kind: kind, plural: plural, singular: singular.isEmpty ? nil : singular,
            isNamespaced: resource["scope"] == "Namespaced", shortNames: resource["shortNames"].strings,
            categories: resource["categories"].strings)
    }
}

extension JSONValue? {
    fileprivate var elements: [JSONValue] { self?.arrayValue ?? [] }
    fileprivate var strings: [String] { elements.compactMap(\.stringValue) }
}
