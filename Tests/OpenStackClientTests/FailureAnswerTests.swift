import Testing

@testable import OpenStackClient

@Suite struct FailureAnswerTests {
    struct Case: Sendable {
        var status: Int
        var body: String
        var code: OpenStackError.Code
        var message: String
        var headers = HTTPFields()
    }

    @Test(arguments: [
        Case(
            status: 403,
            body:
                #"{"forbidden": {"code": 403, "message": "Quota exceeded for cores: Requested 8, but already used 20"}}"#,
            code: .quotaExceeded, message: "Quota exceeded for cores: Requested 8, but already used 20"),
        Case(
            status: 403, body: #"{"forbidden": {"code": 403, "message": "Policy doesn't allow it"}}"#, code: .forbidden,
            message: "Policy doesn't allow it"),
        Case(
            status: 409,
            body: #"{"NeutronError": {"type": "OverQuota", "message": "No more ports.", "detail": ""}}"#,
            code: .quotaExceeded, message: "No more ports."),
        Case(
            status: 409, body: #"{"NeutronError": {"type": "NetworkInUse", "message": "In use", "detail": ""}}"#,
            code: .conflict, message: "In use"),
        Case(status: 400, body: #"{"NeutronError": "Bad name"}"#, code: .badRequest, message: "Bad name"),
        Case(
            status: 401, body: #"{"error": {"code": 401, "title": "Unauthorized", "message": "No."}}"#,
            code: .unauthorized, message: "No."),
        Case(
            status: 403, body: #"{"faultcode": "Client", "faultstring": "Quota has been met for resources: Pool"}"#,
            code: .quotaExceeded, message: "Quota has been met for resources: Pool"),
        Case(
            status: 409, body: #"{"faultcode": "Client", "faultstring": "Load Balancer x is immutable"}"#,
            code: .conflict, message: "Load Balancer x is immutable"),
        Case(
            status: 413, body: #"{"overLimit": {"code": 413, "message": "VolumeLimitExceeded"}}"#,
            code: .quotaExceeded, message: "VolumeLimitExceeded"),
        Case(
            status: 413, body: #"{"overLimit": {"code": 413, "message": "slow down"}}"#, code: .overLimit,
            message: "slow down", headers: ["Retry-After": "5"]),
        Case(
            status: 406, body: #"{"errors": [{"status": 406, "title": "Not Acceptable", "detail": "Version 9"}]}"#,
            code: .unsupported, message: "Version 9"),
        Case(
            status: 404,
            body: #"{"code": "404 Not Found", "title": "Not Found", "message": "No image found<br /><br />\n\n"}"#,
            code: .notFound, message: "No image found"),
        Case(
            status: 404,
            body:
                "<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  No image<br /><br />\n </body>\n</html>",
            code: .notFound, message: "404 Not Found No image"),
        Case(
            status: 502, body: "<html><body><center><h1>502 Bad Gateway</h1></center></body></html>",
            code: .unavailable, message: "502 Bad Gateway"),
        Case(status: 504, body: "", code: .timeout, message: "the cloud gives no reason"),
        Case(status: 429, body: "slow", code: .overLimit, message: "slow"),
        Case(status: 501, body: #"{"faultstring": "no"}"#, code: .unsupported, message: "no"),
        Case(status: 500, body: "[1, 2]", code: .serverFailure, message: "[1, 2]"),
        Case(status: 418, body: "a\u{0}b\u{1b}[31m", code: .badRequest, message: "a b [31m"),
        Case(
            status: 413, body: #"{"overLimit": {"code": 413, "message": "VolumeLimitExceeded"}}"#,
            code: .quotaExceeded, message: "VolumeLimitExceeded", headers: ["Retry-After": "0"]),
    ])
    func everyServicesFormIsRead(_ test: Case) {
        let error = FailureAnswer(
            answer: HTTPAnswer(status: test.status, headers: test.headers, body: Array(test.body.utf8))
        ).error
        #expect(error.code == test.code)
        #expect(error.message == test.message)
        #expect(error.status == test.status)
    }

    @Test(arguments: ["X-Openstack-Request-Id", "x-compute-request-id"])
    func theRequestIDIsRepeated(header: String) {
        var answer = HTTPAnswer(status: 404)
        answer.headers.append(header, "req-17")
        let error = FailureAnswer(answer: answer).error.located(.compute, .get, "/servers/x")
        #expect(
            "\(error)" == "compute GET /servers/x: notFound (404): the cloud gives no reason (request req-17)")
    }

    @Test func theRequestIDOfABodyServesWhereThereIsNoHeader() {
        let body = #"{"errors": [{"detail": "d", "request_id": "req-18"}]}"#
        #expect(FailureAnswer(answer: .json(body, status: 400)).error.requestID == "req-18")
    }

    @Test func hugeMessagesAreCut() {
        let answer = HTTPAnswer(status: 500, body: Array(repeating: UInt8(ascii: "x"), count: 1_000_000))
        #expect(FailureAnswer(answer: answer).error.message.count == FailureAnswer.maximumMessageLength)
    }

    @Test(arguments: [("5", Duration.seconds(5)), ("-3", .zero), ("99999999999", .seconds(86_400)), ("soon", nil)])
    func retryAfterIsBounded(text: String, expected: Duration?) {
        let answer = HTTPAnswer(status: 503, headers: ["Retry-After": text])
        #expect(FailureAnswer(answer: answer).error.retryAfter == expected)
    }
}
