import JSON
import Machinery
import Testing

@Suite struct UnstructuredTests {
    /// `nil` as a literal can mean JSON's `null`, which is not what removing means.
    @Test func emptyMetadataIsRemoved() {
        var object = Unstructured(
            apiVersion: "v1", kind: "K", metadata: ObjectMeta(name: "n", namespace: "s", labels: ["a": "b"]))
        object.uid = "1"
        object.resourceVersion = "2"
        object.finalizers = ["f"]
        object.annotations = ["c": "d"]
        object.namespace = ""
        object.uid = ""
        object.resourceVersion = ""
        object.finalizers = []
        object.labels = [:]
        object.annotations = [:]
        object.ownerReferences = []
        object.creationTimestamp = nil
        object.deletionTimestamp = nil
        #expect(object.json == ["apiVersion": "v1", "kind": "K", "metadata": ["name": "n"]])
    }
}
