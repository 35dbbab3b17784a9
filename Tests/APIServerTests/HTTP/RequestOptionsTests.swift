import Effects
import JSON
import KubernetesClient
import Machinery
import Testing

@testable import APIServer

@Suite struct RequestOptionsTests {
    private func query(_ text: String) throws -> QueryParameters { try QueryParameters(parsing: text[...]) }

    @Test func readsListOptions() throws {
        let options = try query(
            "labelSelector=a%3Db&fieldSelector=metadata.name%3Dx&limit=5&continue=t&resourceVersion=7&resourceVersionMatch=Exact"
        ).listOptions()
        #expect(options.labelSelector == "a=b")
        #expect(options.fieldSelector == "metadata.name=x")
        #expect(options.limit == 5)
        #expect(options.continueToken == "t")
        #expect(options.resourceVersion == "7")
        #expect(options.resourceVersionMatch == .exact)
        #expect(try query("limit=0").listOptions().limit == nil)
    }

    @Test(arguments: [("old", "?fieldSelector=metadata.name%3Dnew"), ("old", "?fieldSelector=spec.x%3D1")])
    func aNamedWatchSelectsNothingElse(name: String, text: String) throws {
        let parameters = try query(String(text.dropFirst()))
        let type = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")
        let error = #expect(throws: APIStatus.self) {
            try parameters.watchRequest(of: type, namespace: "", name: name, random: FixedRandom())
        }
        #expect(error?.message == "fieldSelector metadata.name doesn't match requested name")
    }

    @Test(arguments: [
        ("resourceVersionMatch=Sometimes", #"supported values: "Exact", "NotOlderThan", """#),
        ("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
    ])
    func refusesOtherListOptions(text: String, why: String) throws {
        let parameters = try query(text)
        let error = #expect(throws: APIStatus.self) { try parameters.listOptions() }
        #expect(error?.code == 422)
        #expect(error?.message.hasSuffix(why) == true)
    }

    @Test(
        arguments: [
            ("", nil), ("timeout=", nil), ("timeout=0s", nil), ("timeout=1m30s", .seconds(60)),
            ("timeout=250ms", .milliseconds(250)),
        ] as [(String, Duration?)])
    func readsATimeout(text: String, expected: Duration?) throws {
        #expect(try RequestDeadline.asked(by: try query(text)) == expected)
    }

    @Test func readsWriteOptions() throws {
        let options = try query("dryRun=All&fieldManager=kubectl&fieldValidation=Strict&force=true").writeOptions(
            "PatchOptions")
        #expect(options.isDryRun && options.force)
        #expect(options.fieldManager == "kubectl")
        #expect(options.fieldValidation == .strict)
        let defaults = try query("").writeOptions("PatchOptions")
        #expect(!defaults.isDryRun && !defaults.force && defaults.fieldValidation == nil)
    }

    @Test(arguments: [
        ("dryRun=Some", "dryRun: Unsupported value: \"Some\": supported values: \"All\""),
        (
            "fieldValidation=Maybe",
            "fieldValidation: Unsupported value: \"Maybe\": supported values: \"Ignore\", \"Strict\", \"Warn\""
        ),
        (
            "fieldManager=\(String(repeating: "m", count: 129))",
            "fieldManager: Too long: may not be more than 128 bytes"
        ),
    ])
    func refusesOtherWriteOptions(text: String, message: String) throws {
        let parameters = try query(text)
        let error = #expect(throws: APIStatus.self) { try parameters.writeOptions("CreateOptions") }
        #expect(error?.code == 422)
        #expect(error?.message == "CreateOptions.meta.k8s.io \"\" is invalid: \(message)")
    }

    @Test func readsAWatch() throws {
        let type = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")
        let random = FixedRandom()
        let named = try query("timeoutSeconds=9&allowWatchBookmarks=true")
            .watchRequest(of: type, namespace: "n", name: "x,y", random: random)
        #expect(named.fieldSelector == "metadata.name=x\\,y")
        #expect(named.timeoutSeconds == 9)
        #expect(named.allowsBookmarks)
        #expect(named.namespace == "n")
        let plain = try query("watch=1").watchRequest(of: type, namespace: "", name: nil, random: random)
        #expect(!plain.allowsBookmarks && !plain.sendsInitialEvents)
        #expect((1800..<3600).contains(plain.timeoutSeconds ?? 0))
    }

    @Test(arguments: [
        ("sendInitialEvents=true", false), ("sendInitialEvents=true&resourceVersionMatch=NotOlderThan", true),
        ("sendInitialEvents=true&resourceVersionMatch=Exact", false), ("resourceVersionMatch=NotOlderThan", false),
        ("sendInitialEvents=false", false), ("sendInitialEvents=false&resourceVersionMatch=NotOlderThan", true),
        ("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=x", false), ("continue=x", true),
    ])
    func tiesInitialEventsToAVersionMatch(text: String, isValid: Bool) throws {
        let parameters = try query(text)
        let type = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")
        let request = try? parameters.watchRequest(of: type, namespace: "", name: nil, random: FixedRandom())
        #expect((request != nil) == isValid)
    }

    @Test(
        arguments: [
            ("", nil, nil), ("propagationPolicy=Foreground", .foreground, nil), ("orphanDependents=true", .orphan, nil),
            ("orphanDependents=false", .background, nil), ("gracePeriodSeconds=0", nil, 0),
            ("gracePeriodSeconds=-3", nil, 1),
        ] as [(String, DeleteOptions.Propagation?, Int?)])
    func readsDeleteOptionsFromTheQuery(text: String, propagation: DeleteOptions.Propagation?, grace: Int?)
        throws
    {
        let options = try query(text).deleteOptions()
        #expect(options.isPromptRequired == ["propagationPolicy=Foreground", "orphanDependents=false"].contains(text))
        #expect(options.delete.propagation == propagation)
        #expect(options.delete.gracePeriodSeconds == grace)
    }

    @Test func readsDeleteOptionsFromTheBody() throws {
        let options = try DeleteRequestOptions(body: [
            "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Orphan", "gracePeriodSeconds": 30,
            "preconditions": ["uid": "u", "resourceVersion": "9"], "dryRun": ["All"],
        ])
        #expect(options.isDryRun)
        #expect(options.delete.propagation == .orphan)
        #expect(options.delete.gracePeriodSeconds == 30)
        #expect(options.delete.uid == "u")
        #expect(options.delete.resourceVersion == "9")
    }

    @Test(
        arguments: [
            ["kind": "Pod"], ["propagationPolicy": "Sideways"],
            ["propagationPolicy": "Orphan", "orphanDependents": true],
            ["gracePeriodSeconds": 1.5], ["gracePeriodSeconds": "soon"], ["dryRun": ["Some"]], [],
        ] as [JSONValue])
    func refusesOtherDeleteOptions(body: JSONValue) {
        #expect(throws: APIStatus.self) { try DeleteRequestOptions(body: body) }
    }
}

struct FixedRandom: RandomSource {
    func next() -> UInt64 { 42 }
}
