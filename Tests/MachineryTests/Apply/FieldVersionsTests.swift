import Effects
import JSON
import Machinery
import Testing

/// A kind in two versions, of which the second calls `replicas` `count`.
private enum Versioned {
    static let kinds = ["v1", "v2"].map { GroupVersionKind(group: "example.com", version: $0, kind: "Sample") }

    static func schema(_ field: String) -> MergeSchema {
        let text = #"""
            {"type":"object","properties":{"spec":{"type":"object","properties":{"name":{"type":"string"},
            "\#(field)":{"type":"integer"},"set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}}}}}
            """#
        do {
            return MergeSchema(try StructuralSchema(openAPI: JSONValue(parsing: text)))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static let schemas = ["example.com/v1": schema("replicas"), "example.com/v2": schema("count")]

    struct CannotConvert: Error {}

    static func convert(_ object: JSONValue, _ apiVersion: String) throws -> JSONValue {
        if object["spec"]?["name"] == "stubborn" { throw CannotConvert() }
        let (from, to) = apiVersion.hasSuffix("v2") ? ("replicas", "count") : ("count", "replicas")
        var converted = object
        converted.set(.string(apiVersion), at: ["apiVersion"])
        if let value = object["spec"]?[from] {
            converted.set(.none, at: ["spec", from])
            converted.set(value, at: ["spec", to])
        }
        return converted
    }

    static func manager(_ version: Int, serves: Set<String> = Set(schemas.keys)) -> FieldManager {
        let kind = kinds[version - 1]
        return FieldManager(
            kind, schema: schemas[kind.apiVersion] ?? .deduced,
            versions: FieldVersions(schema: { serves.contains($0) ? schemas[$0] : nil }, convert: convert))
    }

    static func object(_ version: Int, _ spec: String) throws -> JSONValue {
        [
            "apiVersion": .string(kinds[version - 1].apiVersion), "kind": "Sample", "metadata": ["name": "x"],
            "spec": try json(spec),
        ]
    }

    static func apply(
        _ stage: inout Stage, _ version: Int, _ manager: String, force: Bool = false, _ spec: String
    ) throws {
        switchVersion(of: &stage, to: version)
        try stage.apply(manager, force: force, object: object(version, spec))
    }

    static func switchVersion(of stage: inout Stage, to version: Int) {
        stage.fields = manager(version)
        if let old = stage.object, old["apiVersion"]?.stringValue != kinds[version - 1].apiVersion {
            stage.object = try? convert(old, kinds[version - 1].apiVersion)
        }
    }
}

@Suite("Owners in several versions") struct FieldVersionsTests {
    @Test("an applier may change to another version and drop what it called otherwise") func changesVersion() throws {
        var stage = Stage()
        try Versioned.apply(&stage, 1, "a", #"{"name":"n","replicas":3,"set":["x","y"]}"#)
        try Versioned.apply(&stage, 2, "a", #"{"name":"n","count":4,"set":["x"]}"#)
        #expect(stage.spec?.text == #"{"name":"n","set":["x"],"count":4}"#)
        #expect(stage.owners?.entries.map(\.apiVersion) == ["example.com/v2"])
        try Versioned.apply(&stage, 1, "a", #"{"name":"n"}"#)
        #expect(stage.spec?.text == #"{"name":"n"}"#)
    }

    @Test("conflicts are found, and told, in the version of the owner") func conflicts() throws {
        var stage = Stage()
        try Versioned.apply(&stage, 1, "a", #"{"replicas":3}"#)
        let error = #expect(throws: APIStatus.self) { try Versioned.apply(&stage, 2, "b", #"{"count":4}"#) }
        #expect(error?.message == #"Apply failed with 1 conflict: conflict with "a": .spec.replicas"#)
        try Versioned.apply(&stage, 2, "b", force: true, #"{"count":4}"#)
        #expect(stage.owners?.entries.map(\.manager) == ["b"])
    }

    @Test("what is shared across versions stays until its last owner drops it") func shared() throws {
        var stage = Stage()
        try Versioned.apply(&stage, 1, "a", #"{"replicas":3,"name":"n"}"#)
        try Versioned.apply(&stage, 2, "b", #"{"count":3}"#)
        try Versioned.apply(&stage, 1, "a", #"{"name":"n"}"#)
        #expect(stage.spec?["replicas"] == 3)
        try Versioned.apply(&stage, 2, "b", #"{"name":"n"}"#)
        #expect(stage.spec?.text == #"{"name":"n"}"#)
    }

    @Test("updates find owners of another version") func updates() throws {
        var stage = Stage()
        try Versioned.apply(&stage, 1, "a", #"{"replicas":3,"name":"n"}"#)
        Versioned.switchVersion(of: &stage, to: 2)
        try stage.update("u") { old in
            var new = try #require(old)
            new.set(4, at: ["spec", "count"])
            return new
        }
        #expect(stage.fields(of: "a") == #"{"f:spec":{"f:name":{}}}"#)
        #expect(stage.fields(of: "u", .update) == #"{"f:spec":{"f:count":{}}}"#)
    }

    @Test("owners in versions that are gone are forgotten") func gone() throws {
        var stage = Stage()
        try Versioned.apply(&stage, 1, "a", #"{"replicas":3,"name":"n"}"#)
        Versioned.switchVersion(of: &stage, to: 2)
        stage.fields = Versioned.manager(2, serves: ["example.com/v2"])
        try stage.apply("b", object: Versioned.object(2, #"{"count":4}"#))
        #expect(stage.owners?.entries.map(\.manager) == ["b"])
        // What it had set stays, and an applier that comes back in another version removes nothing.
        #expect(stage.spec?.text == #"{"name":"n","count":4}"#)
    }

    @Test("an object that cannot be converted fails the apply and keeps its owners in an update") func cannot() throws {
        var stage = Stage()
        try Versioned.apply(&stage, 1, "a", #"{"replicas":3}"#)
        Versioned.switchVersion(of: &stage, to: 2)
        let error = #expect(throws: APIStatus.self) {
            try stage.apply("b", object: Versioned.object(2, #"{"name":"stubborn"}"#))
        }
        #expect(error?.message == "failed to convert object to example.com/v1: CannotConvert()")
        let owners = stage.object?["metadata"]?["managedFields"]
        try stage.update("u") { _ in try Versioned.object(2, #"{"name":"stubborn","count":5}"#) }
        #expect(stage.object?["metadata"]?["managedFields"] == owners)
    }
}

@Suite("Schemas that changed since") struct SchemaChangeTests {
    private func schema(_ spec: String) throws -> MergeSchema {
        MergeSchema(
            try StructuralSchema(
                openAPI: json(#"{"type":"object","properties":{"spec":{"type":"object","properties":\#(spec)}}}"#)))
    }

    private func stage(_ from: String, to changed: String, applying spec: String) throws -> Stage {
        var stage = Stage(FieldManager(Sample.kind, schema: try schema(from)))
        try stage.apply("a", spec)
        stage.fields = FieldManager(Sample.kind, schema: try schema(changed))
        return stage
    }

    @Test(
        "what has become one value is owned as one",
        arguments: [
            (
                #"{"m":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"string"}}}}"#,
                #"{"m":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"x":{"type":"string"},"y":{"type":"string"}}}}"#,
                #"{"m":{"x":"1"}}"#, #"{"m":{"y":"2"}}"#
            ),
            (
                #"{"m":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}}"#,
                #"{"m":{"type":"array","items":{"type":"string"}}}"#, #"{"m":["1"]}"#, #"{"m":["2"]}"#
            ),
        ])
    func toAtomic(from: String, to: String, first: String, second: String) throws {
        var stage = try stage(from, to: to, applying: first)
        let error = #expect(throws: APIStatus.self) { try stage.apply("b", second) }
        #expect(error?.message == #"Apply failed with 1 conflict: conflict with "a": .spec.m"#)
        try stage.apply("b", force: true, second)
        #expect(stage.fields(of: "a") == nil)
        #expect(stage.fields(of: "b") == #"{"f:spec":{"f:m":{}}}"#)
        #expect(stage.spec?.text == second)
    }

    @Test("what has become granular counts as if it had always been") func toGranular() throws {
        var stage = try stage(
            #"{"m":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}}}"#,
            to: #"{"m":{"type":"object","additionalProperties":{"type":"string"}}}"#, applying: #"{"m":{"x":"1"}}"#)
        try stage.apply("b", #"{"m":{"y":"2"}}"#)
        #expect(stage.spec?.text == #"{"m":{"x":"1","y":"2"}}"#)
    }

    @Test("a key that a list has got since tells its elements apart by its default") func newKey() throws {
        let item =
            #""items":{"type":"object","required":["port"],"properties":{"port":{"type":"integer"},"protocol":{"type":"string","default":"TCP"}}}"#
        var stage = try stage(
            #"{"p":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port"],\#(item)}}"#,
            to:
                #"{"p":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],\#(item)}}"#,
            applying: #"{"p":[{"port":80}]}"#)
        try stage.apply("b", #"{"p":[{"port":80,"protocol":"TCP"},{"port":80,"protocol":"UDP"}]}"#)
        #expect(stage.spec?.text == #"{"p":[{"port":80,"protocol":"TCP"},{"port":80,"protocol":"UDP"}]}"#)
    }
}
