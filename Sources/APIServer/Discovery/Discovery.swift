import HTTPTypes
import JSON
import Machinery

extension HTTPHandler {
    /// `/api`, `/apis`, `/apis/<group>`, `/api/v1` and `/apis/<group>/<version>`.
    ///
    /// - Returns: `nil` for a group or version that the server does not have.
    func discoveryResponse(path: [String], _ request: HTTPAPIRequest) throws(APIStatus) -> HTTPAPIResponse? {
        let form = try DiscoveryForm.negotiate(accept: request.headers[.accept], path: path)
        let snapshot = core.catalog.snapshot()
        guard Self.exists(path, in: snapshot) else { return nil }
        let key = "\(form) /\(path.joined(separator: "/"))"
        let document = documents.document(key, for: snapshot) {
            Self.document(path, form, snapshot)
        }
        return HTTPAPIResponse(document, contentType: form.contentType, to: request)
    }

    private static func exists(_ path: [String], in snapshot: CatalogSnapshot) -> Bool {
        switch (path[0], path.count) {
        case (_, 1): true
        case ("api", 2): snapshot.groups.contains { $0.name.isEmpty && $0.versions.contains(path[1]) }
        case ("apis", 2): snapshot.groups.contains { !$0.name.isEmpty && $0.name == path[1] }
        case ("apis", 3): snapshot.groups.contains { $0.name == path[1] && $0.versions.contains(path[2]) }
        default: false
        }
    }

    private static func document(_ path: [String], _ form: DiscoveryForm, _ snapshot: CatalogSnapshot) -> JSONValue {
        switch (path[0], path.count, form) {
        case ("api", 1, .aggregated(let version)):
            AggregatedDiscovery.list(snapshot.groups.filter(\.name.isEmpty), snapshot, version: version)
        case (_, 1, .aggregated(let version)):
            AggregatedDiscovery.list(snapshot.groups.filter { !$0.name.isEmpty }, snapshot, version: version)
        case ("api", 1, .plain):
            PlainDiscovery.coreVersions(snapshot)
        case (_, 1, .plain):
            PlainDiscovery.groupList(snapshot)
        case ("apis", 2, _):
            snapshot.groups.first { $0.name == path[1] }.map(PlainDiscovery.group) ?? .null
        default:
            PlainDiscovery.resourceList(
                GroupVersion(group: path[0] == "api" ? "" : path[1], version: path.last ?? ""), snapshot)
        }
    }
}

/// The two forms of discovery: one document a version, or everything at once (KEP-3352).
enum DiscoveryForm: Sendable, Hashable {
    case plain
    case aggregated(version: String)

    static func negotiate(accept header: String?, path: [String]) throws(APIStatus) -> DiscoveryForm {
        for range in AcceptHeader(header).ranges where range.includes("application/json") {
            guard let kind = range.parameters["as"] else { return .plain }
            guard path.count == 1, kind == "APIGroupDiscoveryList", range.parameters["g"] == "apidiscovery.k8s.io",
                let version = range.parameters["v"], version == "v2" || version == "v2beta1"
            else { continue }
            return .aggregated(version: version)
        }
        throw .notAcceptable(["application/json"])
    }

    var contentType: String {
        switch self {
        case .plain: "application/json"
        case .aggregated(let version): "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList"
        }
    }
}

/// A subresource as discovery tells it.
struct DiscoveredSubresource {
    var name: String
    var kind: GroupVersionKind
    var verbs: [String]

    static func all(of resource: ServedResource) -> [DiscoveredSubresource] {
        resource.subresources.map { subresource in
            DiscoveredSubresource(
                name: subresource.name, kind: subresource.kind, verbs: subresource.verbs.map(\.rawValue).sorted())
        }
    }
}

extension ServedResource {
    var verbs: [String] { definition.verbs.map(\.rawValue).sorted() }
}
