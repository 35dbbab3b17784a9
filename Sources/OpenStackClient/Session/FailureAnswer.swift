import JSON

/// A failure as a cloud tells it, in whichever of the services' forms.
struct FailureAnswer {
    static let maximumMessageLength = 2000

    let answer: HTTPAnswer

    var error: OpenStackError {
        let json = try? JSONValue(parsing: answer.body, limits: JSONLimits(depth: 64), duplicateKeys: .lastWins)
        let told = json.flatMap(Self.told)
        let message = told?.message ?? Self.plainText(answer.body)
        var error = OpenStackError(
            Self.code(answer.status, type: told?.type ?? "", message: message, asksToWait: retryAfter ?? .zero > .zero),
            message.isEmpty ? "the cloud gives no reason" : message)
        error.status = answer.status
        error.requestID = requestID ?? told?.requestID
        error.retryAfter = retryAfter
        return error
    }

    /// Of an answer of any status.
    var requestID: String? {
        let names = ["x-openstack-request-id", "x-compute-request-id", "openstack-request-id"]
        return names.lazy.compactMap { answer.headers[$0] }.first.map { String($0.prefix(100)) }
    }

    /// Seconds; clouds do not use the header's other form, a date. At most a day, at least nothing.
    private var retryAfter: Duration? {
        answer.headers["retry-after"].flatMap { Int64($0) }.map { .seconds(min(max($0, 0), 86_400)) }
    }

    private struct Told {
        var message: String
        var type = ""
        var requestID: String?
    }

    private static func told(_ json: JSONValue) -> Told? {
        guard let body = json.objectValue else { return nil }
        // Octavia: {"faultcode": "Client", "faultstring": "…"}
        if let fault = body["faultstring"]?.stringValue { return Told(message: tidy(fault)) }
        // The working group's form, of Placement and of refused microversions: {"errors": [{"detail": "…"}]}
        if let first = body["errors"]?[0], let detail = (first["detail"] ?? first["title"])?.stringValue {
            return Told(
                message: tidy(detail), type: first["code"]?.stringValue ?? "",
                requestID: first["request_id"]?.stringValue.map { String($0.prefix(100)) })
        }
        // webob: {"code": "404 Not Found", "title": "Not Found", "message": "…<br /><br />"}
        if let message = body["message"]?.stringValue { return Told(message: tidy(message)) }
        // Nova, Cinder, Keystone, Neutron: one member that holds the failure.
        for (name, value) in body {
            if let message = value["message"]?.stringValue {
                return Told(message: tidy(message), type: value["type"]?.stringValue ?? name)
            }
            if name == "NeutronError", let message = value.stringValue { return Told(message: tidy(message)) }
        }
        return nil
    }

    /// The readable part of HTML or of plain text: Glance and every proxy answer such.
    static func plainText(_ body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(16_384), as: UTF8.self)
        guard let start = text.firstRange(of: "<body") else { return tidy(text) }
        return tidy(String(text[start.lowerBound...]))
    }

    /// Without tags and control characters, on one line, of bounded length.
    private static func tidy(_ text: String) -> String {
        var plain = ""
        var isInTag = false
        for character in text.prefix(16_384) {
            switch character {
            case "<":
                isInTag = true
                plain.append(" ")
            case ">" where isInTag: isInTag = false
            default: if !isInTag { plain.append(character) }
            }
        }
        let line = plain.split(whereSeparator: {
            $0.isWhitespace || $0.asciiValue.map { $0 < 0x20 || $0 == 0x7f } == true
        }).joined(separator: " ")
        return String(line.prefix(maximumMessageLength))
    }

    private static func code(
        _ status: Int, type: String, message: String, asksToWait: Bool
    ) -> OpenStackError.Code {
        switch status {
        case 401: .unauthorized
        case 403, 409: speaksOfQuota(type, message) ? .quotaExceeded : status == 403 ? .forbidden : .conflict
        case 404, 410: .notFound
        case 406, 501: .unsupported
        case 408, 504: .timeout
        // Old releases limit rates by 413. For Cinder and Glance it is the quota, though Cinder adds `Retry-After: 0`.
        case 413: asksToWait && !speaksOfQuota(type, message) ? .overLimit : .quotaExceeded
        case 429: .overLimit
        case 502, 503: .unavailable
        case 500...: .serverFailure
        default: .badRequest
        }
    }

    private static func speaksOfQuota(_ type: String, _ message: String) -> Bool {
        type == "OverQuota" || message.lowercased().contains("quota")
            || message.lowercased().contains("limit has been exceeded")
    }
}
