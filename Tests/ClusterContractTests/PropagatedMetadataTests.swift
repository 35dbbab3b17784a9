import ClusterContract
import JSON
import Machinery
import Testing

@Suite("Labels and annotations that flow down")
struct PropagatedMetadataTests {
    private static func object(_ labels: [String: String], ownedBy owners: [String: [String]]) -> Unstructured {
        var object = Unstructured(apiVersion: "v1", kind: "X", metadata: ObjectMeta(name: "x", labels: labels))
        var json = object.json
        let entries = owners.sorted { $0.key < $1.key }.map { owner, keys -> JSONValue in
            var fields = JSONObject()
            for key in keys { fields["f:\(key)"] = [:] }
            return ["manager": .string(owner), "fieldsV1": ["f:metadata": ["f:labels": .object(fields)]]]
        }
        MergePatch.apply(["metadata": ["managedFields": .array(entries)]], to: &json)
        object = Unstructured(fields: json.objectValue ?? [:])
        return object
    }

    @Test func onlyWhatIsOwnedAloneIsRemoved() {
        let object = Self.object(
            ["ours": "1", "shared": "1", "theirs": "1", "kept": "old"],
            ownedBy: ["capi-machineset": ["ours", "shared", "kept"], "kubectl": ["shared", "theirs"]])
        let wanted = PropagatedMetadata(labels: ["kept": "new", "added": "1"], annotations: [:])
        let patch = wanted.patch(of: object, owners: ["capi-machineset"])
        let expected: JSONValue = ["labels": ["added": "1", "kept": "new", "ours": nil]]
        #expect(patch?["metadata"] == expected)
        let careful = wanted.patch(of: object, owners: ["capi-machineset"], removes: false)
        #expect(careful?["metadata"] == ["labels": ["added": "1", "kept": "new"]])
    }

    @Test func whatIsInLineIsLeftAlone() {
        let object = Self.object(["a": "1"], ownedBy: ["m": ["a"]])
        #expect(PropagatedMetadata(labels: ["a": "1"], annotations: [:]).patch(of: object, owners: ["m"]) == nil)
        #expect(PropagatedMetadata(labels: [:], annotations: [:]).patch(of: object, owners: ["other"]) == nil)
    }
}
