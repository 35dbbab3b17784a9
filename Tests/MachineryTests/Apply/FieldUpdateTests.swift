import Effects
import JSON
import Machinery
import Testing

@Suite("Updating") struct FieldUpdateTests {
    @Test("who creates an object owns all of it") func create() throws {
        var stage = Stage()
        try stage.update("c", #"{"numeric":1,"struct":{"deep":{"c":"x"}},"set":["a"],"map":{"k":"v"}}"#)
        #expect(
            stage.fields(of: "c", .update)
                == #"{"f:spec":{".":{},"f:map":{".":{},"f:k":{}},"f:numeric":{},"f:set":{".":{},"v:\"a\"":{}},"f:struct":{".":{},"f:deep":{".":{},"f:c":{}}}}}"#
        )
        #expect(stage.owners?.entries.first?.time == Timestamp(secondsSinceEpoch: 1_700_000_001))
    }

    @Test("changes are taken over, removals given up, the rest left") func steals() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1,"string":"s","bool":true}"#)
        try stage.update("u", #"{"numeric":2,"string":"s"}"#)
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:string":{}}}"#)
        #expect(stage.fields(of: "u", .update) == #"{"f:spec":{"f:numeric":{}}}"#)
        try stage.update("u", #"{"numeric":2,"string":"t"}"#)
        #expect(stage.fields(of: "a") == nil)
        #expect(stage.fields(of: "u", .update) == #"{"f:spec":{"f:numeric":{},"f:string":{}}}"#)
        try stage.update("v", #"{"string":"t"}"#)
        #expect(stage.fields(of: "u", .update) == #"{"f:spec":{"f:string":{}}}"#)
        #expect(stage.fields(of: "v", .update) == nil)
    }

    @Test("an update that changes nothing leaves the owners as they were, to the byte") func noChange() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1}"#)
        // Another server's order of entries and elements, which nobody had a reason to touch.
        let foreign = try json(
            #"[{"fieldsV1":{"f:spec":{"f:numeric":{}}},"manager":"a","operation":"Apply","apiVersion":"example.com/v1","fieldsType":"FieldsV1"}]"#
        )
        stage.object?.set(foreign, at: ["metadata", "managedFields"])
        try stage.update("u", #"{"numeric":1}"#)
        #expect(stage.object?["metadata"]?["managedFields"]?.text == foreign.text)
    }

    @Test("an owner's time changes only with what it owns") func times() throws {
        var stage = Stage()
        try stage.update("u", #"{"numeric":1}"#)
        try stage.update("v", #"{"numeric":1,"string":"s"}"#)
        try stage.update("v", #"{"numeric":1,"string":"s"}"#)
        let entries = try #require(stage.owners?.entries)
        #expect(entries.map(\.manager) == ["u", "v"])
        #expect(entries.map { $0.time?.secondsSinceEpoch } == [1_700_000_001, 1_700_000_002])
    }

    @Test("an object without owners gets none") func untracked() throws {
        var stage = Stage()
        stage.object = try Sample.object(#"{"numeric":1}"#)
        stage.object?.set("1", at: ["metadata", "uid"])
        try stage.update("u", #"{"numeric":2}"#)
        #expect(stage.object?["metadata"]?["managedFields"] == nil)
    }

    @Test("a client may reset the owners", arguments: ["[]", "[{}]"]) func reset(entries: String) throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1}"#)
        try stage.update("u") { old in
            var new = try #require(old)
            new.set(try json(entries), at: ["metadata", "managedFields"])
            return new
        }
        #expect(stage.object?["metadata"]?["managedFields"] == nil)
        #expect(stage.spec?.text == #"{"numeric":1}"#)
    }

    @Test("a client that does not know of owners does not lose them", arguments: [nil, "null"] as [String?])
    func ignorantClients(sent: String?) throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1,"string":"s"}"#)
        try stage.update("u") { old in
            var new = try #require(old)
            new.set(try sent.map { try json($0) }, at: ["metadata", "managedFields"])
            new.set("t", at: ["spec", "string"])
            return new
        }
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:numeric":{}}}"#)
        #expect(stage.fields(of: "u", .update) == #"{"f:spec":{"f:string":{}}}"#)
    }

    @Test("a client may change the owners, but not to nonsense") func changedOwners() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1}"#)
        let entry =
            #"{"manager":"z","operation":"Apply","apiVersion":"example.com/v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:string":{}}}}"#
        try stage.update("u") { old in
            var new = try #require(old)
            new.set(try json("[\(entry)]"), at: ["metadata", "managedFields"])
            return new
        }
        #expect(stage.owners?.entries.map(\.manager) == ["z"])
        for nonsense in [
            "5", "[5]", #"[{"manager":"y"}]"#,
            #"[{"operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:":1}}]"#,
        ] {
            try stage.update("u") { old in
                var new = try #require(old)
                new.set(try json(nonsense), at: ["metadata", "managedFields"])
                return new
            }
            #expect(stage.owners?.entries.map(\.manager) == ["z"])
        }
    }

    @Test("through a subresource owners cannot be changed") func subresource() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1}"#)
        let fields = FieldManager(Sample.kind, schema: Sample.schema, subresource: "status", scope: .status)
        var sent = try #require(stage.object)
        sent.set([], at: ["metadata", "managedFields"])
        sent.set(["phase": "Running"], at: ["status"])
        sent.set(2, at: ["spec", "numeric"])
        stage.object = fields.update(from: stage.object, to: sent, manager: "s", at: stage.now)
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:numeric":{}}}"#)
        #expect(stage.fields(of: "s", .update) == #"{"f:status":{".":{},"f:phase":{}}}"#)
        #expect(stage.owners?.entries.last?.subresource == "status")
    }

    @Test("what a resource resets nobody gets to own") func scope() throws {
        var stage = Stage(FieldManager(Sample.kind, schema: Sample.schema, scope: .withoutStatus))
        let object = try json(
            #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x","labels":{"a":"b"}},"spec":{"numeric":1},"status":{"phase":"Running"}}"#
        )
        try stage.update("u") { _ in object }
        #expect(
            stage.fields(of: "u", .update)
                == #"{"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{".":{},"f:numeric":{}}}"#)
        try stage.apply("a", object: object)
        #expect(stage.fields(of: "a") == #"{"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{"f:numeric":{}}}"#)
        // Nor does anybody lose what is reset.
        var status = Stage(FieldManager(Sample.kind, schema: Sample.schema, subresource: "status", scope: .status))
        status.object = stage.object
        try status.apply(
            "s",
            object: json(
                #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x","labels":{"a":"c"}},"status":{"replicas":3}}"#
            ))
        #expect(status.fields(of: "a") == #"{"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{"f:numeric":{}}}"#)
        #expect(status.fields(of: "s") == #"{"f:status":{"f:replicas":{}}}"#)
    }

    @Test("an object that does not fit its schema keeps its owners") func invalid() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1}"#)
        let owners = stage.object?["metadata"]?["managedFields"]
        try stage.update("u", #"{"numeric":1,"nope":{"x":1}}"#)
        #expect(stage.object?["metadata"]?["managedFields"] == owners)
        #expect(stage.spec?["nope"] == ["x": 1])
    }

    @Test("times alone are no change") func timesAlone() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1}"#)
        let old = try #require(stage.object)
        var new = old
        var entry = try #require(old["metadata"]?["managedFields"]?[0])
        entry.set("2030-01-01T00:00:00Z", at: ["time"])
        new.set([entry], at: ["metadata", "managedFields"])
        #expect(FieldManager.keepingTimes(of: old, in: new) == old)
        new.set(2, at: ["spec", "numeric"])
        #expect(FieldManager.keepingTimes(of: old, in: new) == new)
    }

    @Test("the oldest updaters are joined, version by version") func ancientChanges() throws {
        var stage = Stage()
        try stage.apply("applier", #"{"numeric":0}"#)
        for index in 0..<12 {
            try stage.update("u\(index)") { old in
                var new = try #require(old)
                new.set(.string("x"), at: ["spec", "map", "k\(index)"])
                return new
            }
        }
        let entries = try #require(stage.owners?.entries)
        #expect(
            entries.map(\.manager) == ["applier", "ancient-changes"] + (3..<12).map { "u\($0)" })
        #expect(
            stage.fields(of: "ancient-changes", .update)
                == #"{"f:spec":{"f:map":{".":{},"f:k0":{},"f:k1":{},"f:k2":{}}}}"#)
        #expect(entries[1].time?.secondsSinceEpoch == 1_700_000_004)
    }
}

