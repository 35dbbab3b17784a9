import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Writes")
struct WriteTests {
    @Test func createMakesMetadata() throws {
        let created = try Plane.run { plane in
            var json = configMap("a", data: ["k": "v"])
            json.set("mine", at: ["metadata", "uid"])
            json.set("2020-01-01T00:00:00Z", at: ["metadata", "creationTimestamp"])
            json.set("2020-01-01T00:00:00Z", at: ["metadata", "deletionTimestamp"])
            return try await plane.create(json)
        }
        #expect(created.uid.count == 36)
        #expect(created.creationTimestamp?.rfc3339 == "2026-01-01T00:00:00Z")
        #expect(created.deletionTimestamp == nil)
        #expect(created.value(at: "data", "k") == "v")
        #expect(UInt64(created.resourceVersion) ?? 0 > 1)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var object: JSONValue
        var code: Int
        var reason: APIStatus.Reason
        var message: String
    }

    static let refusedCreates = [
        Refusal(
            testDescription: "taken name", object: configMap("taken"), code: 409, reason: .alreadyExists,
            message: "configmaps \"taken\" already exists"),
        Refusal(
            testDescription: "no such namespace", object: configMap("a", namespace: "nowhere"), code: 404,
            reason: .notFound, message: "namespaces \"nowhere\" not found"),
        Refusal(
            testDescription: "no name", object: configMap(""), code: 422, reason: .invalid,
            message: "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"),
        Refusal(
            testDescription: "resource version",
            object: [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "a", "namespace": "default", "resourceVersion": "1"],
            ],
            code: 400, reason: .badRequest, message: "resourceVersion should not be set on objects to be created"),
        Refusal(
            testDescription: "labels of the wrong form",
            object: [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "a", "namespace": "default", "labels": ["a": 1]],
            ],
            code: 400, reason: .badRequest,
            message:
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: metadata.labels.a: expected a string, found a number"
        ),
        Refusal(
            testDescription: "data of the wrong form",
            object: [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "default"],
                "data": ["a": 1],
            ],
            code: 400, reason: .badRequest,
            message:
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct "
                + "field ConfigMap.data of type string"
        ),
    ]

    @Test(arguments: refusedCreates)
    func createRefuses(_ refusal: Refusal) throws {
        let status = try Plane.run { plane in
            try await plane.create(configMap("taken"))
            return try await failure { try await plane.create(refusal.object) }
        }
        #expect(status?.code == refusal.code)
        #expect(status?.reason == refusal.reason)
        #expect(status?.message == refusal.message)
    }

    @Test func createRefusesAnotherKindOrNamespace() throws {
        try Plane.run { plane in
            let configMaps = try plane.resource("v1", "ConfigMap")
            let secret = Unstructured(
                apiVersion: "v1", kind: "Secret", metadata: ObjectMeta(name: "a", namespace: "default"))
            #expect(
                try await failure { _ = try await plane.client.create(configMaps, secret) }?.message
                    == "the kind in the data (Secret) does not match the expected kind (ConfigMap)")
            let elsewhere = Unstructured(fields: configMap("a", namespace: "kube-system").objectValue ?? [:])
            let request = ClientRequest(.create(elsewhere, name: nil), of: configMaps, namespace: "default")
            #expect(
                try await failure { _ = try await plane.client.send(request) }?.message
                    == "the namespace of the provided object does not match the namespace sent on the request")
        }
    }

    @Test func generatedNamesAreMadeAgainWhenTaken() throws {
        try Plane.run { plane in
            var names: Set<String> = []
            for _ in 0..<20 {
                var json = configMap("")
                json.set("job-", at: ["metadata", "generateName"])
                names.insert(try await plane.create(json).name)
            }
            #expect(names.count == 20)
            #expect(names.allSatisfy { $0.hasPrefix("job-") && $0.count == 9 })
        }
    }

    @Test func updateKeepsWhatIsTheServers() throws {
        try Plane.run { plane in
            let created = try await plane.create(configMap("a", data: ["k": "1"]))
            var changed = created
            changed.fields["data"] = ["k": "2"]
            changed.creationTimestamp = nil
            changed.uid = ""
            let updated = try await plane.update(changed)
            #expect(updated.uid == created.uid)
            #expect(updated.creationTimestamp == created.creationTimestamp)
            #expect(updated.value(at: "data", "k") == "2")
            #expect(updated.resourceVersion != created.resourceVersion)
            #expect(try await plane.get(created) == updated)
        }
    }

    @Test func anUpdateThatChangesNothingWritesNothing() throws {
        try Plane.run { plane in
            let created = try await plane.create(configMap("a", labels: ["x": "1", "y": "2"], data: ["k": "1"]))
            let before = try await plane.revision()
            var same = created
            same.labels = ["y": "2", "x": "1"]
            same.setMetadataForTest("managedFields", [["manager": "kubectl"]])
            #expect(try await plane.update(same).resourceVersion == created.resourceVersion)
            #expect(
                try await plane.patch(created, .merge(["data": ["k": "1"]])).resourceVersion == created.resourceVersion)
            #expect(try await plane.revision() == before)
        }
    }

    @Test func staleUpdatesConflict() throws {
        try Plane.run { plane in
            let created = try await plane.create(configMap("a"))
            let newer = try await plane.patch(created, .merge(["data": ["k": "1"]]))
            let status = try await failure { try await plane.update(created) }
            #expect(status?.code == 409)
            #expect(
                status?.message
                    == "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your "
                    + "changes to the latest version and try again")
            let stale: JSONValue = [
                "metadata": ["resourceVersion": .string(created.resourceVersion)], "data": ["k": "2"],
            ]
            #expect(try await failure { _ = try await plane.patch(created, .merge(stale)) }?.reason == .conflict)
            let fresh: JSONValue = [
                "metadata": ["resourceVersion": .string(newer.resourceVersion)], "data": ["k": "2"],
            ]
            #expect(try await plane.patch(created, .merge(fresh)).value(at: "data", "k") == "2")
            var other = created
            other.uid = "00000000-0000-4000-8000-000000000000"
            other.resourceVersion = ""
            #expect(
                try await failure { try await plane.update(other) }?.message.contains("Precondition failed: UID")
                    == true)
        }
    }

    @Test func updatesOfNothingAreNotFound() throws {
        try Plane.run { plane in
            let missing = Unstructured(fields: configMap("a").objectValue ?? [:])
            let status = try await failure { try await plane.update(missing) }
            #expect(status?.code == 404)
            #expect(status?.message == "configmaps \"a\" not found")
            #expect(try await failure { _ = try await plane.patch(missing, .merge([:])) }?.code == 404)
            #expect(try await plane.find(missing) == nil)
        }
    }

    @Test(arguments: [
        ("name", JSONValue.string("b")), ("uid", "00000000-0000-4000-8000-000000000000"),
        ("deletionTimestamp", "2026-01-01T00:00:00Z"),
    ])
    func immutableMetadata(_ key: String, _ value: JSONValue) throws {
        let status = try Plane.run { plane in
            let created = try await plane.create(configMap("a"))
            return try await failure {
                _ = try await plane.patch(created, .merge(["metadata": .object([key: value])]))
            }
        }
        #expect(status.map { $0.code == 422 || $0.code == 409 } == true)
    }

    @Test func patches() throws {
        try Plane.run { plane in
            let created = try await plane.create(configMap("a", data: ["k": "1", "l": "2"]))
            let merged = try await plane.patch(created, .merge(["data": ["k": .null, "m": "3"]]))
            #expect(merged.fields["data"] == ["l": "2", "m": "3"])
            let patched = try await plane.patch(
                created,
                .json([["op": "replace", "path": "/data/l", "value": "4"], ["op": "remove", "path": "/data/m"]]))
            #expect(patched.fields["data"] == ["l": "4"])
            let bad = try await failure {
                _ = try await plane.patch(created, .json([["op": "remove", "path": "/data/none"]]))
            }
            #expect(bad?.code == 422)
            #expect(try await failure { _ = try await plane.patch(created, .json(["op": "x"])) }?.code == 400)
            try await plane.create(widgetDefinition())
            let widget = try await plane.create(widget("a"))
            let unsupported = try await failure { _ = try await plane.patch(widget, .strategicMerge([:])) }
            #expect(unsupported?.code == 415)
            #expect(unsupported?.message.contains("application/merge-patch+json") == true)
        }
    }

    @Test func dryRunStoresNothing() throws {
        try Plane.run { plane in
            var options = WriteOptions()
            options.isDryRun = true
            let existing = try await plane.create(configMap("existing"))
            let before = try await plane.revision()
            let created = try await plane.create(configMap("a"), options: options)
            #expect(!created.uid.isEmpty)
            #expect(created.resourceVersion.isEmpty)
            #expect(try await plane.find(created) == nil)
            #expect(try await failure { try await plane.create(configMap("existing"), options: options) }?.code == 409)
            var request = ClientRequest(
                .delete(name: "existing", DeleteOptions()), of: try plane.resource("v1", "ConfigMap"),
                namespace: "default")
            request.write = options
            _ = try await plane.client.send(request)
            #expect(try await plane.get(existing) == existing)
            #expect(try await plane.revision() == before)
        }
    }

    @Test func concurrentIncrementsAreNotLost() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            try Plane.run(seed: seed) { plane in
                let counter = try await plane.create(configMap("counter", data: ["n": "0"]))
                let writers = 8
                let rounds = 10
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<writers {
                        group.addTask {
                            for _ in 0..<rounds { try await increment(counter, plane) }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await plane.get(counter).value(at: "data", "n") == .string("\(writers * rounds)"))
            }
        }
    }

    private func increment(_ counter: Unstructured, _ plane: Plane) async throws {
        while true {
            var object = try await plane.get(counter)
            let n = Int(object.value(at: "data", "n")?.stringValue ?? "") ?? 0
            object.fields["data"] = ["n": .string("\(n + 1)")]
            do {
                try await plane.update(object)
                return
            } catch let status as APIStatus where status.reason == .conflict {
                continue
            }
        }
    }

    @Test func concurrentPatchesWithoutAVersionAllApply() throws {
        try Plane.run(seed: 9) { plane in
            let object = try await plane.create(configMap("a"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<30 {
                    group.addTask { _ = try await plane.patch(object, .merge(["data": ["k\(index)": "x"]])) }
                }
                try await group.waitForAll()
            }
            #expect(try await plane.get(object).fields["data"]?.objectValue?.count == 30)
        }
    }
}

