import Machinery
import Testing

@testable import APIServer

@Suite struct NegotiationTests {
    @Test func readsAMediaTypeWithItsParameters() throws {
        let type = try #require(MediaType(" Application/JSON ; as=Table;v=v1; G=\"meta.k8s.io\" ;"))
        #expect(type.essence == "application/json")
        #expect(type.parameters == ["as": "Table", "v": "v1", "g": "meta.k8s.io"])
    }

    @Test(arguments: ["", "json", "a/b/c", "/json", "application/", "application/json;as"])
    func refusesWhatIsNoMediaType(text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test(
        arguments: [
            (nil, ["*/*"]), ("", ["*/*"]), ("a/b, c/d", ["a/b", "c/d"]),
            ("a/b;q=0.5, c/d;q=0.9, e/f", ["e/f", "c/d", "a/b"]),
            ("a/b;q=0, c/d", ["c/d"]), ("nonsense, c/d", ["c/d"]), ("nonsense", []),
        ] as [(String?, [String])])
    func ordersWhatAClientAccepts(header: String?, expected: [String]) {
        #expect(AcceptHeader(header).ranges.map(\.essence) == expected)
    }

    static let kubectlGet = """
        application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json
        """

    @Test(
        arguments: [
            (nil, .json, .object), ("*/*", .json, .object), ("application/*", .json, .object),
            ("application/vnd.kubernetes.protobuf, application/json", .json, .object),
            ("application/yaml", .yaml, .object), ("text/html, application/yaml;q=0.9, */*;q=0.8", .yaml, .object),
            (kubectlGet, .json, .table(version: "v1")),
            ("application/json;as=Table;v=v1beta1;g=meta.k8s.io", .json, .table(version: "v1beta1")),
            ("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", .json, .metadata(version: "v1")),
            ("application/json;as=Table;v=v9;g=meta.k8s.io, application/json", .json, .object),
            ("application/json;as=Table;v=v1;g=other.io, application/json", .json, .object),
            ("application/json;stream=watch, application/yaml", .yaml, .object),
        ] as [(String?, ResponseFormat.Encoding, ResponseFormat.Shape)])
    func choosesTheFormOfAList(header: String?, encoding: ResponseFormat.Encoding, shape: ResponseFormat.Shape)
        throws
    {
        let format = try ResponseFormat.negotiate(accept: header, for: .list, hasProtobuf: false)
        #expect(format == ResponseFormat(encoding: encoding, shape: shape))
    }

    @Test(arguments: [
        "application/vnd.kubernetes.protobuf", "text/html", "application/json;q=0", "application/json;as=Table;v=v1",
        "application/json;as=Scroll;v=v1;g=meta.k8s.io",
        // A single object's form makes no sense for a list, and Kubernetes looks no further.
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, application/json",
    ])
    func refusesWhatItDoesNotHave(header: String) {
        let error = #expect(throws: APIStatus.self) {
            try ResponseFormat.negotiate(accept: header, for: .list, hasProtobuf: false)
        }
        #expect(error?.code == 406)
    }

    private static let metadataClient = """
        application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,\
        application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json
        """

    @Test(
        arguments: [
            ("application/vnd.kubernetes.protobuf", true, .protobuf, .object),
            ("application/vnd.kubernetes.protobuf, application/json", false, .json, .object),
            ("application/vnd.kubernetes.protobuf;stream=watch", true, .protobuf, .object),
            ("*/*", true, .json, .object),
            // The metadata of a custom resource is a kind of Kubernetes' own.
            (metadataClient, false, .protobuf, .metadata(version: "v1")),
            (
                "application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1, application/json", true, .json,
                .object
            ),
        ] as [(String, Bool, ResponseFormat.Encoding, ResponseFormat.Shape)])
    func offersProtobufWhereThereIsSome(
        header: String, hasProtobuf: Bool, encoding: ResponseFormat.Encoding, shape: ResponseFormat.Shape
    ) throws {
        let format = try ResponseFormat.negotiate(accept: header, for: .watch, hasProtobuf: hasProtobuf)
        #expect(format == ResponseFormat(encoding: encoding, shape: shape))
    }

    @Test func streamsNoYAML() throws {
        #expect(throws: APIStatus.self) {
            try ResponseFormat.negotiate(accept: "application/yaml", for: .watch, hasProtobuf: true)
        }
        #expect(
            try ResponseFormat.negotiate(accept: Self.kubectlGet, for: .watch, hasProtobuf: true).shape
                == .table(version: "v1"))
    }
}