@Suite("Hostile objects") struct HostileObjectTests {
    @Test("objects as deep as JSON may be are applied, updated and emptied") func depth() throws {
        func nested(_ leaf: JSONValue) -> JSONValue {
            (0..<500).reduce(leaf) { inner, _ in ["a": inner] }
        }
        var stage = Stage()
        try stage.apply("a", object: ["apiVersion": "example.com/v1", "kind": "Sample", "spec": ["any": nested(1)]])
        try stage.update("u") { old in
            var new = try #require(old)
            new.set(nested(2), at: ["spec", "any"])
            return new
        }
        #expect(stage.fields(of: "u", .update) != nil)
        let other: JSONValue = ["apiVersion": "example.com/v1", "kind": "Sample", "spec": ["any": nested(3)]]
        #expect(throws: APIStatus.self) { try stage.apply("b", object: other) }
        try stage.apply("a", object: ["apiVersion": "example.com/v1", "kind": "Sample", "spec": ["any": [:]]])
        #expect(stage.spec?.text == #"{"any":{}}"#)
    }

    @Test(
        "numbers, names and keys that nobody would write are borne",
        arguments: [
            #"{"any":{"":{"":1e400},"é":-0.0,"e\u0301":1}}"#, #"{"any":{"f:":{".":1}}}"#,
            #"{"list":[{"name":"\u0000"},{"name":"\ud83d\ude00"}],"set":["<&>","\""]}"#,
            #"{"numbers":[1,1.5,12345678901234567890,-9223372036854775808]}"#,
        ])
    func oddities(spec: String) throws {
        var stage = Stage()
        try stage.apply("a", spec)
        let once = stage.object
        try stage.apply("a", spec)
        #expect(stage.object == once)
        let owners = try #require(stage.owners)
        #expect(try FieldSet(fieldsV1: owners.fields.fieldsV1) == owners.fields)
    }
}
