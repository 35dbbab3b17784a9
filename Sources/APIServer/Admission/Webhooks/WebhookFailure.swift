import JSON
import Machinery

/// Why a webhook did not let a write through.
enum WebhookFailure: Error, Sendable {
    /// It gave no valid answer, which its failure policy may forgive.
    case unanswered(String)
    /// It said no, or did what cannot be forgiven.
    case refused(APIStatus)
}

extension APIStatus {
    /// A write fails because a webhook gave no valid answer.
    static func unansweredWebhook(_ name: String, _ why: String) -> APIStatus {
        .internalError(callingFailed(name, why))
    }

    static func callingFailed(_ name: String, _ why: String) -> String {
        "failed calling webhook \"\(name)\": \(why)"
    }

    /// A webhook denied a write: with the status that it chose, as far as that is one of failure.
    static func deniedByWebhook(_ name: String, _ status: JSONValue?) -> APIStatus {
        var denial = APIStatus(body: nil, httpStatus: 400)
        if let status {
            var failure = status
            // What is read as a `Status` must say that it is one; webhooks rarely do.
            failure.set("Status", at: ["kind"])
            denial = APIStatus(body: failure, httpStatus: 400)
        }
        let code = status?["code"]?.integerValue ?? 0
        // No server may answer a refusal with a code of success, and no code but these can be sent.
        denial.code = (400...599).contains(code) ? Int(code) : code >= 600 ? 500 : 400
        let reason = status?["reason"]?.stringValue ?? ""
        let message = status?["message"]?.stringValue ?? ""
        denial.reason = Reason(rawValue: reason)
        let deniedBy = "admission webhook \"\(name)\" denied the request"
        denial.message =
            !message.isEmpty
            ? "\(deniedBy): \(message)" : !reason.isEmpty ? "\(deniedBy): \(reason)" : "\(deniedBy) without explanation"
        return denial
    }

    static func noDryRun(ofWebhook name: String) -> APIStatus {
        .badRequest("admission webhook \"\(name)\" does not support dry run")
    }

    /// What Go's client makes of an answer whose HTTP status is no success.
    static func webhookAnswer(status: Int, body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(2048), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let shown = text.isEmpty ? "unknown" : text
        switch status {
        case 400: return "the server rejected our request for an unknown reason"
        case 401: return "the server has asked for the client to provide credentials"
        case 403: return shown
        case 404: return "the server could not find the requested resource"
        case 405: return "the server does not allow this method on the requested resource"
        case 406, 415:
            return "the server was unable to respond with a content type that the client supports"
        case 409: return "the server reported a conflict"
        case 410: return "the server could not find the requested resource"
        case 413: return "Request entity too large: limit is \(AdmissionAnswer.maximumBytes)"
        case 422: return "the server rejected our request due to an error in our request"
        case 429:
            return "the server has received too many requests and has asked us to try again later"
        case 503: return "the server is currently unable to handle the request"
        case 504:
            return
                "the server was unable to return a response in the time allotted, but may still be processing the request"
        case 500...:
            if body.count <= 1 << 16, let json = try? JSONValue(parsing: body, duplicateKeys: .lastWins),
                let failure = APIStatus(failure: json), !failure.message.isEmpty
            {
                return failure.message
            }
            return
                "an error on the server (\(JSONValue.string(shown).text)) has prevented the request from succeeding"
        default:
            return "the server responded with the status code \(status) but did not return more information"
        }
    }
}
