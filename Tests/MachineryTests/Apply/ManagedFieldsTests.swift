import Effects
import JSON
import Machinery
import Testing

@Suite("Managed fields") struct ManagedFieldsTests {
    private func entry(
        _ manager: String, _ operation: String, _ version: String = "v1", time: Int64? = nil, subresource: String = ""
    ) -> JSONValue {
        var entry = ManagedFieldsEntry()
        entry.manager = manager
        entry.operation = ManagedFieldsEntry.Operation(rawValue: operation)
        entry.apiVersion = version
        entry.time = time.map(Timestamp.init(secondsSinceEpoch:))
        entry.fieldsType = "FieldsV1"
        entry.fieldsV1 = ["f:a": [:]]
        entry.subresource = subresource
        return entry.json
    }

    @Test(
        "entries are read and written to the byte",
        arguments: [
            #"[{"manager":"a","operation":"Apply","apiVersion":"v1","time":"2024-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:a":{}},"subresource":"status"}]"#,
            #"[{"manager":"a","operation":"Update","apiVersion":"apps/v1","fieldsType":"FieldsV1","fieldsV1":{}}]"#,
            #"[{"operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:a":{}}}]"#,
        ])
    func coding(text: String) throws {
        #expect(try ManagedFields(json: json(text)).json?.text == text)
    }

    @Test("appliers come first, then by time, name, version and subresource") func order() throws {
        let sorted = [
            entry("z", "Apply"), entry("a", "Apply", time: 1), entry("c", "Update"), entry("d", "Update"),
            entry("a", "Update", "v1", time: 5), entry("b", "Update", "v0", time: 5),
            entry("b", "Update", "v1", time: 5), entry("b", "Update", "v1", time: 5, subresource: "scale"),
            entry("a", "Update", "v0", time: 6),
        ]
        #expect(try ManagedFields(json: .array(sorted.reversed())).json == .array(sorted))
    }

    @Test("an applier has one entry whatever the version, an updater one for each") func identity() throws {
        let managed = try ManagedFields(
            json: [
                entry("a", "Apply", "v1"), entry("a", "Apply", "v2"), entry("a", "Update", "v1"),
                entry("a", "Update", "v2"),
            ])
        #expect(managed.entries.map { "\($0.operation) \($0.apiVersion)" } == ["Apply v2", "Update v1", "Update v2"])
        #expect(managed.fields.fieldsV1.text == #"{"f:a":{}}"#)
    }

