import JSON
import Machinery
import ObjectStore
import Testing

@testable import APIServer

@Suite("Stored form")
struct StoredFormTests {
    static let objects: [JSONValue] = [
        [
            "kind": "ConfigMap", "metadata": ["name": "a", "resourceVersion": "9"], "apiVersion": "v1",
            "data": ["k": "v"],
        ],
        ["spec": ["metadata": ["x": "{\"}"]], "kind": "W", "apiVersion": "example.com/v1", "metadata": [:]],
        ["apiVersion": "v1", "kind": "Secret", "metadata": ["annotations": ["a": "}\\\"{", "ü": "\n"], "name": "s"]],
    ]

    @Test(arguments: objects)
    func resourceVersionComesFromTheRevision(_ json: JSONValue) throws {
        let object = Unstructured(fields: json.objectValue ?? [:])
        let stored = ObjectCodec.encode(object)
        #expect(!String(decoding: stored, as: UTF8.self).contains("resourceVersion"))
        let encoded = try #require(EncodedObject(stored: stored, revision: Revision(42)))
        var bytes: [UInt8] = []
        encoded.write(into: &bytes)
        #expect(bytes.count <= encoded.sizeBound)
        var expected = object
        expected.resourceVersion = "42"
        #expect(try JSONValue(parsing: bytes) == expected.json)
        #expect(try encoded.decoded() == expected)

        let renamed = encoded.renamed(to: "example.com/v2beta1")
        var other: [UInt8] = []
        renamed.write(into: &other)
        expected.fields["apiVersion"] = "example.com/v2beta1"
        #expect(try JSONValue(parsing: other) == expected.json)
        #expect(try renamed.decoded() == expected)
        #expect(encoded.isStored(in: object.apiVersion) && !encoded.isStored(in: "v"))
    }

    @Test func whatWasNotStoredHasNoVersion() throws {
        let stored = ObjectCodec.encode(Unstructured(fields: Self.objects[0].objectValue ?? [:]))
        let encoded = try #require(EncodedObject(stored: stored, revision: Revision(0)))
        #expect(try encoded.decoded().resourceVersion.isEmpty)
        var bytes: [UInt8] = []
        encoded.write(into: &bytes)
        #expect(bytes == stored)
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"apiVersion\":\"v1\"}", "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{",
        "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":null}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{}}",
    ])
    func otherBytesAreNoObject(_ text: String) {
        #expect(EncodedObject(stored: Array(text.utf8), revision: Revision(1)) == nil)
    }

    @Test func metadataIsReadAlone() throws {
        let text = """
            {"apiVersion":"v1","kind":"A","metadata":{"name":"a}","labels":{"x":"\\\\"},"uid":"u"},"spec":{"broken
            """
        let metadata = try StoredMetadata(of: Array(text.utf8))
        #expect(metadata.string("name") == "a}")
        #expect(metadata.label("x") == "\\")
        #expect(metadata.uid == "u")
        let cut = "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{\"name\":\"a\\"
        #expect(throws: APIStatus.self) { try StoredMetadata(of: Array(cut.utf8)) }
    }

    @Test(arguments: [
        ("v1", "v1beta1"), ("v2", "v1"), ("v1beta2", "v1beta1"), ("v1beta1", "v1alpha3"), ("v10", "v9"),
        ("v1alpha1", "foo"), ("bar", "foo"),
    ])
    func versionsInOrderOfPreference(_ first: String, _ second: String) {
        #expect(VersionPriority.precedes(first, second))
        #expect(!VersionPriority.precedes(second, first))
        #expect(!VersionPriority.precedes(first, first))
    }

    @Test func keys() throws {
        let key = try #require(ObjectKey(StoreKey("/registry/example.com/widgets/ns/a")))
        #expect(key.prefix == StoreKey("/registry/example.com/widgets/"))
        #expect(key.name == NamespacedName(namespace: "ns", name: "a"))
        #expect(ObjectKey(StoreKey("/registry/core/nodes/n"))?.name == NamespacedName(namespace: "", name: "n"))
        for text in ["", "/registry/core/nodes", "/other/core/nodes/n", "/registry/a/b/c/d/e"] {
            #expect(ObjectKey(StoreKey(text)) == nil, "\(text)")
        }
    }
}
