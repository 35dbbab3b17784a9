import JSON
import Machinery
import Protobuf
import Testing

@testable import KubernetesAPI

@Suite("Kubernetes objects in protobuf") struct KubernetesProtobufTests {
    static let kinds = MessageTables.schema.allKinds.sorted { "\($0)" < "\($1)" }

    private func object(_ kind: GroupVersionKind, _ fields: JSONObject) -> JSONValue {
        var object: JSONObject = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind)]
        for (name, value) in fields { object[name] = value }
        return .object(object)
    }

    /// Every field of every kind, in the order of Go's JSON.
    @Test(arguments: kinds) func keepsEveryField(kind: GroupVersionKind) throws {
        let message = try #require(MessageTables.schema.message(of: kind))
        let sample = object(kind, MessageSampler.full(message))
        let decoded = try KubernetesProtobuf.decode(KubernetesProtobuf.encode(sample))
        #expect(decoded.text == sample.text)
    }

    /// What is absent or empty may change its form on the first way, and never after.
    @Test(arguments: kinds) func settlesAfterOneWay(kind: GroupVersionKind) throws {
        let message = try #require(MessageTables.schema.message(of: kind))
        for seed in 1...6 as ClosedRange<UInt64> {
            let sample = object(kind, MessageSampler.sparse(message, seed: seed))
            let bytes = try KubernetesProtobuf.encode(sample)
            let decoded = try KubernetesProtobuf.decode(bytes)
            let again = try KubernetesProtobuf.encode(decoded)
            #expect(try KubernetesProtobuf.decode(again).text == decoded.text, "seed \(seed)")
        }
    }

    /// As Go prints them: `null` for lists without `omitempty`, `{}` for structures, nothing for the rest.
    @Test(
        arguments: [
            ("v1", "Pod", #"{"metadata":{},"spec":{"containers":null},"status":{}}"#),
            ("v1", "PodList", #"{"metadata":{},"items":null}"#),
            ("v1", "ConfigMap", #"{"metadata":{}}"#),
            (
                "v1", "Event",
                #"{"metadata":{},"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,"#
                    + #""eventTime":null,"reportingComponent":"","reportingInstance":""}"#
            ),
            (
                "apps/v1", "Deployment",
                #"{"metadata":{},"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"#
                    + #""strategy":{}},"status":{}}"#
            ),
            ("apps/v1", "ControllerRevision", #"{"metadata":{},"data":null,"revision":0}"#),
            ("rbac.authorization.k8s.io/v1", "Role", #"{"metadata":{},"rules":null}"#),
            ("coordination.k8s.io/v1", "Lease", #"{"metadata":{},"spec":{}}"#),
        ])
    func printsEmptyObjectsAsGo(apiVersion: String, kind: String, expected: String) throws {
        let decoded = try KubernetesProtobuf.decode(bytes(apiVersion, kind) { _ in })
        let expected = #"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","# + expected.dropFirst()
        #expect(decoded.text == expected)
    }

    /// Zero is not none where Go holds a pointer.
    @Test(
        arguments: [
            ["apiVersion": "apps/v1", "kind": "ReplicaSet", "spec": ["replicas": 0]],
            ["apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": false],
            ["apiVersion": "v1", "kind": "Secret", "data": ["a": ""], "immutable": false],
            ["apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "spec": ["holderIdentity": ""]],
            ["apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "spec": ["minAvailable": 0]],
        ] as [JSONValue])
    func keepsZeroOfPointers(object: JSONValue) throws {
        let decoded = try KubernetesProtobuf.decode(KubernetesProtobuf.encode(object))
        for (name, value) in object.objectValue ?? [:] {
            guard let members = value.objectValue else {
                #expect(decoded[name] == value)
                continue
            }
            for (member, value) in members { #expect(decoded[name]?[member] == value) }
        }
    }

    @Test func dropsUnknownMembersAndSkipsUnknownFields() throws {
        let body = try KubernetesProtobuf.encode([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "color": "red"], "shape": "round",
        ])
        #expect(
            body
                == bytes("v1", "ConfigMap") {
                    $0.write(message: 1) {
                        $0.write(message: 8) { _ in }
                        $0.write(varint: 0, field: 7)
                        for field in (2...6).reversed() { $0.write(string: "", field: field) }
                        $0.write(string: "a", field: 1)
                    }
                })
        let decoded = try KubernetesProtobuf.decode(
            bytes("v1", "ConfigMap") {
                $0.write(fixed64: 1, field: 4000)
                $0.write(message: 2) {
                    $0.write(varint: 1, field: 9)
                    $0.write(string: "v", field: 2)
                    $0.write(string: "k", field: 1)
                }
                $0.write(fixed32: 1, field: 99)
                $0.write(string: "x", field: 50)
            })
        #expect(decoded == ["apiVersion": "v1", "kind": "ConfigMap", "metadata": [:], "data": ["k": "v"]])
    }

    /// A list in a message of its own is there or not, besides being empty or not.
    @Test func tellsEmptyWrappedListsFromNone() throws {
        let decoded = try KubernetesProtobuf.decode(
            bytes("v1", "APIResourceList") {
                $0.write(message: 2) { $0.write(message: 4) { _ in } }
                $0.write(message: 2) { _ in }
            })
        #expect(decoded["resources"]?[0]?["verbs"] == .null)
        #expect(decoded["resources"]?[1]?["verbs"] == [])
    }

    @Test func readsPackedNumbers() throws {
        let decoded = try KubernetesProtobuf.decode(
            bytes("v1", "Pod") {
                $0.write(message: 2) { $0.write(message: 14) { $0.write(bytes: [1, 0x96, 1], field: 4) } }
            })
        #expect(decoded["spec"]?["securityContext"] == ["supplementalGroups": [1, 150]])
    }

    /// Time is cut to what its type tells; quantities and durations become canonical.
    @Test func writesCanonicalValues() throws {
        let lease = try KubernetesProtobuf.decode(
            KubernetesProtobuf.encode([
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": ["creationTimestamp": "2026-01-31T13:00:00.9+01:00"],
                "spec": ["renewTime": "2026-01-31T12:00:00.123456789Z"],
            ]))
        #expect(lease["metadata"] == ["creationTimestamp": "2026-01-31T12:00:00Z"])
        #expect(lease["spec"] == ["renewTime": "2026-01-31T12:00:00.123456Z"])
        let quota = try KubernetesProtobuf.decode(
            KubernetesProtobuf.encode([
                "apiVersion": "v1", "kind": "ResourceQuota", "spec": ["hard": ["cpu": "1500000u", "memory": 2048]],
            ]))
        #expect(quota["spec"] == ["hard": ["cpu": "1500m", "memory": "2048"]])
        let zero = try KubernetesProtobuf.encode([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["creationTimestamp": "0001-01-01T00:00:00Z"],
        ])
        #expect(zero == (try KubernetesProtobuf.encode(["apiVersion": "v1", "kind": "Namespace"])))
    }

    // MARK: Embedding

    @Test func framesWatchEvents() throws {
        let object: JSONValue = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "robot"]]
        let frame = try KubernetesProtobuf.encodeWatchEvent(type: "ADDED", object: object)
        let envelope = try KubernetesProtobuf.encode(object)
        let event = [0x0a, 5] + Array("ADDED".utf8) + [0x12, UInt8(envelope.count + 2), 0x0a, UInt8(envelope.count)]
        #expect(frame == [0, 0, 0, UInt8(event.count + envelope.count)] + event + envelope)
        let read = try KubernetesProtobuf.decodeWatchEvent(Array(frame.dropFirst(4)))
        #expect(read.type == "ADDED")
        #expect(read.object == object)
    }

    @Test func readsObjectsWithinObjects() throws {
        let item: JSONValue = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "robot"]]
        let itemBytes = try KubernetesProtobuf.encode(item)
        let list = try KubernetesProtobuf.decode(
            bytes("v1", "List") {
                $0.write(message: 2) { $0.write(string: #"{"b":1.10,"a":1}"#, field: 1) }
                $0.write(message: 2) { $0.write(bytes: itemBytes, field: 1) }
            })
        #expect(list["items"]?[0] == item)
        #expect(list["items"]?[1]?.text == #"{"b":1.10,"a":1}"#)
    }

    private func bytes(_ apiVersion: String, _ kind: String, _ fields: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.write(string: "", field: 4)
        writer.write(string: "", field: 3)
        writer.write(message: 2, fields)
        writer.write(message: 1) {
            $0.write(string: kind, field: 2)
            $0.write(string: apiVersion, field: 1)
        }
        writer.write(header: [0x6b, 0x38, 0x73, 0x00])
        return writer.bytes
    }
}
