import Effects
import JSON
import Machinery
import Testing

@Suite("Applying") struct ApplyTests {
    @Test("an applier owns what it sets, and the server's fields are nobody's") func creates() throws {
        var stage = Stage()
        try stage.apply(
            "a",
            object: json(
                #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x","namespace":"n","labels":{"l":"1"},"finalizers":["f"]},"spec":{"string":"s","set":["a"]}}"#
            ))
        #expect(
            stage.object?["metadata"]?["managedFields"]?.text
                == #"[{"manager":"a","operation":"Apply","apiVersion":"example.com/v1","time":"2023-11-14T22:13:21Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:finalizers":{"v:\"f\"":{}},"f:labels":{"f:l":{}}},"f:spec":{"f:set":{"v:\"a\"":{}},"f:string":{}}}}]"#
        )
        #expect(stage.spec?.text == #"{"string":"s","set":["a"]}"#)
    }

    @Test("applying again what is there changes nothing, not even the time") func idempotent() throws {
        var stage = Stage()
        try stage.apply("a", #"{"list":[{"name":"x","value":1}],"map":{"k":"v"},"atomicMap":{}}"#)
        let before = stage.object
        try stage.apply("a", #"{"list":[{"name":"x","value":1}],"map":{"k":"v"},"atomicMap":{}}"#)
        #expect(stage.object == before)
    }

    @Test("dropping a field removes it") func removes() throws {
        var stage = Stage()
        try stage.apply(
            "a",
            #"{"numeric":1,"string":"s","set":["a","b"],"list":[{"name":"x"},{"name":"y"}],"map":{"k":"v","l":"w"},"struct":{"deep":{"c":"1"}}}"#
        )
        try stage.apply("a", #"{"numeric":1,"set":["b"],"list":[{"name":"y"}],"map":{"l":"w"}}"#)
        #expect(stage.spec?.text == #"{"numeric":1,"set":["b"],"list":[{"name":"y"}],"map":{"l":"w"}}"#)
        try stage.apply("a", #"{"numeric":1}"#)
        #expect(stage.spec?.text == #"{"numeric":1}"#)
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:numeric":{}}}"#)
    }

    @Test("who sets what another applier set otherwise has a conflict") func conflict() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1,"list":[{"name":"x","value":1}],"set":["s"]}"#)
        let before = stage.object
        let status = #expect(throws: APIStatus.self) { try stage.apply("b", #"{"numeric":2}"#) }
        #expect(stage.object == before)
        #expect(status?.code == 409)
        #expect(status?.reason == .conflict)
        #expect(status?.message == #"Apply failed with 1 conflict: conflict with "a": .spec.numeric"#)
        #expect(
            status?.details?.causes == [
                APIStatus.Cause(reason: "FieldManagerConflict", message: #"conflict with "a""#, field: ".spec.numeric")
            ])
    }

    @Test("conflicts are told by manager") func conflicts() throws {
        var stage = Stage()
        try stage.apply("b", #"{"numeric":1,"list":[{"name":"x","value":1}]}"#)
        try stage.update("c") { old in
            var new = try #require(old)
            new.set("s", at: ["spec", "string"])
            return new
        }
        var status = Stage(FieldManager(Sample.kind, schema: Sample.schema, subresource: "status"))
        status.object = stage.object
        try status.update("d") { old in
            var new = try #require(old)
            new.set("Running", at: ["status", "phase"])
            return new
        }
        stage.object = status.object
        let error = #expect(throws: APIStatus.self) {
            try stage.apply(
                "a",
                object: json(
                    #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x"},"spec":{"numeric":2,"string":"t","list":[{"name":"x","value":2}]},"status":{"phase":"Failed"}}"#
                ))
        }
        #expect(
            error?.message == """
                Apply failed with 4 conflicts: conflicts with "b":
                - .spec.numeric
                - .spec.list[name="x"].value
                conflicts with "c" using example.com/v1:
                - .spec.string
                conflicts with "d" with subresource "status" using example.com/v1:
                - .status.phase
                """)
        #expect(
            error?.details?.causes.map(\.message).last
                == #"conflict with "d" with subresource "status" using example.com/v1"#)
    }

    @Test("force takes the field over") func force() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1,"string":"s"}"#)
        try stage.apply("b", force: true, #"{"numeric":2}"#)
        #expect(stage.spec?["numeric"] == 2)
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:string":{}}}"#)
        #expect(stage.fields(of: "b") == #"{"f:spec":{"f:numeric":{}}}"#)
        // Who loses all is forgotten.
        try stage.apply("b", force: true, #"{"numeric":2,"string":"t"}"#)
        #expect(stage.fields(of: "a") == nil)
    }

    @Test("equal values are shared, and stay as long as one owner has them") func shared() throws {
        var stage = Stage()
        try stage.apply("a", #"{"numeric":1,"set":["s","t"],"list":[{"name":"x","value":1}]}"#)
        try stage.apply("b", #"{"numeric":1,"set":["s"],"list":[{"name":"x"}]}"#)
        #expect(stage.owners?.entries.first { $0.manager == "b" }?.time == nil)
        try stage.apply("a", #"{}"#)
        #expect(stage.spec?.text == #"{"numeric":1,"set":["s"],"list":[{"name":"x"}]}"#)
        #expect(stage.fields(of: "a") == #"{"f:spec":{}}"#)
        try stage.apply("a", object: ["apiVersion": "example.com/v1", "kind": "Sample"])
        #expect(stage.fields(of: "a") == nil)
        try stage.apply("b", object: ["apiVersion": "example.com/v1", "kind": "Sample"])
        #expect(stage.spec == nil)
        #expect(stage.object?["metadata"]?["managedFields"] == nil)
    }

    @Test(
        "what updaters set in an element keeps it",
        arguments: [
            // An element goes with all that is in it: the updater added a member, but owns no element.
            (#"{"list":[{"name":"x"}]}"#, #"{"list":[{"name":"x","value":1}]}"#, #"{}"#, #"{}"#),
            (
                #"{"list":[{"name":"x"}],"numeric":1}"#, #"{"list":[{"name":"x","value":1}],"numeric":1}"#,
                #"{"numeric":1,"list":[{"name":"x"}]}"#, #"{"list":[{"name":"x","value":1}],"numeric":1}"#
            ),
            // The updater added an element.
            (
                #"{"list":[{"name":"x"}]}"#, #"{"list":[{"name":"x"},{"name":"y"}]}"#, #"{}"#,
                #"{"list":[{"name":"y"}]}"#
            ),
            (#"{"map":{"a":"1"}}"#, #"{"map":{"a":"1","b":"2"}}"#, #"{}"#, #"{"map":{"b":"2"}}"#),
            (#"{"struct":{"a":"1"}}"#, #"{"struct":{"a":"1","b":"2"}}"#, #"{}"#, #"{"struct":{"b":"2"}}"#),
            // The updater took the value over: dropping it no longer removes it.
            (#"{"numeric":1}"#, #"{"numeric":2}"#, #"{}"#, #"{"numeric":2}"#),
        ])
    func keepsOthers(applied: String, updated: String, again: String, expected: String) throws {
        var stage = Stage()
        try stage.apply("a", applied)
        try stage.update("u", updated)
        try stage.apply("a", again)
        #expect(stage.spec?.text == expected)
    }

    @Test("removing one of two appliers' items leaves the other's order") func twoLists() throws {
        var stage = Stage()
        try stage.apply("a", #"{"list":[{"name":"a"},{"name":"b"},{"name":"c"}]}"#)
        try stage.apply("b", #"{"list":[{"name":"c"},{"name":"d"}]}"#)
        try stage.apply("a", #"{"list":[{"name":"a"}]}"#)
        #expect(stage.spec?["list"]?.text == #"[{"name":"a"},{"name":"c"},{"name":"d"}]"#)
    }

    @Test(
        "an empty list or object that is applied is there at once, whatever was in it",
        arguments: [
            #"{"map":{}}"#, #"{"list":[],"numeric":1}"#, #"{"struct":{"deep":{}}}"#,
            #"{"list":[{"name":"x","tags":[],"map":{}}]}"#,
        ])
    func empties(spec: String) throws {
        var stage = Stage()
        try stage.apply(
            "a", #"{"map":{"a":"b"},"list":[{"name":"x","tags":["t"],"map":{"k":"v"}}],"struct":{"deep":{"c":"d"}}}"#)
        try stage.apply("a", spec)
        #expect(stage.spec == (try json(spec)))
        let once = stage.object
        try stage.apply("a", spec)
        #expect(stage.object == once)
    }

    @Test("nested lists lose what their applier drops") func nestedLists() throws {
        var stage = Stage()
        try stage.apply("a", #"{"list":[{"name":"a"},{"name":"b","tags":["c"]}]}"#)
        try stage.apply("b", #"{"list":[{"name":"b","tags":["d"]}]}"#)
        try stage.apply("a", #"{"list":[{"name":"a"}]}"#)
        #expect(stage.spec?["list"]?.text == #"[{"name":"a"},{"name":"b","tags":["d"]}]"#)
        try stage.apply("b", #"{"list":[{"name":"b"}]}"#)
        #expect(stage.spec?["list"]?.text == #"[{"name":"a"},{"name":"b"}]"#)
    }

    @Test("an object without owners had them all before the first apply") func beforeFirstApply() throws {
        var stage = Stage()
        stage.object = try Sample.object(#"{"numeric":1,"string":"s"}"#)
        stage.object?.set("1", at: ["metadata", "uid"])
        let error = #expect(throws: APIStatus.self) { try stage.apply("a", #"{"numeric":2}"#) }
        #expect(
            error?.message
                == #"Apply failed with 1 conflict: conflict with "before-first-apply" using example.com/v1: .spec.numeric"#
        )
        try stage.apply("a", #"{"numeric":1}"#)
        #expect(
            stage.fields(of: "before-first-apply", .update) == #"{"f:spec":{".":{},"f:numeric":{},"f:string":{}}}"#)
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:numeric":{}}}"#)
    }

    @Test(
        "what cannot be applied is said",
        arguments: [
            (
                #"{"apiVersion":"example.com/v2","kind":"Sample","metadata":{"name":"x"}}"#, 400,
                "invalid object type: example.com/v2, Kind=Sample"
            ),
            (
                #"{"apiVersion":"example.com/v1","kind":"Other","metadata":{"name":"x"}}"#, 400,
                "invalid object type: example.com/v1, Kind=Other"
            ),
            (
                #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x","managedFields":[]}}"#, 400,
                "metadata.managedFields must be nil"
            ),
            (
                #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x","namespace":"n"},"spec":{"nope":1}}"#,
                500,
                "failed to create typed patch object (n/x; example.com/v1, Kind=Sample): .spec.nope: field not declared in schema"
            ),
            (
                #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x"},"spec":{"list":[{"name":"a"},{"name":"a"}]}}"#,
                500,
                #"failed to create typed patch object (/x; example.com/v1, Kind=Sample): .spec.list: duplicate entries for key [name="a"]"#
            ),
        ])
    func refuses(configuration: String, code: Int, message: String) throws {
        var stage = Stage()
        let error = #expect(throws: APIStatus.self) { try stage.apply("a", object: json(configuration)) }
        #expect(error?.code == code)
        #expect(error?.message == message)
    }

    @Test("owners that cannot be read refuse the apply") func unreadableOwners() throws {
        var stage = Stage()
        stage.object = try Sample.object("{}")
        stage.object?.set([["manager": "x", "operation": "Apply"]], at: ["metadata", "managedFields"])
        let error = #expect(throws: APIStatus.self) { try stage.apply("a", #"{"numeric":1}"#) }
        #expect(error?.message == "failed to decode managed fields: [0]: apiVersion must not be empty")
    }

    @Test("duplicates in the stored list stay until an applier names them") func duplicates() throws {
        var stage = Stage()
        stage.object = try Sample.object(#"{"list":[{"name":"a","value":1},{"name":"a","value":2},{"name":"b"}]}"#)
        try stage.apply("a", #"{"list":[{"name":"c"}]}"#)
        #expect(
            stage.spec?["list"]?.text == #"[{"name":"a","value":1},{"name":"a","value":2},{"name":"b"},{"name":"c"}]"#)
        #expect(
            stage.fields(of: "before-first-apply", .update)?.contains(#""k:{\"name\":\"a\"}":{}"#) == true)
        try stage.apply("a", force: true, #"{"list":[{"name":"a","value":3},{"name":"c"}]}"#)
        #expect(stage.spec?["list"]?.text == #"[{"name":"a","value":3},{"name":"b"},{"name":"c"}]"#)
    }
}

@Suite("Migrating from kubectl's own apply") struct LastAppliedTests {
    static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// An object that kubectl created with its own apply, and somebody scaled since.
    private func migrated(lastApplied: String, spec: String) throws -> Stage {
        var stage = Stage()
        try stage.update("kubectl-client-side-apply") { _ in
            var object = try Sample.object(spec)
            object.set(.string(lastApplied), at: ["metadata", "annotations", Self.annotation])
            return object
        }
        return stage
    }

    @Test("kubectl takes over what it applied") func takesOver() throws {
        let lastApplied = try Sample.object(#"{"numeric":1,"string":"s"}"#).text
        var stage = try migrated(lastApplied: lastApplied, spec: #"{"numeric":1,"string":"s"}"#)
        #expect(throws: APIStatus.self) { try stage.apply("other", #"{"numeric":2}"#) }
        try stage.apply("kubectl", #"{"numeric":2}"#)
        #expect(stage.spec?.text == #"{"numeric":2,"string":"s"}"#)
        #expect(
            stage.object?["metadata"]?["annotations"]?[Self.annotation]?.stringValue
                == #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"name":"x"},"spec":{"numeric":2}}"#
                + "\n")
    }

    @Test(
        "what is not as it was applied last stays a conflict",
        arguments: [
            #"{"numeric":7,"string":"s"}"#, #"{"string":"s"}"#,
        ])
    func conflicts(lastAppliedSpec: String) throws {
        let lastApplied = try Sample.object(lastAppliedSpec).text
        var stage = try migrated(lastApplied: lastApplied, spec: #"{"numeric":1,"string":"s"}"#)
        let error = #expect(throws: APIStatus.self) { try stage.apply("kubectl", #"{"numeric":2,"string":"t"}"#) }
        #expect(
            error?.message
                == #"Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using example.com/v1: .spec.numeric"#
        )
    }

    @Test(
        "an annotation that cannot be read helps nobody",
        arguments: [
            "", "{", "[]", #"{"apiVersion":"example.com/v2","kind":"Sample","spec":{"numeric":1}}"#,
            #"{"apiVersion":"example.com/v1","kind":"Sample","spec":{"nope":1}}"#,
        ])
    func unreadable(text: String) throws {
        var stage = try migrated(lastApplied: text, spec: #"{"numeric":1}"#)
        #expect(throws: APIStatus.self) { try stage.apply("kubectl", #"{"numeric":2}"#) }
    }

    @Test("the annotation is written as kubectl would, without itself") func written() throws {
        var stage = try migrated(lastApplied: "{}", spec: #"{"numeric":1}"#)
        try stage.apply(
            "kubectl",
            object: json(
                #"{"kind":"Sample","apiVersion":"example.com/v1","metadata":{"name":"x","annotations":{"a":"<&>"}},"spec":{"numeric":1}}"#
            ))
        #expect(
            stage.object?["metadata"]?["annotations"]?[Self.annotation]?.stringValue
                == #"{"apiVersion":"example.com/v1","kind":"Sample","metadata":{"annotations":{"a":"\u003c\u0026\u003e"},"name":"x"},"spec":{"numeric":1}}"#
                + "\n")
    }

    @Test("an annotation that would be too large goes") func tooLarge() throws {
        var stage = try migrated(lastApplied: "{}", spec: #"{}"#)
        try stage.apply("kubectl", #"{"string":"\#(String(repeating: "x", count: 300_000))"}"#)
        #expect(stage.object?["metadata"]?["annotations"]?[Self.annotation] == nil)
    }
}
