import HTTPTypes
import Testing

@testable import APIServer

@Suite("What a request asks of its thread") struct RequestWeightTests {
    @Test(
        arguments: [
            (.get, "/api/v1/namespaces/a/configmaps/b", nil, .light),
            (.get, "/api/v1/namespaces/a", nil, .light),
            (.get, "/api/v1/namespaces", nil, .heavy),
            (.get, "/api/v1/namespaces?limit=1", nil, .heavy),
            (.get, "/api/v1/namespaces?watch=true", nil, .stream),
            (.get, "/api/v1/watch/namespaces", nil, .stream),
            (.get, "/api/v1/namespaces?watch=false", nil, .heavy),
            (.get, "/openapi/v2", nil, .heavy),
            (.get, "/%zz", nil, .heavy),
            (.post, "/api/v1/namespaces", "65536", .light),
            (.post, "/api/v1/namespaces", "65537", .heavy),
            (.post, "/api/v1/namespaces", nil, .heavy),
            (.post, "/api/v1/namespaces", "many", .heavy),
            (.put, "/api/v1/namespaces/a", "10", .light),
            (.patch, "/api/v1/namespaces/a", "10", .heavy),
            (.delete, "/api/v1/namespaces/a", nil, .light),
            (.delete, "/api/v1/namespaces/a/configmaps", nil, .heavy),
        ] as [(HTTPRequest.Method, String, String?, RequestWeight)])
    func isKnownByItsHead(method: HTTPRequest.Method, target: String, length: String?, weight: RequestWeight) {
        var headers = HTTPFields()
        headers[.contentLength] = length
        #expect(HTTPAPIRequest(method, target, headers: headers).weight == weight)
    }
}
