import JSON
import Machinery

/// What a webhook answered, checked as Kubernetes checks it.
struct AdmissionAnswer: Sendable, Hashable {
    var isAllowed: Bool
    /// Why not, where the webhook says.
    var status: JSONValue?
    /// Empty for none.
    var patch: [UInt8]
    var patchType: String
    var warnings: [String]

    /// Why an answer is none, in the words of Kubernetes.
    struct Problem: Error, Hashable {
        /// What was to be done with the answer: `failed to call webhook`, `received invalid webhook response`.
        var step: String
        var detail: String

        static func undecodable(_ detail: String) -> Problem { Problem(step: "failed to call webhook", detail: detail) }
        static func invalid(_ detail: String) -> Problem {
            Problem(step: "received invalid webhook response", detail: detail)
        }
    }

    /// The largest answer that is read, in bytes.
    static let maximumBytes = 3 << 20

    init(_ body: [UInt8], to review: AdmissionReview, isMutating: Bool) throws(Problem) {
        guard body.count <= Self.maximumBytes else {
            throw .undecodable("the response is larger than \(Self.maximumBytes) bytes")
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: body, duplicateKeys: .lastWins)
        } catch {
            throw .undecodable("couldn't get version/kind; json parse error: \(error)")
        }
        guard json.objectValue != nil else {
            throw .undecodable("couldn't get version/kind; json parse error: the response is not an object")
        }
        try Self.checkKind(of: json, review.version)
        guard let response = json["response"], !response.isNull else { throw .invalid("webhook response was absent") }
        let fields = ResponseFields(json: response)
        isAllowed = try fields.value("allowed", "bool", \.boolValue) ?? false
        status = response["status"].flatMap { $0.isNull ? nil : $0 }
        patch = try fields.bytes("patch")
        warnings = try fields.texts("warnings")
        let type: String? = try fields.value("patchType", "string", \.stringValue)
        patchType = type ?? ""
        let uid = try fields.value("uid", "string", \.stringValue) ?? ""
        switch review.version {
        case .v1:
            guard uid == review.uid else {
                throw .invalid("expected response.uid=\"\(review.uid)\", got \(JSONValue.string(uid).text)")
            }
            try Self.checkHead(of: json)
            try checkPatch(type: type, isMutating: isMutating)
        case .v1beta1:
            // Neither the identity nor the type was looked at in this version, and webhooks rely on that.
            if !isMutating { patch = [] }
            patchType = patch.isEmpty ? "" : "JSONPatch"
        }
    }

    /// An answer in another version, or of another kind, cannot be read at all.
    private static func checkKind(of json: JSONValue, _ version: AdmissionReview.Version) throws(Problem) {
        let apiVersion = json["apiVersion"]?.stringValue ?? ""
        let kind = json["kind"]?.stringValue ?? ""
        if apiVersion.isEmpty || kind.isEmpty { return }
        let expected = "admission.k8s.io/\(version.rawValue)"
        guard apiVersion != expected || kind != "AdmissionReview" else { return }
        let known = AdmissionReview.Version.allCases.first { "admission.k8s.io/\($0.rawValue)" == apiVersion }
        if let known, kind == "AdmissionReview" {
            throw .undecodable(
                "converting (\(known.rawValue).AdmissionReview) to (\(version.rawValue).AdmissionReview): unknown conversion"
            )
        }
        throw .undecodable(
            "no kind \(JSONValue.string(kind).text) is registered for version \(JSONValue.string(apiVersion).text)")
    }

    /// The first version wants the answer to say what it is.
    private static func checkHead(of json: JSONValue) throws(Problem) {
        let found = GroupVersion(apiVersion: json["apiVersion"]?.stringValue ?? "")
        let kind = json["kind"]?.stringValue ?? ""
        guard found.apiVersion == "admission.k8s.io/v1", kind == "AdmissionReview" else {
            throw .invalid(
                "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got \(found.group)/\(found.version), Kind=\(kind)"
            )
        }
    }

    private func checkPatch(type: String?, isMutating: Bool) throws(Problem) {
        guard isMutating else {
            if !patch.isEmpty { throw .invalid("validating webhook may not return response.patch") }
            if type != nil { throw .invalid("validating webhook may not return response.patchType") }
            return
        }
        switch (patch.isEmpty, type) {
        case (false, nil): throw .invalid("webhook returned response.patch but not response.patchType")
        case (true, .some): throw .invalid("webhook returned response.patchType but not response.patch")
        case (_, .some("")): throw .invalid("webhook returned invalid response.patchType of \"\"")
        default: break
        }
    }
}

/// Reads the members of the response, whose types a webhook may get wrong.
private struct ResponseFields {
    let json: JSONValue

    func value<Value>(
        _ key: String, _ type: String, _ read: (JSONValue) -> Value?
    ) throws(AdmissionAnswer.Problem) -> Value? {
        guard let found = json[key], !found.isNull else { return nil }
        guard let value = read(found) else { throw wrongType(found, key, type) }
        return value
    }

    func texts(_ key: String) throws(AdmissionAnswer.Problem) -> [String] {
        guard let elements = try value(key, "[]string", \.arrayValue) else { return [] }
        var texts: [String] = []
        for element in elements {
            guard let text = element.stringValue else { throw wrongType(element, key, "string") }
            texts.append(text)
        }
        return texts
    }

    func bytes(_ key: String) throws(AdmissionAnswer.Problem) -> [UInt8] {
        guard let text = try value(key, "[]uint8", \.stringValue) else { return [] }
        guard let bytes = Base64.decode(text) else { throw .undecodable("response.\(key) is not base64 data") }
        return bytes
    }

    private func wrongType(_ found: JSONValue, _ key: String, _ type: String) -> AdmissionAnswer.Problem {
        .undecodable(
            "json: cannot unmarshal \(found.goKind) into Go struct field AdmissionResponse.response.\(key) of type \(type)"
        )
    }
}
