import KubernetesAPI
import Machinery

/// The form in which a client wants its answer.
struct ResponseFormat: Sendable, Hashable {
    enum Encoding: String, Sendable, Hashable {
        case json = "application/json"
        case yaml = "application/yaml"
        /// For Kubernetes' own kinds, and for the metadata of all.
        case protobuf = "application/vnd.kubernetes.protobuf"
    }

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
    /// Whether the media type itself asks for line breaks: `application/json;pretty=1`.
    var isPretty = false

    /// What a request answers with, which decides which shapes make sense.
    enum Subject { case object, list, watch }

    /// Chooses the first form that the client accepts and the server has (Kubernetes' `NegotiateMediaTypeOptions`).
    ///
    /// - Parameter hasProtobuf: Whether objects of the kind can be written in protobuf.
    /// - Throws: `APIStatus` with reason `NotAcceptable`.
    static func negotiate(accept header: String?, for subject: Subject, hasProtobuf: Bool) throws(APIStatus)
        -> ResponseFormat
    {
        // What most clients ask for needs no parser.
        if header == Encoding.json.rawValue { return ResponseFormat() }
        // A stream of YAML documents has no framing that clients agree on.
        let encodings: [Encoding] = subject == .watch ? [.json, .protobuf] : [.json, .yaml, .protobuf]
        for range in AcceptHeader(header).ranges {
            for encoding in encodings where range.includes(encoding.rawValue) {
                guard let format = try format(encoding, asked: range.parameters, for: subject),
                    encoding != .protobuf || format.existsInProtobuf(hasProtobuf)
                else { continue }
                return format
            }
        }
        let offered = encodings.filter { $0 != .protobuf || hasProtobuf }
        throw .notAcceptable(offered.map { subject == .watch ? "\($0.rawValue);stream=watch" : $0.rawValue })
    }

    /// The encoding of a `Status` that tells of a failure; `nil` where the client accepts none.
    static func encodingOfFailure(accept header: String?) -> (encoding: Encoding, isPretty: Bool)? {
        for range in AcceptHeader(header).ranges where range.parameters["as"] == nil {
            for encoding in [Encoding.json, .yaml, .protobuf] where range.includes(encoding.rawValue) {
                return (encoding, range.parameters["pretty"] == "1")
            }
        }
        return nil
    }

    /// The media type of the answer.
    func contentType(for subject: Subject) -> String {
        encoding == .protobuf && subject == .watch ? KubernetesProtobuf.watchMediaType : encoding.rawValue
    }

    private func existsInProtobuf(_ hasKind: Bool) -> Bool {
        switch shape {
        case .object: hasKind
        case .table: false
        case .metadata(let version):
            KubernetesProtobuf.supports(apiVersion: "meta.k8s.io/\(version)", kind: "PartialObjectMetadata")
        }
    }

    /// - Returns: `nil` where the server does not have what the parameters ask for.
    /// - Throws: `APIStatus` where it has it, but not for an answer of this kind.
    private static func format(_ encoding: Encoding, asked parameters: [String: String], for subject: Subject)
        throws(APIStatus) -> ResponseFormat?
    {
        if let stream = parameters["stream"], !stream.isEmpty, subject != .watch || stream != "watch" { return nil }
        var format = ResponseFormat(encoding: encoding, isPretty: parameters["pretty"] == "1")
        guard let kind = parameters["as"] else { return format }
        guard parameters["g"] == "meta.k8s.io", let version = parameters["v"], version == "v1" || version == "v1beta1"
        else { return nil }
        switch kind {
        case "Table":
            format.shape = .table(version: version)
        case "PartialObjectMetadata":
            guard subject != .list else {
                throw APIStatus.notAcceptable("you requested \(kind), but the requested object is a list")
            }
            format.shape = .metadata(version: version)
        case "PartialObjectMetadataList":
            guard subject == .list else {
                throw APIStatus.notAcceptable("you requested \(kind), but the requested object is not a list")
            }
            format.shape = .metadata(version: version)
        default:
            return nil
        }
        return format
    }
}

extension APIStatus {
    /// - Parameter types: The media types that the server has.
    static func notAcceptable(_ types: [String]) -> APIStatus {
        .notAcceptable("only the following media types are accepted: \(types.joined(separator: ", "))")
    }
}
