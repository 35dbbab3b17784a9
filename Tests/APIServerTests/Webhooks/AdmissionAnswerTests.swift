import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@testable import APIServer

@Suite("The answers of webhooks")
struct AdmissionAnswerTests {
    private static func review(
        _ plane: Plane, _ version: AdmissionReview.Version = .v1, isDryRun: Bool = false
    ) throws -> AdmissionReview {
        let served = try #require(
            plane.core.catalog.snapshot().resource(for: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")))
        let form = ReviewForm(served, subresource: "")
        return AdmissionReview(
            version: version, uid: "u1", form: form, requestForm: form,
            subject: WebhookSubject(
                operation: .create, resource: served.type, subresource: "", namespace: "default"),
            name: "a", user: .systemMaster, isDryRun: isDryRun, object: nil, oldObject: nil, options: [:])
    }

    static let head = #""apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview""#
    static let broken: [(String, Bool, String)] = [
        ("", true, "failed to call webhook: couldn't get version/kind; json parse error: "),
        ("<html>", true, "failed to call webhook: couldn't get version/kind; json parse error: "),
        ("[]", true, "failed to call webhook: couldn't get version/kind; json parse error: "),
        ("{\(head)}", true, "received invalid webhook response: webhook response was absent"),
        ("{\(head),\"response\":null}", true, "received invalid webhook response: webhook response was absent"),
        (
            #"{\#(head),"response":{"uid":"u2","allowed":true}}"#, true,
            "received invalid webhook response: expected response.uid=\"u1\", got \"u2\""
        ),
        (
            #"{\#(head),"response":{"allowed":true}}"#, true,
            "received invalid webhook response: expected response.uid=\"u1\", got \"\""
        ),
        (
            #"{"response":{"uid":"u1","allowed":true}}"#, true,
            "received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind="
        ),
        (
            #"{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","response":{"uid":"u1"}}"#, true,
            "failed to call webhook: converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion"
        ),
        (
            #"{"apiVersion":"v1","kind":"Pod","response":{"uid":"u1"}}"#, true,
            "failed to call webhook: no kind \"Pod\" is registered for version \"v1\""
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":"yes"}}"#, true,
            "failed to call webhook: json: cannot unmarshal string into Go struct field AdmissionResponse.response.allowed of type bool"
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":true,"warnings":[1]}}"#, true,
            "failed to call webhook: json: cannot unmarshal number into Go struct field AdmissionResponse.response.warnings of type string"
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":true,"patch":"?","patchType":"JSONPatch"}}"#, true,
            "failed to call webhook: response.patch is not base64 data"
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":true,"patch":"W10="}}"#, true,
            "received invalid webhook response: webhook returned response.patch but not response.patchType"
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":true,"patchType":"JSONPatch"}}"#, true,
            "received invalid webhook response: webhook returned response.patchType but not response.patch"
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":true,"patch":"W10=","patchType":""}}"#, true,
            "received invalid webhook response: webhook returned invalid response.patchType of \"\""
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":true,"patch":"W10=","patchType":"JSONPatch"}}"#, false,
            "received invalid webhook response: validating webhook may not return response.patch"
        ),
        (
            #"{\#(head),"response":{"uid":"u1","allowed":true,"patchType":"JSONPatch"}}"#, false,
            "received invalid webhook response: validating webhook may not return response.patchType"
        ),
    ]

    @Test("what is no answer", arguments: broken)
    func noAnswers(_ body: String, _ isMutating: Bool, _ message: String) throws {
        let problem = try Self.problem(Array(body.utf8), isMutating: isMutating)
        #expect(problem?.hasPrefix(message) == true, "\(problem ?? "accepted")")
    }

    @Test("answers that are too much")
    func bounds() throws {
        let deep = try Self.problem(Array(repeating: UInt8(ascii: "["), count: 1 << 20), isMutating: true)
        #expect(deep?.hasPrefix("failed to call webhook: couldn't get version/kind; json parse error: ") == true)
        let long = Array(repeating: UInt8(ascii: " "), count: AdmissionAnswer.maximumBytes + 1)
        #expect(
            try Self.problem(long, isMutating: true)
                == "failed to call webhook: the response is larger than 3145728 bytes")
    }

