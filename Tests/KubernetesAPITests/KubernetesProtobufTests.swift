import JSON
import KubernetesAPI
import Testing

/// The bytes are what kubectl 1.37 sends.
@Suite struct KubernetesProtobufTests {
    @Test(
        arguments: [
            (
                "6b3873000a0f0a02763112094e616d657370616365121c0a140a047465616d12001a0022002a0032003800420012001a020a001a0022"
                    + "00",
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team"]]
            ),
            (
                "6b3873000a0f0a0276311209436f6e6669674d6170122d0a180a0873657474696e677312001a0022002a003200380042001206"
                    + "0a016112013112090a05656d70747912001a002200",
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings"],
                    "data": ["a": "1", "empty": ""],
                ]
            ),
            (
                "6b3873000a0f0a0276311209436f6e6669674d6170121e0a130a0362696e12001a0022002a003200380042001a070a01781202"
                    + "00ff1a002200",
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "bin"], "binaryData": ["x": "AP8="]]
            ),
            (
                "6b3873000a0c0a027631120653656372657412330a150a05746f6b656e12001a0022002a00320038004200120c0a036b6579"
                    + "120576616c75651a0c6578616d706c652e696f2f741a002200",
                [
                    "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "token"], "data": ["key": "dmFsdWU="],
                    "type": "example.io/t",
                ]
            ),
            (
                "6b3873000a2b0a1c726261632e617574686f72697a6174696f6e2e6b38732e696f2f7631120b526f6c6542696e64696e6712c3"
                    + "010a170a077265616465727312001a0022002a0032003800420012290a04557365721219726261632e617574686f72697a"
                    + "6174696f6e2e6b38732e696f1a0464617665220012270a0547726f75701219726261632e617574686f72697a6174696f6e"
                    + "2e6b38732e696f1a0167220012220a0e536572766963654163636f756e7412001a05726f626f74220764656661756c741a"
                    + "300a19726261632e617574686f72697a6174696f6e2e6b38732e696f120b436c7573746572526f6c651a06726561646572"
                    + "1a002200",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                    "metadata": ["name": "readers"],
                    "subjects": [
                        ["kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "dave"],
                        ["kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "g"],
                        ["kind": "ServiceAccount", "name": "robot", "namespace": "default"],
                    ],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "reader"],
                ]
            ),
            (
                "6b3873000a2b0a1c726261632e617574686f72697a6174696f6e2e6b38732e696f2f7631120b436c7573746572526f6c651221"
                    + "0a130a0361676712001a0022002a003200380042001a0a0a080a060a01611201621a002200",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "agg"],
                    "aggregationRule": ["clusterRoleSelectors": [["matchLabels": ["a": "b"]]]],
                ]
            ),
        ] as [(String, JSONValue)])
    func readsWhatKubectlSends(hex: String, expected: JSONValue) throws {
        #expect(try KubernetesProtobuf.object(from: bytes(hex)) == expected)
    }

    /// A Lease with times, and metadata with everything that is not a plain string.
    @Test func readsTimesPointersAndManagedFields() throws {
        let fieldsV1: [UInt8] = message(1, Array(#"{"f:spec":{}}"#.utf8))
        let managed = message(1, Array("m".utf8)) + message(4, [0x08, 60]) + message(7, fieldsV1)
        let owner = message(1, Array("Pod".utf8)) + message(5, Array("v1".utf8)) + [6 << 3, 0]
        let metadata =
            message(1, Array("l".utf8)) + [7 << 3, 3] + message(8, [0x08, 1]) + message(13, owner) + [0x8a, 0x01]
            + [UInt8(managed.count)] + managed
        let spec =
            message(1, []) + [2 << 3, 0] + message(4, [0x08, 1, 0x10, 0xd0, 0x0f]) + message(99 % 16, [])
        let object = try KubernetesProtobuf.object(
            from: envelope("coordination.k8s.io/v1", "Lease", message(1, metadata) + message(2, spec)))
        #expect(
            object == [
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": [
                    "name": "l", "generation": 3, "creationTimestamp": "1970-01-01T00:00:01Z",
                    "ownerReferences": [["apiVersion": "v1", "kind": "Pod", "controller": false]],
                    "managedFields": [["manager": "m", "time": "1970-01-01T00:01:00Z", "fieldsV1": ["f:spec": [:]]]],
                ],
                "spec": [
                    "holderIdentity": "", "leaseDurationSeconds": 0, "renewTime": "1970-01-01T00:00:01.000002Z",
                ],
            ])
    }

    @Test func readsDeleteOptionsOfAnyGroup() throws {
        let options = try KubernetesProtobuf.object(
            from: envelope("apps/v1", "DeleteOptions", message(4, Array("Orphan".utf8)) + message(5, Array("All".utf8)))
        )
        #expect(options["propagationPolicy"] == "Orphan")
        #expect(options["dryRun"] == ["All"])
    }

    @Test(arguments: ["", "7b7d", "6b387300", "6b3873000a", "6b3873000aff", "6b3873001201ff"])
    func refusesOtherBytes(hex: String) {
        #expect(throws: KubernetesProtobufError.self) { try KubernetesProtobuf.object(from: bytes(hex)) }
    }

    @Test func tellsAnUnknownKindFromBrokenBytes() {
        let unknown = #expect(throws: KubernetesProtobufError.self) {
            try KubernetesProtobuf.object(from: envelope("apps/v1", "Deployment", []))
        }
        #expect(unknown?.code == .unknownKind)
        let broken = #expect(throws: KubernetesProtobufError.self) {
            // A name that is a number.
            try KubernetesProtobuf.object(from: envelope("v1", "ConfigMap", message(1, [0x08, 1])))
        }
        #expect(broken?.code == .malformed)
    }

    // MARK: Writing by hand

    private func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }

    /// A field of bytes, both number and length in one byte.
    private func message(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(bytes.count)] + bytes
    }

    private func envelope(_ apiVersion: String, _ kind: String, _ object: [UInt8]) -> [UInt8] {
        let type = message(1, Array(apiVersion.utf8)) + message(2, Array(kind.utf8))
        return [0x6b, 0x38, 0x73, 0x00] + message(1, type) + message(2, object)
    }
}
