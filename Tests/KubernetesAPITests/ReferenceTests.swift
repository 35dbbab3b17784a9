import JSON
import KubernetesAPI
import Machinery
import Testing

@Suite struct ReferenceTests {
    @Test func objectReferenceReadsAndWritesBack() throws {
        let json: JSONValue = [
            "apiVersion": "v1", "kind": "Node", "namespace": "a", "name": "b", "uid": "c", "resourceVersion": "d",
            "fieldPath": "e", "new": [1],
        ]
        let reference = try ObjectReference(json: json)
        #expect(reference.json == json)
        #expect(reference.groupVersionKind == GroupVersionKind(group: "", version: "v1", kind: "Node"))
        #expect(reference.namespacedName == NamespacedName(namespace: "a", name: "b"))
        #expect(try ObjectReference(json: [:]).json == [:])
    }

    @Test func taintReadsAndWritesBack() throws {
        let json: JSONValue = [
            "key": "node.kubernetes.io/unreachable", "value": "x", "effect": "NoExecute",
            "timeAdded": "2026-01-02T03:04:05Z",
            "new": true,
        ]
        #expect(try Taint(json: json).json == json)
        #expect(throws: DecodingFailure(path: ["effect"], "is required")) { try Taint(json: ["key": "a"]) }
    }

    @Test(arguments: [ObjectReference.schema, LocalObjectReference.schema, Taint.schema])
    func schemasDescribeEveryField(schema: JSONValue) throws {
        let properties = try #require(schema["properties"]?.objectValue)
        #expect(!properties.isEmpty)
        for (name, property) in properties { #expect(property["description"]?.stringValue != nil, "\(name)") }
    }
}
