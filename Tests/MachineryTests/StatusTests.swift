import JSON
import Testing

@testable import Machinery

@Suite struct FieldErrorTests {
    @Test(arguments: [
        (FieldError.required("spec.x"), "spec.x: Required value"),
        (.required("spec.x", "because"), "spec.x: Required value: because"),
        (.invalid("spec.x", "a\"b", "must be c"), #"spec.x: Invalid value: "a\"b": must be c"#),
        (.invalid("spec.x", 3, "must be 4"), "spec.x: Invalid value: 3: must be 4"),
        (.invalid("spec.x", 1.5, "must be 4"), "spec.x: Invalid value: 1.5: must be 4"),
        (.invalid("spec.x", true, "no"), "spec.x: Invalid value: true: no"),
        (.invalid("spec.x", nil, "no"), "spec.x: Invalid value: null: no"),
        (.invalid("spec.x", ["a": [1, "b"]], "no"), #"spec.x: Invalid value: {"a":[1,"b"]}: no"#),
        (.typeInvalid("spec.x", "string", "no"), #"spec.x: Invalid value: "string": no"#),
        (.duplicate("spec.x[1]", "a"), #"spec.x[1]: Duplicate value: "a""#),
        (
            .notSupported("spec.x", "c", supported: ["a", "b"]),
            #"spec.x: Unsupported value: "c": supported values: "a", "b""#
        ),
        (.forbidden("spec.x", "field is immutable"), "spec.x: Forbidden: field is immutable"),
        (.notFound("spec.x", "a"), #"spec.x: Not found: "a""#),
        (.tooLong("spec.x", maximum: 63), "spec.x: Too long: may not be more than 63 bytes"),
        (.tooLong("spec.x", maximum: 1), "spec.x: Too long: may not be more than 1 byte"),
        (.tooMany("spec.x", count: 5, maximum: 3), "spec.x: Too many: 5: must have at most 3 items"),
        (.internalError("spec.x", "broken"), "spec.x: Internal error: broken"),
    ])
    func wordsAreKubernetes(error: FieldError, text: String) {
        #expect(error.description == text)
    }

    @Test(arguments: [
        ("", #""""#), ("a\n\t\\\u{7}", #""a\n\t\\\a""#), ("\u{1}\u{7f}", #""\x01\x7f""#), ("é😀", "\"é😀\""),
        ("\u{a0}\u{200b}", #""\u00a0\u200b""#), ("\u{e0001}", #""\U000e0001""#),
    ])
    func goQuotes(text: String, quoted: String) {
        #expect(text.goQuoted == quoted)
    }

    @Test(arguments: [
        (0, "0"), (1, "1"), (-2.5, "-2.5"), (100_000, "100000"), (999_999, "999999"), (1_000_000, "1e+06"),
        (2_147_483_647, "2.147483647e+09"), (0.0001, "0.0001"), (0.000_01, "1e-05"), (1.5e300, "1.5e+300"),
        (0.1, "0.1"),
        (123.456, "123.456"), (20, "20"),
    ])
    func goPrintsNumbers(value: Double, text: String) {
        #expect(value.goDescription == text)
    }
}

@Suite struct APIStatusCodingTests {
    @Test func aFailureReadsBack() throws {
        let status = APIStatus.invalid(
            GroupKind(group: "apps", kind: "Web"), name: "x", [.required("spec.a"), .invalid("spec.b", 1, "no")])
        #expect(
            status.json.description
                == #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Web.apps \"x\" is invalid: [spec.a: Required value, spec.b: Invalid value: 1: no]","reason":"Invalid","details":{"name":"x","group":"apps","kind":"Web","causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.a"},{"reason":"FieldValueInvalid","message":"Invalid value: 1: no","field":"spec.b"}]},"code":422}"#
        )
        #expect(APIStatus(failure: status.json) == status)
    }

    @Test func successIsNoFailure() {
        let json = APIStatus.success(APIStatus.Details(name: "x", kind: "pods", uid: "1"))
        #expect(json["status"] == "Success")
        #expect(json["details"] == ["name": "x", "kind": "pods", "uid": "1"])
        #expect(APIStatus(failure: json) == nil)
        #expect(APIStatus(failure: ["kind": "Pod"]) == nil)
    }

    @Test(arguments: [
        (
            #"{"kind":"Status","status":"Failure","message":"gone","reason":"Expired","code":410}"#, 410, 410,
            "Expired", "gone"
        ),
        (#"{"kind":"Status","status":"Failure","message":"m"}"#, 404, 404, "NotFound", "m"),
        (
            #"{"kind":"Status","code":0,"reason":""}"#, 503, 503, "ServiceUnavailable",
            "the server answered with the status 503"
        ),
        (#"{"error":"proxy"}"#, 502, 502, "", "Bad gateway"),
        ("[]", 401, 401, "Unauthorized", "Bad gateway"),
        (#"{"kind":"Status","code":"x","message":1,"details":[]}"#, 409, 409, "Conflict", "Bad gateway"),
    ])
    func readsWhatAnyServerSends(text: String, http: Int, code: Int, reason: String, message: String) throws {
        let isStatusWithoutMessage = text.contains(#""reason":"""#)
        let status = APIStatus(
            body: try JSONValue(parsing: text), httpStatus: http, text: isStatusWithoutMessage ? "" : "Bad gateway")
        #expect(status.code == code)
        #expect(status.reason.rawValue == reason)
        #expect(status.message == message)
    }
}