    @Test(
        "what no server has written is refused",
        arguments: [
            (#"{}"#, "expected a list, found an object"), (#"[1]"#, "[0]: expected an object, found a number"),
            (#"[{"operation":"Patch"}]"#, "[0]: operation must be `Apply` or `Update`"),
            (#"[{"operation":"Apply"}]"#, "[0]: apiVersion must not be empty"),
            (#"[{"operation":"Apply","apiVersion":"v1"}]"#, "[0]: missing fieldsType in managed fields entry 0"),
            (
                #"[{"operation":"Apply","apiVersion":"v1","fieldsType":"V2"}]"#,
                #"[0]: invalid fieldsType "V2" in managed fields entry 0"#
            ),
            (#"[{"operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","time":"now"}]"#, nil),
            (
                #"[{"operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"bad":{}}}]"#,
                "[0]: missing colon: bad"
            ),
        ] as [(String, String?)])
    func refuses(text: String, message: String?) throws {
        let error = #expect(throws: DecodingFailure.self) { try ManagedFields(json: json(text)) }
        if let message { #expect(error?.description == message) }
    }

    @Test("entries of clients are validated in Kubernetes' words") func validation() throws {
        var bad = ManagedFieldsEntry()
        bad.operation = "Patch"
        bad.fieldsType = "V2"
        bad.manager = "a\n"
        bad.subresource = String(repeating: "s", count: 257)
        var good = ManagedFieldsEntry()
        good.operation = .apply
        var long = good
        long.manager = String(repeating: "m", count: 129)
        #expect(
            ManagedFieldsEntry.violations(in: [good, bad, long]).map(\.description) == [
                "metadata.managedFields[1].operation: Invalid value: \"Patch\": must be `Apply` or `Update`",
                "metadata.managedFields[1].fieldsType: Invalid value: \"V2\": must be `FieldsV1`",
                #"metadata.managedFields[1].manager: Invalid value: "a\n": invalid character U+000A (at position 1)"#,
                "metadata.managedFields[1].subresource: Too long: may not be more than 256 bytes",
                "metadata.managedFields[2].manager: Too long: may not be more than 128 bytes",
            ])
        #expect(ManagedFieldsEntry.violations(inManager: "kubectl é").isEmpty)
        #expect(
            ManagedFieldsEntry.violations(inManager: "é\u{7}").map(\.description)
                == [#"fieldManager: Invalid value: "é\a": invalid character U+0007 (at position 2)"#])
    }
}

@Suite("Owners of the scale subresource") struct ScaleFieldsTests {
    private let scale = ScaleFields(
        apiVersion: "apps/v1",
        paths: ["apps/v1": ["spec", "replicas"], "apps/v0": ["spec", "count"], "apps/v9": .none])

    private func entries(_ entries: [(String, String, String, String, String)]) throws -> JSONValue {
        .array(
            try entries.map { manager, operation, version, subresource, fields in
                var entry = ManagedFieldsEntry()
                entry.manager = manager
                entry.operation = ManagedFieldsEntry.Operation(rawValue: operation)
                entry.apiVersion = version
                entry.fieldsType = "FieldsV1"
                entry.fieldsV1 = try json(fields)
                entry.subresource = subresource
                return entry.json
            })
    }

    static let replicas = #"{"f:spec":{"f:replicas":{}}}"#

    @Test("owners of the replicas own them in the Scale") func toScale() throws {
        let parent = try entries([
            ("a", "Apply", "apps/v1", "", #"{"f:spec":{"f:other":{}}}"#),
            ("b", "Apply", "apps/v0", "", #"{"f:spec":{"f:count":{},"f:other":{}}}"#),
            ("c", "Update", "apps/v1", "scale", Self.replicas), ("d", "Apply", "apps/v10", "", Self.replicas),
            ("e", "Apply", "apps/v9", "", Self.replicas),
        ])
        #expect(
            try scale.scaleFields(of: parent)
                == entries([
                    ("b", "Apply", "autoscaling/v1", "", Self.replicas),
                    ("c", "Update", "autoscaling/v1", "scale", Self.replicas),
                ]))
        #expect(try scale.scaleFields(of: .none) == nil)
    }

    @Test("what a Scale's writer took over its owners lose", arguments: ["Apply", "Update"]) func toParent(
        operation: String
    ) throws {
        let parent = try entries([
            ("a", operation, "apps/v1", "", #"{"f:spec":{"f:other":{},"f:replicas":{}}}"#),
            ("gone", "Apply", "apps/v10", "", Self.replicas),
            ("only", operation, "apps/v0", "", #"{"f:spec":{"f:count":{}}}"#),
        ])
        let written = try entries([("a", "Update", "autoscaling/v1", "scale", Self.replicas)])
        let expected = [
            ("a", operation, "apps/v1", "", #"{"f:spec":{"f:other":{}}}"#),
            ("a", "Update", "apps/v1", "scale", Self.replicas),
        ]
        #expect(try scale.parentFields(of: parent, after: written) == entries(expected))
    }

    @Test("who still owns the replicas keeps all it has", arguments: ["Apply", "Update"]) func kept(operation: String)
        throws
    {
        let parent = try entries([
            ("a", operation, "apps/v1", "", #"{"f:spec":{"f:other":{},"f:replicas":{}}}"#),
            ("b", operation, "apps/v1", "scale", Self.replicas),
        ])
        #expect(try scale.parentFields(of: parent, after: scale.scaleFields(of: parent)) == parent)
    }

    @Test("a Scale is written by the rules of every object") func through() throws {
        let schema = MergeSchema(
            try StructuralSchema(
                openAPI: json(
                    #"{"type":"object","properties":{"spec":{"type":"object","properties":{"paused":{"type":"boolean"},"replicas":{"type":"integer"}}}}}"#
                )))
        var stage = Stage(
            FieldManager(GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), schema: schema))
        try stage.apply(
            "a",
            object: json(
                #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":1,"paused":true}}"#
            ))
        let parent = stage.object?["metadata"]?["managedFields"]
        var old = try json(
            #"{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"x","uid":"1"},"spec":{"replicas":1}}"#)
        old.set(try scale.scaleFields(of: parent), at: ["metadata", "managedFields"])
        var new = old
        new.set(5, at: ["spec", "replicas"])
        let fields = FieldManager(
            GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale"), schema: schema, subresource: "scale")
        let written = fields.update(from: old, to: new, manager: "hpa", at: stage.now)
        let result = try scale.parentFields(of: parent, after: written["metadata"]?["managedFields"])
        stage.object?.set(result, at: ["metadata", "managedFields"])
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:paused":{}}}"#)
        #expect(stage.fields(of: "hpa", .update) == Self.replicas)
        #expect(stage.owners?.entries.last?.time == stage.now)
        let error = #expect(throws: APIStatus.self) {
            try stage.apply(
                "a",
                object: json(
                    #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":2,"paused":true}}"#
                ))
        }
        #expect(
            error == nil
                || error?.message
                    == #"Apply failed with 1 conflict: conflict with "hpa" with subresource "scale" using apps/v1: .spec.replicas"#
        )
    }
}