extension Unstructured {
    mutating func setMetadataForTest(_ key: String, _ value: JSONValue) {
        var metadata = fields["metadata"]?.objectValue ?? [:]
        metadata[key] = value
        fields["metadata"] = .object(metadata)
    }
}

/// Objects at the bounds of what is taken: what was accepted can be read, selected, changed and deleted.
@Suite("Objects at the limits")
struct ObjectLimitTests {
    private static let open: JSONValue = [
        "type": "object",
        "properties": [
            "spec": [
                "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                "properties": ["color": ["type": "string"], "replicas": ["type": "integer"]],
            ],
            "status": [
                "type": "object", "properties": ["replicas": ["type": "integer"], "selector": ["type": "string"]],
            ],
        ],
    ]

    @Test func asDeepAsARequestMayBe() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition(schema: Self.open))
            // The object, its spec and the value around this text are three levels.
            let deepest = JSONLimits.default.depth - 3
            let text = String(repeating: #"{"a":"#, count: deepest) + "1" + String(repeating: "}", count: deepest)
            let created = try await plane.create(
                widget("deep", spec: ["any": try JSONValue(parsing: "{\"b\":\(text)}")["b"] ?? .null]))
            let widgets = try plane.resource("example.com/v1", "Widget")
            let options = ListOptions(labelSelector: "!none", fieldSelector: "metadata.namespace=default")
            #expect(try await plane.client.list(widgets, namespace: "default", options).items.count == 1)
            let patched = try await plane.patch(created, .merge(["metadata": ["labels": ["a": "b"]]]))
            #expect(patched.labels == ["a": "b"])
            try await plane.delete(created)
            #expect(try await plane.find(created) == nil)
        }
    }

    @Test func asLargeAsARequestMayBe() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition(schema: Self.open))
            let created = try await plane.create(
                widget("large", spec: ["a": .string(String(repeating: "x", count: 2 << 20))]))
            let refusal = try await failure {
                _ = try await plane.patch(
                    created, .merge(["spec": ["b": .string(String(repeating: "y", count: 2 << 20))]]))
            }
            #expect(refusal?.code == 413)
            #expect(try await plane.patch(created, .merge(["spec": ["a": "x"]])).value(at: "spec", "a") == "x")
        }
    }
}