    /// Why an answer is none; `nil` where it is one.
    private static func problem(_ body: [UInt8], isMutating: Bool) throws -> String? {
        try Plane.run { plane in
            let review = try Self.review(plane)
            do {
                _ = try AdmissionAnswer(body, to: review, isMutating: isMutating)
                return nil
            } catch let problem as AdmissionAnswer.Problem {
                return "\(problem.step): \(problem.detail)"
            }
        }
    }

    @Test("the first beta believes without a type and an identity")
    func beta() throws {
        try Plane.run { plane in
            let review = try Self.review(plane, .v1beta1)
            let body = #"{"response":{"allowed":true,"patch":"W10=","warnings":["w"]}}"#
            let answer = try AdmissionAnswer(Array(body.utf8), to: review, isMutating: true)
            #expect(answer.isAllowed && answer.patch == Array("[]".utf8) && answer.patchType == "JSONPatch")
            #expect(answer.warnings == ["w"])
            let validating = try AdmissionAnswer(Array(body.utf8), to: review, isMutating: false)
            #expect(validating.patch.isEmpty)
        }
    }

    static let denials: [(JSONValue?, Int, String, String)] = [
        (nil, 400, "", "admission webhook \"x.y.z\" denied the request without explanation"),
        ([:], 400, "", "admission webhook \"x.y.z\" denied the request without explanation"),
        (
            ["code": 403, "reason": "Forbidden", "message": "no"], 403, "Forbidden",
            "admission webhook \"x.y.z\" denied the request: no"
        ),
        (["reason": "Because"], 400, "Because", "admission webhook \"x.y.z\" denied the request: Because"),
        (
            ["code": 200, "status": "Success", "message": "fine"], 400, "",
            "admission webhook \"x.y.z\" denied the request: fine"
        ),
        (["code": 422, "message": "no"], 422, "", "admission webhook \"x.y.z\" denied the request: no"),
        (["code": 99_999, "message": "no"], 500, "", "admission webhook \"x.y.z\" denied the request: no"),
        (["code": -1, "message": 7], 400, "", "admission webhook \"x.y.z\" denied the request without explanation"),
        ("no", 400, "", "admission webhook \"x.y.z\" denied the request without explanation"),
    ]

    @Test("denials", arguments: denials)
    func denial(_ status: JSONValue?, _ code: Int, _ reason: String, _ message: String) {
        let denial = APIStatus.deniedByWebhook("x.y.z", status)
        #expect(denial.code == code)
        #expect(denial.reason.rawValue == reason)
        #expect(denial.message == message)
    }

    @Test("a denial keeps the causes that the webhook names")
    func details() {
        let denial = APIStatus.deniedByWebhook(
            "x.y.z", ["code": 422, "details": ["causes": [["field": "spec.a", "message": "bad"]]]])
        #expect(denial.details?.causes == [APIStatus.Cause(reason: "", message: "bad", field: "spec.a")])
    }

    @Test("webhooks with side effects take no part in dry runs")
    func dryRuns() throws {
        try Plane.run { plane in
            let transport = ScriptedWebhooks()
            let caller = WebhookCaller(transport: transport, time: plane.context.time)
            let effects = try AdmissionWebhook(webhook("a", ["sideEffects": "Some"]), number: 0, of: "c")
            let none = try AdmissionWebhook(webhook("b", ["sideEffects": "NoneOnDryRun"]), number: 0, of: "c")
            do {
                _ = try await caller.answer(of: effects, to: Self.review(plane, isDryRun: true), isMutating: true)
                Issue.record("accepted")
            } catch WebhookFailure.refused(let status) {
                #expect(status.code == 400)
                #expect(status.message == "admission webhook \"a.example.com\" does not support dry run")
            }
            #expect(transport.questions.isEmpty)
            _ = try await caller.answer(of: effects, to: Self.review(plane), isMutating: true)
            _ = try await caller.answer(of: none, to: Self.review(plane, isDryRun: true), isMutating: true)
            #expect(transport.questions.map(\.request["dryRun"]) == [false, true])
        }
    }

    @Test(
        "the URL says how long the webhook may take",
        arguments: [
            ("https://h", "https://h/?timeout=7s"), ("https://h:1", "https://h:1/?timeout=7s"),
            ("https://h/", "https://h/?timeout=7s"), ("https://h/a/b", "https://h/a/b?timeout=7s"),
        ])
    func urls(_ base: String, _ url: String) {
        #expect(WebhookCaller.url(base, timeoutSeconds: 7) == url)
    }
}
