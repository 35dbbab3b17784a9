public import JSON

extension APIStatus {
    /// The `metav1.Status` that a server answers.
    public var json: JSONValue {
        var status: JSONObject = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure"]
        if !continueToken.isEmpty { status["metadata"] = ["continue": .string(continueToken)] }
        if !message.isEmpty { status["message"] = .string(message) }
        if !reason.rawValue.isEmpty { status["reason"] = .string(reason.rawValue) }
        if let details, details != Details() { status["details"] = details.json }
        status["code"] = .integer(Int64(code))
        return .object(status)
    }

    /// The `metav1.Status` of a request that succeeded and has no object to answer with, such as a delete.
    public static func success(_ details: Details? = nil) -> JSONValue {
        var status: JSONObject = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success"]
        if let details, details != Details() { status["details"] = details.json }
        return .object(status)
    }

    /// Reads the body of an answer that tells of a failure.
    ///
    /// Servers and the proxies before them leave things out: a missing code is the one of the HTTP answer, a missing reason is
    /// the one that goes with the code, and a body that is no `Status` becomes the message.
    ///
    /// - Parameters:
    ///   - body: The body, `nil` where it is not JSON.
    ///   - httpStatus: The status code of the HTTP answer.
    ///   - text: The message where the body has none.
    public init(body: JSONValue?, httpStatus: Int, text: String = "") {
        let fields = body?["kind"]?.stringValue == "Status" ? body : nil
        let code = fields?["code"]?.integerValue.flatMap { Int(exactly: $0) } ?? 0
        self.init(
            code: code == 0 ? httpStatus : code, reason: .unknown, message: fields?["message"]?.stringValue ?? text,
            details: fields?["details"].flatMap { Details(json: $0) })
        let reason = fields?["reason"]?.stringValue ?? ""
        self.reason = reason.isEmpty ? Reason(httpStatus: self.code) : Reason(rawValue: reason)
        continueToken = fields?["metadata"]?["continue"]?.stringValue ?? ""
        if message.isEmpty { message = "the server answered with the status \(self.code)" }
    }

    /// Reads a `Status` of failure; `nil` where the value is anything else, a `Status` of success included.
    public init?(failure json: JSONValue) {
        guard json["kind"]?.stringValue == "Status", json["status"]?.stringValue != "Success" else { return nil }
        self.init(body: json, httpStatus: 500)
    }
}

extension APIStatus.Reason {
    /// The reason that goes with a status code where a server gives none.
    public init(httpStatus: Int) {
        self =
            switch httpStatus {
            case 400: .badRequest
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 405: .methodNotAllowed
            case 406: .notAcceptable
            case 409: .conflict
            case 410: .gone
            case 413: .requestEntityTooLarge
            case 415: .unsupportedMediaType
            case 422: .invalid
            case 429: .tooManyRequests
            case 500: .internalError
            case 503: .serviceUnavailable
            case 504: .timeout
            default: .unknown
            }
    }
}

extension APIStatus.Details {
    var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("name", name)
        fields.setUnlessEmpty("group", group)
        fields.setUnlessEmpty("kind", kind)
        fields.setUnlessEmpty("uid", uid)
        if !causes.isEmpty { fields.set("causes", JSONValue.array(causes.map(\.json))) }
        fields.set("retryAfterSeconds", retryAfterSeconds == 0 ? nil : Int64(retryAfterSeconds))
        return fields.json(adding: [:])
    }

    init?(json: JSONValue) {
        guard json.objectValue != nil else { return nil }
        self.init(
            name: json["name"]?.stringValue ?? "", group: json["group"]?.stringValue ?? "",
            kind: json["kind"]?.stringValue ?? "", uid: json["uid"]?.stringValue ?? "",
            causes: (json["causes"]?.arrayValue ?? []).map(APIStatus.Cause.init),
            retryAfterSeconds: json["retryAfterSeconds"]?.integerValue.flatMap { Int(exactly: $0) } ?? 0)
    }
}

extension APIStatus.Cause {
    var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("reason", reason)
        fields.setUnlessEmpty("message", message)
        fields.setUnlessEmpty("field", field)
        return fields.json(adding: [:])
    }

    init(json: JSONValue) {
        self.init(
            reason: json["reason"]?.stringValue ?? "", message: json["message"]?.stringValue ?? "",
            field: json["field"]?.stringValue ?? "")
    }
}
