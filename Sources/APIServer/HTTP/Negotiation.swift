import Machinery

/// The form in which a client wants its answer.
struct ResponseFormat: Sendable, Hashable {
    enum Encoding: String, Sendable { case json = "application/json", yaml = "application/yaml" }

    /// What the objects are turned into.
    enum Shape: Sendable, Hashable {
        case object
        /// `meta.k8s.io` Table, in version `v1` or `v1beta1`.
        case table(version: String)
        /// `meta.k8s.io` PartialObjectMetadata, or a list of it.
        case metadata(version: String)
    }

    var encoding = Encoding.json
    var shape = Shape.object

    /// What a request answers with, which decides which shapes make sense.
    enum Subject { case object, list, watch }

    /// Chooses the first form that the client accepts and the server has.
    ///
    /// - Throws: `APIStatus` with reason `NotAcceptable`.
    static func negotiate(accept header: String?, for subject: Subject) throws(APIStatus) -> ResponseFormat {
        for range in AcceptHeader(header).ranges {
            guard let shape = shape(asked: range.parameters, for: subject) else { continue }
            if range.includes(Encoding.json.rawValue) { return ResponseFormat(encoding: .json, shape: shape) }
            // A stream of YAML documents has no framing that clients agree on.
            if range.includes(Encoding.yaml.rawValue), subject != .watch {
                return ResponseFormat(encoding: .yaml, shape: shape)
            }
        }
        throw .notAcceptable(
            "only the following media types are accepted: "
                + (subject == .watch ? "application/json" : "application/json, application/yaml"))
    }

    private static func shape(asked parameters: [String: String], for subject: Subject) -> Shape? {
        guard let kind = parameters["as"] else { return .object }
        guard parameters["g"] == "meta.k8s.io", let version = parameters["v"], version == "v1" || version == "v1beta1"
        else {
            return nil
        }
        switch (kind, subject) {
        case ("Table", _): return .table(version: version)
        case ("PartialObjectMetadataList", .list): return .metadata(version: version)
        case ("PartialObjectMetadata", .object), ("PartialObjectMetadata", .watch): return .metadata(version: version)
        default: return nil
        }
    }
}
