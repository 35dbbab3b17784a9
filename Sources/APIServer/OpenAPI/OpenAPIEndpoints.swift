import HTTPTypes
import JSON
import KubernetesAPI
import Machinery

extension HTTPHandler {
    /// `/openapi/v2`: everything in one document, as JSON or as the protobuf that kubectl insists on.
    func openAPIV2Response(_ request: HTTPAPIRequest) throws(APIStatus) -> HTTPAPIResponse {
        let snapshot = core.catalog.snapshot()
        let protobuf = [OpenAPIProtobuf.mediaType, OpenAPIProtobuf.answeredMediaType]
        for range in AcceptHeader(request.headers[.accept]).ranges {
            if range.includes("application/json") {
                let document = documents.document("openapi v2", for: snapshot) { openAPIV2Document(snapshot).json }
                return HTTPAPIResponse(document, contentType: "application/json", to: request)
            }
            guard protobuf.contains(where: range.includes) else { continue }
            let document = try documents.cached("openapi v2 protobuf", for: snapshot) { () throws(APIStatus) in
                try openAPIV2Document(snapshot).protobuf
            }
            return HTTPAPIResponse(document, contentType: OpenAPIProtobuf.answeredMediaType, to: request)
        }
        throw .notAcceptable(["application/json"] + protobuf)
    }

    private func openAPIV2Document(_ snapshot: CatalogSnapshot) -> OpenAPIV2Document {
        let version = core.configuration.version.gitVersion
        let documents = snapshot.groups.flatMap { group in
            group.versions.map { version in GroupVersion(group: group.name, version: version) }
        }.map { OpenAPIDocument(of: $0, in: snapshot, serverVersion: version).json }
        return OpenAPIV2Document(documents: documents, serverVersion: version)
    }

    /// `/openapi/v3` and the documents it lists.
    ///
    /// - Parameter path: What follows `/openapi/v3`.
    func openAPIResponse(path: [String], _ request: HTTPAPIRequest, _ query: QueryParameters) throws(APIStatus)
        -> HTTPAPIResponse?
    {
        guard AcceptHeader(request.headers[.accept]).ranges.contains(where: { $0.includes("application/json") }) else {
            throw .notAcceptable(["application/json"])
        }
        let snapshot = core.catalog.snapshot()
        guard !path.isEmpty else {
            let index = documents.document("openapi", for: snapshot) { openAPIIndex(snapshot) }
            return HTTPAPIResponse(index, contentType: "application/json", to: request)
        }
        guard let groupVersion = Self.groupVersion(path, in: snapshot) else { return nil }
        let document = openAPIDocument(groupVersion, snapshot)
        if let hash = query["hash"], hash != document.hash {
            return HTTPAPIResponse(status: 301, headers: [.location: Self.location(of: groupVersion, document)])
        }
        var response = HTTPAPIResponse(document, contentType: "application/json", to: request)
        // A URL with the hash of its content never changes its content.
        if query["hash"] != nil { response.headers[.cacheControl] = "public, immutable, max-age=31536000" }
        return response
    }

    /// The URL of every document, with a hash that changes whenever the document does.
    private func openAPIIndex(_ snapshot: CatalogSnapshot) -> JSONValue {
        var paths = JSONObject()
        for group in snapshot.groups {
            for version in group.versions {
                let groupVersion = GroupVersion(group: group.name, version: version)
                let document = openAPIDocument(groupVersion, snapshot)
                paths[Self.path(of: groupVersion)] = [
                    "serverRelativeURL": .string(Self.location(of: groupVersion, document))
                ]
            }
        }
        return ["paths": .object(paths)]
    }

    private func openAPIDocument(_ groupVersion: GroupVersion, _ snapshot: CatalogSnapshot) -> Document {
        documents.document("openapi \(groupVersion.apiVersion)", for: snapshot) {
            OpenAPIDocument(of: groupVersion, in: snapshot, serverVersion: core.configuration.version.gitVersion).json
        }
    }

    private static func path(of groupVersion: GroupVersion) -> String {
        groupVersion.group.isEmpty
            ? "api/\(groupVersion.version)" : "apis/\(groupVersion.group)/\(groupVersion.version)"
    }

    private static func location(of groupVersion: GroupVersion, _ document: Document) -> String {
        "/openapi/v3/\(path(of: groupVersion))?hash=\(document.hash)"
    }

    private static func groupVersion(_ path: [String], in snapshot: CatalogSnapshot) -> GroupVersion? {
        let groupVersion: GroupVersion
        switch (path[0], path.count) {
        case ("api", 2): groupVersion = GroupVersion(group: "", version: path[1])
        case ("apis", 3): groupVersion = GroupVersion(group: path[1], version: path[2])
        default: return nil
        }
        let isServed = snapshot.groups.contains {
            $0.name == groupVersion.group && $0.versions.contains(groupVersion.version)
        }
        return isServed ? groupVersion : nil
    }
}
