public import JSON

extension APIStatus {
    /// `metav1.Status` of a failure, as servers answer it.
    public var json: JSONValue {
        Self.status("Failure", message: message, reason: reason, details: details, code: code)
    }

    /// `metav1.Status` of a success, as servers answer the deletion of an object that is gone at once.
    public static func success(_ details: Details) -> JSONValue {
        status("Success", message: "", reason: .unknown, details: details, code: 200)
    }

    private static func status(
        _ status: String, message: String, reason: Reason, details: Details?, code: Int
    ) -> JSONValue {
        var fields: JSONObject = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": .string(status)]
        fields["message"] = text(message)
        fields["reason"] = text(reason.rawValue)
        fields["details"] = details?.json
        fields["code"] = .integer(Int64(code))
        return .object(fields)
    }

    /// Reads the failure that a server answered.
    ///
    /// - Parameter httpCode: The code of the answer, for a `Status` that has none of its own.
    /// - Returns: `nil` for a value that is no `Status`, and for the `Status` of a success.
    public init?(json: JSONValue, httpCode: Int) {
        guard json["kind"] == "Status", json["status"] != "Success" else { return nil }
        self.init(
            code: json["code"]?.integerValue.map(Int.init) ?? httpCode,
            reason: Reason(rawValue: json["reason"]?.stringValue ?? ""), message: json["message"]?.stringValue ?? "",
            details: json["details"].map(Details.init(json:)))
    }

    fileprivate static func text(_ text: String) -> JSONValue? { text.isEmpty ? nil : .string(text) }
}

extension APIStatus.Details {
    fileprivate init(json: JSONValue) {
        self.init(
            name: json["name"]?.stringValue ?? "", group: json["group"]?.stringValue ?? "",
            kind: json["kind"]?.stringValue ?? "", uid: json["uid"]?.stringValue ?? "",
            causes: (json["causes"]?.arrayValue ?? []).map { cause in
                APIStatus.Cause(
                    reason: cause["reason"]?.stringValue ?? "", message: cause["message"]?.stringValue ?? "",
                    field: cause["field"]?.stringValue ?? "")
            },
            retryAfterSeconds: json["retryAfterSeconds"]?.integerValue.map(Int.init) ?? 0)
    }

    fileprivate var json: JSONValue {
        var fields = JSONObject()
        fields["name"] = APIStatus.text(name)
        fields["group"] = APIStatus.text(group)
        fields["kind"] = APIStatus.text(kind)
        fields["uid"] = APIStatus.text(uid)
        if !causes.isEmpty { fields["causes"] = .array(causes.map(\.json)) }
        if retryAfterSeconds > 0 { fields["retryAfterSeconds"] = .integer(Int64(retryAfterSeconds)) }
        return .object(fields)
    }
}

extension APIStatus.Cause {
    fileprivate var json: JSONValue {
        var fields = JSONObject()
        fields["reason"] = APIStatus.text(reason)
        fields["message"] = APIStatus.text(message)
        fields["field"] = APIStatus.text(field)
        return .object(fields)
    }
}
