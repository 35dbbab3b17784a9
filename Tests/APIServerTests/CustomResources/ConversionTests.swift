import APIServer
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Conversion webhooks")
struct ConversionTests {
    @Test(arguments: ["v1", "v1beta1"])
    func convertsBothWays(reviewVersion: String) throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition(reviewVersions: ["v7", reviewVersion]))
            let beta = try await plane.create(gadget("a"))
            #expect(beta.fields["spec"] == ["width": 3])
            // What is stored as it is asked for needs no webhook.
            #expect(webhook.calls.isEmpty)
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let shown = try await plane.client.get(v1, beta.namespacedName)
            #expect(shown.fields["spec"] == ["size": 3])
            #expect(shown.uid == beta.uid && shown.resourceVersion == beta.resourceVersion)
            let review = webhook.calls[0]
            #expect(review["apiVersion"] == .string("apiextensions.k8s.io/\(reviewVersion)"))
            #expect(review["request"]?["desiredAPIVersion"] == "example.com/v1")
            #expect(review["request"]?["objects"] == [beta.json])
            let patched = try await plane.client.patch(v1, beta.namespacedName, .merge(["spec": ["size": 4]]))
            #expect(patched.fields["spec"] == ["size": 4])
            #expect(patched.generation == 2)
            #expect(try await plane.get(beta).fields["spec"] == ["width": 4])
        }
    }

    @Test func aListIsConvertedTogether() throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            for index in 0..<5 { try await plane.create(gadget("g\(index)")) }
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let items = try await plane.client.list(v1).items
            #expect(items.map(\.apiVersion) == Array(repeating: "example.com/v1", count: 5))
            #expect(webhook.calls.map { $0["request"]?["objects"]?.arrayValue?.count } == [5])
            let seen = try await plane.client.withWatch(WatchRequest(v1)) { stream in try await stream.next() ?? [] }
            #expect(seen.count == 5)
            #expect(webhook.calls.count == 2)
        }
    }

    @Test func longListsComeInParts() throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            for index in 0..<501 { try await plane.create(gadget("g\(index)")) }
            let v1 = try plane.resource("example.com/v1", "Gadget")
            #expect(try await plane.client.list(v1).items.count == 501)
            #expect(webhook.calls.map { $0["request"]?["objects"]?.arrayValue?.count } == [500, 1])
        }
    }

    struct Lie: Sendable, CustomTestStringConvertible {
        var script: ScriptedConversion.Script
        var message: String
        var testDescription: String { message }
    }

    private static let subject = "conversion webhook for example.com/v1beta1, Kind=Gadget"

    static let lies: [Lie] = [
        Lie(
            script: .hang,
            message: "failed: Post \"https://hooks.example.com/convert?timeout=30s\": context deadline exceeded"),
        Lie(
            script: .fail("x509: certificate signed by unknown authority"),
            message:
                "failed: Post \"https://hooks.example.com/convert?timeout=30s\": x509: certificate signed by unknown authority"
        ),
        Lie(
            script: .answer(status: 500, body: "out of\norder"),
            message: "failed: an error on the server (\"out of order\") has prevented the request from succeeding"),
        Lie(
            script: .answer(status: 404, body: ""), message: "failed: the server could not find the requested resource"),
        Lie(
            script: .answer(status: 200, body: "{}"),
            message: "failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got , Kind="),
        Lie(script: .change { $0.set(nil, at: ["response"]) }, message: "failed: no response provided"),
        Lie(
            script: .change { $0.set(["status": "Failure", "message": "cannot be"], at: ["response", "result"]) },
            message: "failed: cannot be"),
        Lie(
            script: .change { $0.set([:], at: ["response", "result"]) },
            message: "failed: response.result.status was '', not 'Success'"),
        Lie(
            script: .change { $0.set([], at: ["response", "convertedObjects"]) },
            message: "returned 0 objects, expected 1"),
        Lie(
            script: .changeObjects { $0.set("example.com/v2", at: ["apiVersion"]) },
            message:
                "returned invalid converted object at index 0: invalid groupVersion (expected example.com/v1, received example.com/v2)"
        ),
        Lie(
            script: .changeObjects { $0.set("Widget", at: ["kind"]) },
            message: "returned invalid converted object at index 0: invalid kind (expected Gadget, received Widget)"),
        Lie(
            script: .changeObjects { $0.set("b", at: ["metadata", "name"]) },
            message: "returned invalid converted object at index 0: must have the same name: a != b"),
        Lie(
            script: .changeObjects { $0.set("kube-system", at: ["metadata", "namespace"]) },
            message:
                "returned invalid converted object at index 0: must have the same namespace: default != kube-system"),
        Lie(
            script: .changeObjects { $0.set(nil, at: ["metadata"]) },
            message: "returned invalid converted object at index 0: must have the same name: a != "),
        Lie(
            script: .changeObjects { $0.set([1], at: ["metadata", "labels"]) },
            message:
                "returned invalid metadata in object at index 0: invalid metadata.labels of type []interface {} in converted object"
        ),
        Lie(
            script: .changeObjects { $0.set(["a": 1], at: ["metadata", "annotations"]) },
            message:
                "returned invalid metadata in object at index 0: metadata.annotations[a] must be a string, but is int64 in converted object"
        ),
        Lie(
            script: .changeObjects { $0 = "gadget" },
            message: "returned invalid converted object at index 0: not an object"),
    ]

    @Test(arguments: lies)
    func whatIsNoConversionFails(_ lie: Lie) throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            let made = try await plane.create(gadget("a"))
            webhook.play(lie.script)
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let got = try await failure { _ = try await plane.client.get(v1, made.namespacedName) }
            #expect(got?.message == "\(Self.subject) \(lie.message)")
            #expect(got?.code == 500 && got?.reason == .unknown)
            let listed = try await failure { _ = try await plane.client.list(v1) }
            #expect(listed?.message == got?.message)
            // Nobody else notices.
            #expect(try await plane.get(made) == made)
            try await plane.create(configMap("other"))
        }
    }

    @Test func anAnswerToAnotherQuestionIsNone() throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            let made = try await plane.create(gadget("a"))
            webhook.play(.change { $0.set("other", at: ["response", "uid"]) })
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let got = try await failure { _ = try await plane.client.get(v1, made.namespacedName) }
            let uid = webhook.calls[0]["request"]?["uid"]?.stringValue ?? ""
            #expect(!uid.isEmpty)
            #expect(got?.message == "\(Self.subject) failed: expected response.uid=\"\(uid)\", got \"other\"")
        }
    }

    @Test func onlyLabelsAndAnnotationsAreTheWebhooks() throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            var made = try await plane.create(gadget("a"))
            made.annotations = ["old": "1"]
            made = try await plane.update(made)
            webhook.play(
                .changeObjects { object in
                    object.set(["new": "2"], at: ["metadata", "labels"])
                    object.set(nil, at: ["metadata", "annotations"])
                    object.set(["x.io/y"], at: ["metadata", "finalizers"])
                    object.set(77, at: ["metadata", "generation"])
                    object.set("2001-01-01T00:00:00Z", at: ["metadata", "creationTimestamp"])
                    object.set(1, at: ["spec", "unknown"])
                    object.set(.null, at: ["spec", "note"])
                })
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let shown = try await plane.client.get(v1, made.namespacedName)
            #expect(shown.labels == ["new": "2"] && shown.annotations.isEmpty && shown.finalizers.isEmpty)
            #expect(shown.generation == made.generation && shown.creationTimestamp == made.creationTimestamp)
            // What it adds that the schema does not know goes as always.
            #expect(shown.fields["spec"] == ["size": 3])
        }
    }

    @Test func aWatchSaysThatConversionFails() throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            try await plane.create(gadget("a"))
            webhook.play(.fail("gone"))
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let events = try await plane.client.withWatch(WatchRequest(v1)) { stream in
                let events = try await stream.next()
                #expect(try await stream.next() == nil)
                return events ?? []
            }
            guard case .failure(let status)? = events.first else {
                Issue.record("\(events)")
                return
            }
            #expect(status.message.hasPrefix("\(Self.subject) failed: Post"))
        }
    }

    @Test func errorsSpeakOfTheVersionThatIsWritten() throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            let refused = try await failure { try await plane.create(gadget("a", version: "v1", spec: ["size": 101])) }
            #expect(
                refused?.message
                    == "Gadget.example.com \"a\" is invalid: spec.size: Invalid value: 101: spec.size in body should be less than or equal to 100"
            )
            var made = try await plane.create(gadget("a", version: "v1", spec: ["size": 1]))
            made.fields["spec"] = ["size": 102]
            let update = try await failure { [made] in try await plane.update(made) }
            #expect(update?.message.contains("spec.size: Invalid value: 102") == true)
            // Every object goes to the storage version or comes from it; none is converted to be judged.
            #expect(webhook.calls.count == 5)
        }
    }

    /// A field selector speaks of the version that is asked for, whatever is stored.
    @Test func fieldsAreSelectedInTheVersionThatIsServed() throws {
        try Plane.runConverting { plane, _ in
            var json = gadgetDefinition()
            var versions = json["spec"]?["versions"]?.arrayValue ?? []
            versions[1].set([["jsonPath": ".spec.size"]], at: ["selectableFields"])
            json.set(.array(versions), at: ["spec", "versions"])
            try await plane.create(json)
            for index in 0..<4 {
                try await plane.create(gadget("g\(index)", spec: ["width": .integer(Int64(index / 2))]))
            }
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let found = try await plane.client.list(v1, ListOptions(fieldSelector: "spec.size=1"))
            #expect(found.items.map(\.name) == ["g2", "g3"])
            var watch = WatchRequest(v1)
            watch.fieldSelector = "spec.size=1"
            let seen = try await plane.client.withWatch(watch) { stream in
                var seen = try await stream.next() ?? []
                let g0 = try await plane.create(gadget("h", spec: ["width": 1]))
                _ = try await plane.patch(g0, .merge(["spec": ["width": 2]]))
                while seen.count < 4, let more = try await stream.next() {
                    seen += more.filter { if case .bookmark = $0 { false } else { true } }
                }
                return seen.map { event in
                    switch event {
                    case .added(let object): "+\(object.name)"
                    case .modified(let object): "=\(object.name)"
                    case .deleted(let object): "-\(object.name)"
                    case .bookmark, .failure: "?"
                    }
                }
            }
            #expect(seen == ["+g2", "+g3", "+h", "-h"])
        }
    }

    @Test func withoutATransportEveryCallFails() throws {
        try Plane.run { plane in
            try await plane.create(gadgetDefinition())
            let made = try await plane.create(gadget("a"))
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let got = try await failure { _ = try await plane.client.get(v1, made.namespacedName) }
            #expect(got?.message.hasSuffix("this server makes no calls to webhooks") == true)
        }
    }
}
