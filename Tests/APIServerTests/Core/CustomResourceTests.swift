import APIServer
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Testing

@Suite("Custom resources")
struct CustomResourceTests {
    @Test func instancesCanBeMadeAtOnce() throws {
        try Plane.run { plane in
            let definition = try await plane.create(widgetDefinition())
            #expect(definition.finalizers == [])
            #expect(definition.value(at: "status", "storedVersions") == ["v1"])
            #expect(definition.value(at: "spec", "names", "listKind") == "WidgetList")
            let conditions = definition.value(at: "status", "conditions")?.arrayValue ?? []
            #expect(conditions.map { $0["type"]?.stringValue } == ["NamesAccepted", "Established"])
            #expect(conditions.allSatisfy { $0["status"] == "True" })

            let created = try await plane.create(widget("a"))
            #expect(created.value(at: "spec", "color") == "red")
            #expect(created.generation == 1)
        }
    }

    static let badSpecifications: [(JSONValue, String)] = [
        (["size": 0], "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"),
        (["color": "blue"], "spec.size: Required value"),
        (["size": "x"], "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\""),
    ]

    @Test(arguments: badSpecifications)
    func schemaIsEnforced(_ spec: JSONValue, _ message: String) throws {
        let status = try Plane.run { plane in
            try await plane.create(widgetDefinition())
            return try await failure { try await plane.create(widget("a", spec: spec)) }
        }
        #expect(status?.code == 422)
        #expect(status?.message == "Widget.example.com \"a\" is invalid: \(message)")
    }

