import JSON
import Machinery
import Protobuf
import Testing

@testable import KubernetesAPI

@Suite("Refused protobuf") struct KubernetesProtobufRefusalTests {
    @Test(arguments: [[], [0x7b, 0x7d], [0x6b, 0x38, 0x73], [0x6b, 0x38, 0x73, 1]] as [[UInt8]])
    func refusesOtherBytes(bytes: [UInt8]) {
        expectMalformed(bytes, "the bytes do not begin as Kubernetes objects in protobuf do")
    }

    @Test func refusesBrokenEnvelopes() {
        let magic: [UInt8] = [0x6b, 0x38, 0x73, 0]
        expectMalformed(magic + [0x0a], "is no protobuf message: byte 1: a number is cut off or too large")
        expectMalformed(magic + [0x12, 1, 0xff, 0x10, 0], "the envelope's field 2 is not of its wire type")
        expectMalformed(magic + [0x20, 0], "the envelope's field 4 is not of its wire type")
        expectMalformed(magic + [0x1a, 1, 0x61], "the object is encoded once more, which no client does")
        expectMalformed(magic + [0x0a, 2, 0x08, 0], "the envelope does not name a kind")
    }

    @Test(arguments: ["apps/v1", "example.com/v1"]) func tellsUnknownKinds(apiVersion: String) {
        let read = #expect(throws: KubernetesProtobufError.self) {
            try KubernetesProtobuf.decode(self.bytes(apiVersion, "Widget") { _ in })
        }
        #expect(read?.code == .unknownKind)
        let written = #expect(throws: KubernetesProtobufError.self) {
            try KubernetesProtobuf.encode(["apiVersion": .string(apiVersion), "kind": "Widget"])
        }
        #expect(written?.code == .unknownKind)
        #expect(
            "\(written?.message ?? "")" == "the kind \(apiVersion), Kind=Widget has no protobuf form here; use JSON")
    }

    // MARK: Fields

    @Test func namesTheFieldThatIsWrong() {
        let cases: [(String, (inout ProtobufWriter) -> Void)] = [
            (
                "spec.containers[1].image: is not UTF-8",
                {
                    $0.nest(2, 2) {
                        $0.write(bytes: [0xff], field: 2)
                    } prefix: {
                        $0.write(message: 2) { _ in }
                    }
                }
            ),
            (
                "spec.hostNetwork: is not of the wire type that its number promises",
                { $0.nest(2) { $0.write(string: "x", field: 11) } }
            ),
            (
                "spec.volumes[0].emptyDir.sizeLimit: unable to parse quantity's suffix",
                { $0.nest(2, 1, 2, 2, 2) { $0.write(string: "1x", field: 1) } }
            ),
            (
                "metadata.labels: is not of the wire type that its number promises",
                { $0.nest(1) { $0.write(varint: 1, field: 11) } }
            ),
            (
                "metadata: comes twice",
                {
                    $0.nest(1) { _ in
                    } prefix: {
                        $0.nest(1) { _ in }
                    }
                }
            ),
            (
                "metadata.creationTimestamp: is a time out of range",
                { $0.nest(1, 8) { $0.write(varint: 1 << 62, field: 1) } }
            ),
            (
                "metadata.managedFields[0].fieldsV1: is not JSON: ",
                { $0.nest(1, 17, 7) { $0.write(string: "{", field: 1) } }
            ),
            (
                "metadata.annotations.a: is not of the wire type that its number promises",
                {
                    $0.nest(1, 12) {
                        $0.write(varint: 1, field: 2)
                        $0.write(string: "a", field: 1)
                    }
                }
            ),
            // A group, which began before Kubernetes did.
            (
                "spec: is no protobuf message: byte 0: the wire type 3 is not supported",
                { $0.write(bytes: [0x0b], field: 2) }
            ),
        ]
        for (message, write) in cases { expectMalformed(bytes("v1", "Pod", write), message) }
    }

    @Test(
        arguments: [
            (["spec": ["containers": [["name": 1]]]], "spec.containers[0].name: expected a string, found a number"),
            (["spec": ["hostNetwork": "yes"]], "spec.hostNetwork: expected a boolean, found a string"),
            (["spec": ["containers": [:]]], "spec.containers: expected a list"),
            (["metadata": ["labels": []]], "metadata.labels: expected an object"),
            (["metadata": ["labels": ["a": 1]]], "metadata.labels.a: expected a string, found a number"),
            (["spec": ["priority": 2_147_483_648]], "spec.priority: 2147483648 is out of the range of 32-bit integers"),
            (["metadata": ["creationTimestamp": "now"]], "metadata.creationTimestamp: expected an RFC 3339 timestamp"),
            (["status": []], "status: expected an object, found a list"),
            (
                ["spec": ["volumes": [["azureFile": ["secretName": true]]]]],
                "spec.volumes[0].azureFile.secretName: expected a string, found a boolean"
            ),
        ] as [(JSONObject, String)])
    func namesTheMemberThatIsWrong(fields: JSONObject, message: String) {
        var object: JSONObject = ["apiVersion": "v1", "kind": "Pod"]
        for (name, value) in fields { object[name] = value }
        let error = #expect(throws: KubernetesProtobufError.self) { try KubernetesProtobuf.encode(.object(object)) }
        #expect(error?.message == message)
        #expect(error?.code == .malformed)
    }

    // MARK: Bounds

    @Test func boundsDepth() throws {
        func schema(_ levels: Int) -> JSONValue {
            (0..<levels).reduce(["type": "string"] as JSONValue) { inner, _ in ["type": "object", "not": inner] }
        }
        func definition(_ levels: Int) -> JSONValue {
            [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "spec": ["versions": [["name": "v1", "schema": ["openAPIV3Schema": schema(levels)]]]],
            ]
        }
        let deepest = MessageDecoder.maximumDepth - 5
        let decoded = try KubernetesProtobuf.decode(KubernetesProtobuf.encode(definition(deepest)))
        #expect(decoded["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"] == schema(deepest))
        let error = #expect(throws: KubernetesProtobufError.self) {
            try KubernetesProtobuf.encode(definition(deepest + 1))
        }
        #expect(error?.message.hasSuffix("nests deeper than 128 messages") == true)

        // A body of 300 kB could nest a hundred thousand levels.
        var writer = ProtobufWriter()
        func nest(_ levels: Int, into writer: inout ProtobufWriter) {
            guard levels > 0 else { return }
            writer.write(message: 28) { nest(levels - 1, into: &$0) }
        }
        writer.write(message: 1) { nest(1000, into: &$0) }
        let deep = writer.bytes
        let body = bytes("apiextensions.k8s.io/v1", "CustomResourceDefinition") {
            $0.nest(2, 7) { $0.write(bytes: deep, field: 4) }
        }
        let refused = #expect(throws: KubernetesProtobufError.self) { try KubernetesProtobuf.decode(body) }
        #expect(refused?.message.hasSuffix("nests deeper than 128 messages") == true)
    }

    /// Two bytes of an empty pod stand for six values.
    @Test func boundsWhatABodyStandsFor() {
        let body = bytes("v1", "PodList") { writer in
            for _ in 0..<100_000 { writer.write(message: 2) { _ in } }
        }
        let error = #expect(throws: KubernetesProtobufError.self) { try KubernetesProtobuf.decode(body) }
        #expect(error?.message.hasSuffix("the body stands for more values than its length allows") == true)
    }

    /// Bytes that were changed here and there are refused, or read as something that can be written again.
    @Test(arguments: KubernetesProtobufTests.kinds) func survivesChangedBytes(kind: GroupVersionKind) throws {
        let message = try #require(MessageTables.schema.message(of: kind))
        var object: JSONObject = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind)]
        for (name, value) in MessageSampler.sparse(message, seed: 7) { object[name] = value }
        let body = try KubernetesProtobuf.encode(.object(object))
        for seed in 1...60 as ClosedRange<UInt64> {
            var chance = SeededChance(seed: seed)
            var changed = body
            for _ in 0...chance.next(below: 4) {
                let place = chance.next(below: changed.count)
                switch chance.next(below: 4) {
                case 0: changed[place] = UInt8(truncatingIfNeeded: chance.next())
                case 1: changed[place] ^= 1 << UInt8(chance.next(below: 8))
                case 2: changed.removeSubrange(place..<min(place + 1 + chance.next(below: 3), changed.count))
                default: changed.insert(UInt8(truncatingIfNeeded: chance.next()), at: place)
                }
            }
            guard let decoded = try? KubernetesProtobuf.decode(changed) else { continue }
            #expect(throws: Never.self, "seed \(seed)") {
                let again = try KubernetesProtobuf.encode(decoded)
                let read = try KubernetesProtobuf.decode(again)
                #expect(try KubernetesProtobuf.encode(read) == again)
            }
        }
    }

    // MARK: Helpers

    private func expectMalformed(_ bytes: [UInt8], _ message: String) {
        let error = #expect(throws: KubernetesProtobufError.self) { try KubernetesProtobuf.decode(bytes) }
        #expect(error?.code == .malformed)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "") is not \(message)")
    }

    private func bytes(_ apiVersion: String, _ kind: String, _ fields: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.write(message: 2, fields)
        writer.write(message: 1) {
            $0.write(string: kind, field: 2)
            $0.write(string: apiVersion, field: 1)
        }
        writer.write(header: [0x6b, 0x38, 0x73, 0x00])
        return writer.bytes
    }
}

extension ProtobufWriter {
    /// Writes messages within each other.
    ///
    /// - Parameter prefix: Writes what stands before the innermost one.
    fileprivate mutating func nest(
        _ numbers: Int..., body: (inout ProtobufWriter) -> Void, prefix: (inout ProtobufWriter) -> Void = { _ in }
    ) {
        nest(numbers[...], body: body, prefix: prefix)
    }

    private mutating func nest(
        _ numbers: ArraySlice<Int>, body: (inout ProtobufWriter) -> Void, prefix: (inout ProtobufWriter) -> Void
    ) {
        guard let number = numbers.first else { return body(&self) }
        write(message: number) { $0.nest(numbers.dropFirst(), body: body, prefix: prefix) }
        if numbers.count == 1 { prefix(&self) }
    }
}
