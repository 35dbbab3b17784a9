import HTTPTypes
import JSON
import KubernetesAPI
import Machinery
import Synchronization
import Testing

@testable import APIServer

@Suite("Answers in protobuf") struct ProtobufAnswerTests {
    private static let type = KubernetesProtobuf.mediaType
    private static let configMaps = "/api/v1/namespaces/default/configmaps"

    private static func fixture() async throws -> HandlerFixture {
        let fixture = try await HandlerFixture.started()
        let object: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "labels": ["x": "y"]],
            "data": ["k": "v"],
        ]
        let body = HTTPRequestBody(try KubernetesProtobuf.encode(object))
        let created = try await fixture.handler.respond(
            to: HTTPAPIRequest(
                .post, configMaps, headers: [.accept: type, .contentType: type], body: body))
        #expect(created.status == 201)
        #expect(try KubernetesProtobuf.decode(created.body)["data"] == ["k": "v"])
        return fixture
    }

    /// The same object either way.
    @Test(arguments: ["/a", "", "?limit=1", "?labelSelector=x%3Dz"])
    func sayWhatJSONSays(path: String) async throws {
        let fixture = try await Self.fixture()
        let target = Self.configMaps + path
        let protobuf = try await fixture.get(target, accept: Self.type)
        #expect(protobuf.headers[.contentType] == Self.type)
        var expected = try await fixture.get(target).json.objectValue ?? [:]
        // Within a list Go tells no kinds.
        if let items = expected["items"]?.arrayValue {
            expected["items"] = .array(
                items.map { item in
                    var item = item.objectValue ?? [:]
                    item["kind"] = nil
                    item["apiVersion"] = nil
                    return .object(item)
                })
        }
        var got = try KubernetesProtobuf.decode(protobuf.body)
        // Protobuf does not tell an empty list from none.
        if got["items"] == .null { got = got.with("items", []) }
        #expect(JSONValue.object(expected).serialized(sortedKeys: true) == got.serialized(sortedKeys: true), "\(got)")
    }

    @Test func tellFailures() async throws {
        let fixture = try await Self.fixture()
        for target in [
            "\(Self.configMaps)/b", "\(HandlerFixture.widgetsPath)/b", "/apis/example.io/v1/widgets?limit=x",
        ] {
            let response = try await fixture.get(target, accept: Self.type)
            #expect(response.headers[.contentType] == Self.type)
            let status = try KubernetesProtobuf.decode(response.body)
            #expect(status["kind"] == "Status")
            #expect(status["code"] == .integer(Int64(response.status)))
        }
        #expect(try await fixture.get(HandlerFixture.widgetsPath, accept: Self.type).status == 406)
        let fallback = try await fixture.get(HandlerFixture.widgetsPath, accept: "\(Self.type), application/json")
        #expect(fallback.headers[.contentType] == "application/json")
    }

    @Test func showTheMetadataOfEverything() async throws {
        let fixture = try await Self.fixture()
        try await fixture.create("w")
        let accept = "\(Self.type);as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
        for target in [Self.configMaps, HandlerFixture.widgetsPath] {
            let list = try KubernetesProtobuf.decode(try await fixture.get(target, accept: accept).body)
            #expect(list["kind"] == "PartialObjectMetadataList")
            #expect(list["items"]?.arrayValue?.contains { $0["metadata"]?["uid"] != nil } == true)
        }
    }

    @Test func answerADeletion() async throws {
        let fixture = try await Self.fixture()
        let response = try await fixture.send(.delete, "\(Self.configMaps)/a", accept: Self.type)
        #expect(try KubernetesProtobuf.decode(response.body)["status"] == "Success")
    }

    @Test func streamEventsWithTheirLengths() async throws {
        let fixture = try await Self.fixture()
        let target = "\(Self.configMaps)?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
        let writer = FirstChunk()
        await #expect(throws: FirstChunk.Enough.self) {
            try await fixture.handler.respond(
                to: HTTPAPIRequest(
                    .get, "\(target)&allowWatchBookmarks=true", headers: [.accept: "\(Self.type);stream=watch"]),
                through: writer)
        }
        #expect(writer.contentType.withLock { $0 } == "application/vnd.kubernetes.protobuf;stream=watch")
        var rest = writer.chunk.withLock { $0 }[...]
        var types: [String] = []
        while rest.count >= 4 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let event = try KubernetesProtobuf.decodeWatchEvent(Array(rest.dropFirst(4).prefix(length)))
            types.append(event.type)
            #expect(event.object["kind"] == "ConfigMap")
            rest = rest.dropFirst(4 + length)
        }
        #expect(Array(types.prefix(2)) == ["ADDED", "BOOKMARK"])
        #expect(rest.isEmpty)
    }

    @Test(arguments: [OpenAPIProtobuf.mediaType, OpenAPIProtobuf.answeredMediaType])
    func describeTheServer(accept: String) async throws {
        let fixture = try await HandlerFixture.started()
        let response = try await fixture.get("/openapi/v2", accept: accept)
        #expect(response.headers[.contentType] == OpenAPIProtobuf.answeredMediaType)
        let json = try await fixture.get("/openapi/v2", accept: "application/json")
        #expect(response.headers[.eTag] != json.headers[.eTag])
        let document = try OpenAPIProtobuf.decode(response.body)
        #expect(document["definitions"]?.objectValue?.count == (try json.json["definitions"]?.objectValue?.count))
        #expect(
            document["definitions"]?["io.example.v1.Widget"]?["properties"]?["spec"]?["properties"]?["size"]?["type"]
                == "integer")
    }
}

/// A client that leaves after the first chunk of a stream.
private final class FirstChunk: HTTPResponseWriter {
    struct Enough: Error {}
    let contentType = Mutex("")
    let chunk = Mutex<[UInt8]>([])

    func send(_ response: HTTPAPIResponse) {}
    func begin(status: Int, headers: HTTPFields) { contentType.withLock { $0 = headers[.contentType] ?? "" } }
    func write(_ chunk: [UInt8]) throws {
        self.chunk.withLock { $0 = chunk }
        throw Enough()
    }
}
