import JSON
import KubernetesClient
import Machinery
import Testing

@testable import KubernetesHTTPClient

@Suite struct AnswerTests {
    private let list = ClientRequest(.list(ListOptions()), of: configMaps)

    @Test func itemsOfListsGetTheirKind() throws {
        let json = try JSONValue(
            parsing: """
                {"kind": "ConfigMapList", "apiVersion": "v1",
                 "metadata": {"resourceVersion": "9", "continue": "t", "remainingItemCount": 3},
                 "items": [{"metadata": {"name": "a"}}, {"apiVersion": "x/v1", "kind": "X", "metadata": {"name": "b"}}]}
                """)
        guard case .list(let list) = try Answer.response(to: list, json) else {
            Issue.record("no list")
            return
        }
        #expect(list.items.map(\.kind) == ["ConfigMap", "X"])
        #expect(list.items.map(\.apiVersion) == ["v1", "x/v1"])
        #expect(list.items.map(\.name) == ["a", "b"])
        #expect((list.resourceVersion, list.continueToken) == ("9", "t"))
        #expect(list.remainingItemCount == 3)
    }

    @Test func aListWithoutItemsIsEmpty() throws {
        let answer = try Answer.response(to: list, ["kind": "ConfigMapList", "items": nil, "metadata": [:]])
        #expect(answer == .list(ObjectList(items: [], resourceVersion: "")))
    }

    @Test(arguments: [[], ["kind": "ConfigMapList"], ["items": [3]], "text"] as [JSONValue])
    func refusesWhatIsNoList(json: JSONValue) throws {
        let error = try #require(throws: ClientError.self) { try Answer.response(to: list, json) }
        #expect(error.code == .invalidAnswer)
    }

    @Test func aDeleteAnswersTheObjectOrSuccess() throws {
        let delete = ClientRequest(.delete(name: "a", DeleteOptions()), of: configMaps, namespace: "ns")
        let status: JSONValue = ["kind": "Status", "apiVersion": "v1", "status": "Success"]
        #expect(try Answer.response(to: delete, status) == .success)
        #expect(try Answer.response(to: delete, configMap("a").json) == .object(configMap("a")))
    }

    @Test(arguments: [
        (
            #"{"type":"ADDED","object":{"kind":"ConfigMap","metadata":{"name":"a","namespace":"ns"},"apiVersion":"v1"}}"#,
            WatchEvent.added(configMap("a"))
        ),
        (
            #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"5"}}}"#,
            .bookmark(resourceVersion: "5", endsInitialEvents: false)
        ),
        (
            #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"5","annotations":{"k8s.io/initial-events-end":"true"}}}}"#,
            .bookmark(resourceVersion: "5", endsInitialEvents: true)
        ),
        (
            #"{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","message":"too old","code":410}}"#,
            .failure(APIStatus(code: 410, reason: .expired, message: "too old"))
        ),
    ])
    func readsEvents(line: String, event: WatchEvent) throws {
        #expect(try Answer.event(Array(line.utf8), of: configMaps) == event)
    }

    @Test(arguments: [
        "", "{", "[]", #"{"type":"ADDED"}"#, #"{"type":"NEW","object":{}}"#,
        #"{"type":"ERROR","object":{"kind":"Pod"}}"#,
    ])
    func refusesWhatIsNoEvent(line: String) throws {
        let error = try #require(throws: ClientError.self) { try Answer.event(Array(line.utf8), of: configMaps) }
        #expect(error.code == .invalidAnswer)
        #expect(error.message.hasPrefix("the watch of configmaps"))
    }

    @Test(arguments: [
        (
            404, #"{"kind":"Status","status":"Failure","reason":"NotFound","message":"gone","code":404}"#,
            APIStatus(code: 404, reason: .notFound, message: "gone")
        ),
        (
            503, "<html>\n <b>no   upstream</b></html>\n",
            APIStatus(code: 503, reason: .serviceUnavailable, message: "<html> <b>no upstream</b></html>")
        ),
        (401, "", APIStatus(code: 401, reason: .unauthorized, message: "the server answered with the status 401")),
        (418, #"{"kind":"Teapot"}"#, APIStatus(code: 418, reason: .unknown, message: #"{"kind":"Teapot"}"#)),
    ])
    func readsFailuresOfAnyServer(code: Int, body: String, status: APIStatus) {
        #expect(Answer.failure(code: code, body: Array(body.utf8), retryAfterSeconds: nil) == status)
    }
}