    @Test func unknownFields() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            let widgets = try plane.resource("example.com/v1", "Widget")
            var object = Unstructured(fields: widget("a", spec: ["size": 1, "shape": "round"]).objectValue ?? [:])
            object.setMetadataForTest("colour", "x")
            var request = ClientRequest(.create(object, name: nil), of: widgets, namespace: "default")
            request.write.fieldValidation = .strict
            let status = try await failure { _ = try await plane.core.execute(request, as: .systemMaster) }
            #expect(status?.code == 400)
            #expect(
                status?.message
                    == "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field "
                    + "\"metadata.colour\", unknown field \"spec.shape\"")
            request.write.fieldValidation = .ignore
            #expect(try await plane.core.execute(request, as: .systemMaster).warnings.isEmpty)
            try await plane.delete(object)
            request.write.fieldValidation = nil
            let result = try await plane.core.execute(
                request, as: .systemMaster, decodingProblems: ["duplicate field \"spec.size\""])
            #expect(
                result.warnings == [
                    "duplicate field \"spec.size\"", "unknown field \"metadata.colour\"",
                    "unknown field \"spec.shape\"",
                ])
            #expect(try await plane.get(object).fields["spec"] == ["size": 1, "color": "red"])
        }
    }

    @Test func statusAndSpecificationAreWrittenApart() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            var json = widget("a")
            json.set(["phase": "Made"], at: ["status"])
            var object = try await plane.create(json)
            #expect(object.fields["status"] == nil)

            object.fields["status"] = ["phase": "Ready"]
            object.fields["spec"] = ["size": 9]
            object.labels = ["x": "y"]
            let status = try await plane.update(object, subresource: "status")
            #expect(status.value(at: "spec", "size") == 3)
            #expect(status.labels.isEmpty)
            #expect(status.value(at: "status", "phase") == "Ready")
            #expect(status.generation == 1)

            var changed = status
            changed.fields["spec"] = ["size": 9, "color": "red"]
            changed.fields["status"] = ["phase": "Broken"]
            let updated = try await plane.update(changed)
            #expect(updated.value(at: "spec", "size") == 9)
            #expect(updated.value(at: "status", "phase") == "Ready")
            #expect(updated.generation == 2)
            let labelled = try await plane.patch(updated, .merge(["metadata": ["labels": ["x": "y"]]]))
            #expect(labelled.generation == 2)
            try await plane.patch(updated, .merge(["metadata": ["finalizers": ["example.com/hold"]]])).expectGeneration(
                2)
            try await plane.delete(updated)
            // What a controller observed last was not being deleted.
            #expect(try await plane.get(updated).generation == 3)
        }
    }

    @Test func anUpdateMustSayWhatItIsBasedOn() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            var object = try await plane.create(widget("a"))
            object.resourceVersion = ""
            let status = try await failure { [object] in try await plane.update(object) }
            #expect(
                status?.message
                    == "Widget.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"
            )
        }
    }

    @Test func scale() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            let object = try await plane.create(widget("a", spec: ["size": 1, "replicas": 2]))
            _ = try await plane.patch(
                object, .merge(["status": ["replicas": 1, "selector": "app=a"]]), subresource: "status")
            let widgets = try plane.resource("example.com/v1", "Widget")
            let request = ClientRequest(.get(name: "a"), of: widgets, namespace: "default", subresource: "scale")
            guard case .object(var scale) = try await plane.client.send(request) else { return }
            #expect(scale.kind == "Scale")
            #expect(scale.uid == object.uid)
            #expect(scale.fields["spec"] == ["replicas": 2])
            #expect(scale.fields["status"] == ["replicas": 1, "selector": "app=a"])

            scale.fields["spec"] = ["replicas": 5]
            let answer = try await plane.client.update(widgets, scale, subresource: "scale")
            #expect(answer.fields["spec"] == ["replicas": 5])
            #expect(try await plane.get(object).value(at: "spec", "replicas") == 5)
            #expect(try await plane.get(object).generation == 2)
            let stale = try await failure { [scale] in
                _ = try await plane.client.update(widgets, scale, subresource: "scale")
            }
            #expect(stale?.code == 409)
            let patched = try await plane.client.patch(
                widgets, object.namespacedName, .merge(["spec": ["replicas": 7]]), subresource: "scale")
            #expect(patched.fields["spec"] == ["replicas": 7])
            let negative = try await failure {
                _ = try await plane.client.patch(
                    widgets, object.namespacedName, .merge(["spec": ["replicas": -1]]), subresource: "scale")
            }
            #expect(negative?.code == 422)
        }
    }

    @Test func versionsDifferInTheirName() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            let old = try await plane.create(widget("a", version: "v1beta1"))
            #expect(old.apiVersion == "example.com/v1beta1")
            let newer = try plane.resource("example.com/v1", "Widget")
            let object = try await plane.client.get(newer, old.namespacedName)
            #expect(object.apiVersion == "example.com/v1")
            #expect(object.uid == old.uid)
            let beta = try plane.resource("example.com/v1beta1", "Widget")
            #expect(try await plane.client.list(beta).items.map(\.apiVersion) == ["example.com/v1beta1"])
            let patched = try await plane.client.patch(beta, old.namespacedName, .merge(["spec": ["size": 8]]))
            #expect(patched.apiVersion == "example.com/v1beta1")
            #expect(try await plane.client.get(newer, old.namespacedName).value(at: "spec", "size") == 8)
        }
    }

    @Test func versionsMayHaveSchemasOfTheirOwn() throws {
        try Plane.run { plane in
            var json = widgetDefinition()
            var versions = json["spec"]?["versions"]?.arrayValue ?? []
            versions[1].set(
                [
                    "openAPIV3Schema": [
                        "type": "object",
                        "properties": [
                            "spec": [
                                "type": "object",
                                "properties": [
                                    "size": ["type": "integer"], "old": ["type": "string", "default": "yes"],
                                ],
                            ]
                        ],
                    ]
                ], at: ["schema"])
            versions[1].set(true, at: ["deprecated"])
            versions[1].set(nil, at: ["selectableFields"])
            json.set(.array(versions), at: ["spec", "versions"])
            try await plane.create(json)
            let made = try await plane.create(widget("a", version: "v1beta1", spec: ["size": 2]))
            // Defaults are those of the version that is written; what the storage version does not know is not kept.
            #expect(made.fields["spec"] == ["size": 2])
            let newer = try await plane.client.get(try plane.resource("example.com/v1", "Widget"), made.namespacedName)
            #expect(newer.fields["spec"] == ["size": 2, "color": "red"])
            let beta = try plane.resource("example.com/v1beta1", "Widget")
            let request = ClientRequest(.list(ListOptions()), of: beta)
            let result = try await plane.core.execute(request, as: .systemMaster)
            #expect(result.warnings == ["example.com/v1beta1 Widget is deprecated; use example.com/v1 Widget"])
            guard case .list(let list) = result.response else { return }
            #expect(try list.items.map { try $0.decoded() } == [made])
        }
    }

    @Test func fieldsAreSelectable() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            try await plane.create(widget("a", spec: ["size": 1, "color": "blue"]))
            try await plane.create(widget("b"))
            let widgets = try plane.resource("example.com/v1", "Widget")
            let blue = try await plane.client.list(widgets, ListOptions(fieldSelector: "spec.color=blue"))
            #expect(blue.items.map(\.name) == ["a"])
        }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var path: [String]
        var value: JSONValue?
        var message: String
        var testDescription: String { message }
    }

    static let badDefinitions = [
        Change(
            path: ["metadata", "name"], value: "gadgets.example.com",
            message: "metadata.name: Invalid value: \"gadgets.example.com\": must be spec.names.plural+\".\"+spec.group"
        ),
        Change(
            path: ["spec", "scope"], value: "World",
            message: "spec.scope: Unsupported value: \"World\": supported values: \"Cluster\", \"Namespaced\""),
        Change(
            path: ["spec", "names", "kind"], value: "Wid get", message: "spec.names.kind: Invalid value: \"Wid get\""),
        Change(
            path: ["spec", "names", "shortNames"], value: ["W!"],
            message: "spec.names.shortNames[0]: Invalid value: \"W!\""),
        Change(
            path: ["spec", "versions"], value: [],
            message: "spec.versions: Invalid value: []: must have exactly one version marked as storage version"),
        Change(
            path: ["spec", "versions"], value: [["name": "v1", "served": true, "storage": true]],
            message: "spec.versions[0].schema.openAPIV3Schema: Required value"),
        Change(
            path: ["spec", "versions"],
            value: [
                ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "string"]]]
            ],
            message:
                "spec.versions[0].schema.openAPIV3Schema.type: Invalid value: \"string\": must be object at the root"),
        Change(path: ["spec", "group"], value: nil, message: "spec.group: Required value"),
    ]

    @Test(arguments: badDefinitions)
    func badDefinitionsAreRefused(_ change: Change) throws {
        let status = try Plane.run { plane in
            var json = widgetDefinition()
            json.set(change.value, at: change.path)
            return try await failure { [json] in try await plane.create(json) }
        }
        #expect(status?.code == 422)
        #expect(status?.message.contains(change.message) == true, "\(status?.message ?? "")")
    }

    @Test func whatIsNotEnforcedOrTooExpensiveIsSaid() throws {
        try Plane.run { plane in
            let schema: JSONValue = [
                "type": "object",
                "properties": [
                    "spec": [
                        "type": "object",
                        "properties": [
                            "color": ["type": "string", "pattern": "^a", "format": "odd"],
                            "replicas": ["type": "integer"],
                        ],
                        "x-kubernetes-validations": [["rule": "self.color.matches(self.color + self.color)"]],
                    ]
                ],
            ]
            let object = Unstructured(fields: widgetDefinition(schema: schema).objectValue ?? [:])
            let definitions = try plane.resource("apiextensions.k8s.io/v1", "CustomResourceDefinition")
            let result = try await plane.core.execute(
                ClientRequest(.create(object, name: nil), of: definitions), as: .systemMaster)
            #expect(result.warnings.count { $0 == "unrecognized format \"odd\"" } == 2)
            for version in ["v1", "v1beta1"] {
                let field = "properties[spec].x-kubernetes-validations[0].rule"
                #expect(
                    result.warnings.contains {
                        $0.hasPrefix("version \(version): \(field): estimated rule cost exceeds budget")
                    }, "\(result.warnings)")
            }
            // What was said is not said again.
            let again = try await plane.core.execute(
                ClientRequest(
                    .patch(name: object.name, .merge(["metadata": ["labels": ["a": "b"]]])), of: definitions),
                as: .systemMaster)
            #expect(again.warnings == [])
        }
    }

    @Test func theCatalogFollows() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let before = plane.core.catalog.snapshot().generation
            let definition = try await plane.create(widgetDefinition())
            #expect(plane.core.catalog.snapshot().generation > before)
            var unserved = try await plane.get(definition)
            var json = unserved.json
            var versions = json["spec"]?["versions"]?.arrayValue ?? []
            versions[1].set(false, at: ["served"])
            json.set(.array(versions), at: ["spec", "versions"])
            unserved = Unstructured(fields: json.objectValue ?? [:])
            try await plane.update(unserved)
            #expect(throws: APIStatus.self) { try plane.resource("example.com/v1beta1", "Widget") }
            #expect(throws: Never.self) { try plane.resource("example.com/v1", "Widget") }
        }
    }

    @Test func aSecondCoreOnTheSameStoreFollowsToo() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let other = Plane(plane.store, plane.context)
            try await other.core.start()
            try await other.withLifecycle {
                try await plane.create(widgetDefinition())
                await plane.context.settle()
                let made = try await other.create(widget("a"))
                #expect(try await plane.get(made) == made)
                try await plane.delete(Unstructured(fields: widgetDefinition().objectValue ?? [:]))
                await plane.context.settle()
                #expect(throws: APIStatus.self) { try other.resource("example.com/v1", "Widget") }
            }
        }
    }

    @Test func deletionTakesTheInstancesFirst() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let definition = try await plane.create(widgetDefinition())
            for index in 0..<10 { try await plane.create(widget("w\(index)")) }
            let held = try await plane.create(widget("held"))
            _ = try await plane.patch(held, .merge(["metadata": ["finalizers": ["example.com/hold"]]]))
            try await plane.delete(definition)
            let refused = try await failure { try await plane.create(widget("late")) }
            #expect(refused?.code == 405)
            #expect(refused?.message == "create not allowed while custom resource definition is terminating")
            await plane.context.settle()
            let widgets = try plane.resource("example.com/v1", "Widget")
            #expect(try await plane.client.list(widgets).items.map(\.name) == ["held"])
            #expect(try await plane.get(definition).isBeingDeleted)

            _ = try await plane.patch(held, .merge(["metadata": ["finalizers": .null]]))
            await plane.context.settle()
            #expect(try await plane.find(definition) == nil)
            #expect(throws: APIStatus.self) { try plane.resource("example.com/v1", "Widget") }
            #expect(try await failure { _ = try await plane.client.list(widgets) }?.code == 404)
            try await plane.create(widgetDefinition())
            #expect(try await plane.client.list(widgets).items.isEmpty)
        }
    }

    @Test func watchesEndWithTheirResource() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let definition = try await plane.create(widgetDefinition())
            try await plane.create(widget("a"))
            let widgets = try plane.resource("example.com/v1", "Widget")
            let kinds = try await plane.client.withWatch(WatchRequest(widgets)) { stream in
                var deleted = 0
                try await plane.delete(definition)
                while let events = try await stream.next() {
                    for case .deleted in events { deleted += 1 }
                }
                return deleted
            }
            #expect(kinds == 1)
        }
    }

    @Test func aRestartFindsEverythingAndWritesNothing() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            let made = try await plane.create(widget("a"))
            let before = try await plane.revision()
            let restarted = Plane(plane.store, plane.context)
            try await restarted.core.start()
            try await restarted.withLifecycle {
                await plane.context.settle()
                let found = try await restarted.get(made)
                #expect(found == made)
            }
            #expect(try await plane.revision() == before)
        }
    }
}

extension Unstructured {
    fileprivate func expectGeneration(_ generation: Int64) { #expect(self.generation == generation) }
}
