import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

/// Server-side apply through the whole core; what applying means field by field is tested in MachineryTests.
@Suite("Server-side apply")
struct ApplyTests {
    private static func options(_ manager: String, force: Bool = false) -> WriteOptions {
        var options = WriteOptions()
        options.fieldManager = manager
        options.force = force
        return options
    }

    @discardableResult
    private static func apply(
        _ configuration: JSONValue, as manager: String, force: Bool = false, subresource: String? = nil,
        in plane: Plane
    ) async throws -> Unstructured {
        let object = Unstructured(fields: configuration.objectValue ?? [:])
        return try await plane.client.patch(
            try plane.resource(object.apiVersion, object.kind), object.namespacedName, .apply(configuration),
            subresource: subresource, options: options(manager, force: force))
    }

    /// `manager operation subresource`, with the fields, for every owner.
    private static func owners(_ object: Unstructured) -> [String: JSONValue] {
        let entries = object.value(at: "metadata", "managedFields")?.arrayValue ?? []
        return entries.reduce(into: [:]) { owners, entry in
            let words = ["manager", "operation", "subresource"].compactMap { entry[$0]?.stringValue }
            owners[words.joined(separator: " ")] = entry["fieldsV1"]
        }
    }

    @Test func createsWhatIsNotThereAndWritesNothingTheSecondTime() throws {
        try Plane.run { plane in
            let created = try await Self.apply(configMap("a", data: ["k": "v"]), as: "one", in: plane)
            #expect(!created.uid.isEmpty)
            #expect(Self.owners(created) == ["one Apply": ["f:data": ["f:k": [:]]]])
            let before = try await plane.revision()
            try await plane.context.time.sleep(for: .seconds(5))
            let again = try await Self.apply(configMap("a", data: ["k": "v"]), as: "one", in: plane)
            #expect(again == created)
            #expect(try await plane.revision() == before)
        }
    }

    @Test func refusesFieldsThatABuiltInKindDoesNotHave() throws {
        try Plane.run { plane in
            let pod: JSONValue = [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "default"],
                "spec": ["nodeNam": "n", "containers": [["name": "c", "image": "i"]]],
            ]
            let status = try await failure { try await Self.apply(pod, as: "one", in: plane) }
            #expect(status?.code == 500)
            #expect(status?.message.hasSuffix(".spec.nodeNam: field not declared in schema") == true)
        }
    }

    @Test func takesNumbersForQuantities() throws {
        try Plane.run { plane in
            let claim: JSONValue = [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": ["name": "c", "namespace": "default"],
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": 1_073_741_824]]],
            ]
            let applied = try await Self.apply(claim, as: "one", in: plane)
            #expect(applied.value(at: "spec", "resources", "requests", "storage") == "1073741824")
            #expect(Self.owners(applied)["one Apply"]?["f:spec"]?["f:resources"] == ["f:requests": ["f:storage": [:]]])
        }
    }

    @Test func takesAwayWhatTheApplierNoLongerWants() throws {
        try Plane.run { plane in
            try await Self.apply(configMap("a", data: ["k": "v", "mine": "1"]), as: "one", in: plane)
            try await Self.apply(configMap("a", data: ["l": "w"]), as: "two", in: plane)
            let left = try await Self.apply(configMap("a", data: ["k": "v"]), as: "one", in: plane)
            #expect(left.fields["data"] == ["k": "v", "l": "w"])
        }
    }

    @Test func refusesToTakeWhatAnotherOwnsUnlessForced() throws {
        try Plane.run { plane in
            try await Self.apply(configMap("a", data: ["k": "v"]), as: "one", in: plane)
            let conflict = try await failure {
                try await Self.apply(configMap("a", data: ["k": "w"]), as: "two", in: plane)
            }
            #expect(conflict?.code == 409)
            #expect(conflict?.message == "Apply failed with 1 conflict: conflict with \"one\": .data.k")
            #expect(conflict?.details?.causes.map(\.field) == [".data.k"])
            let forced = try await Self.apply(configMap("a", data: ["k": "w"]), as: "two", force: true, in: plane)
            #expect(forced.value(at: "data", "k") == "w")
            #expect(Self.owners(forced) == ["two Apply": ["f:data": ["f:k": [:]]]])
        }
    }

    @Test func keepsAccountOfUpdatesAndPatches() throws {
        try Plane.run { plane in
            let created = try await plane.create(configMap("a", data: ["k": "v"]), options: Self.options("maker"))
            #expect(Self.owners(created) == ["maker Update": ["f:data": [".": [:], "f:k": [:]]]])
            let patched = try await plane.client.patch(
                try plane.resource("v1", "ConfigMap"), created.namespacedName, .merge(["data": ["l": "w"]]),
                options: Self.options("patcher"))
            #expect(Self.owners(patched)["patcher Update"] == ["f:data": ["f:l": [:]]])
            var update = patched
            update.fields["data"] = ["l": "w"]
            let updated = try await plane.client.update(
                try plane.resource("v1", "ConfigMap"), update, options: Self.options("remover"))
            #expect(
                Self.owners(updated) == [
                    "maker Update": ["f:data": [:]], "patcher Update": ["f:data": ["f:l": [:]]],
                ])
        }
    }

    @Test func dryRunTellsTheResultAndStoresNothing() throws {
        try Plane.run { plane in
            var options = Self.options("one")
            options.isDryRun = true
            let object = Unstructured(fields: configMap("a", data: ["k": "v"]).objectValue ?? [:])
            let resource = try plane.resource("v1", "ConfigMap")
            let result = try await plane.client.patch(
                resource, object.namespacedName, .apply(object.json), options: options)
            #expect(result.value(at: "data", "k") == "v")
            #expect(try await plane.find(object) == nil)
        }
    }

    @Test func refusesWhatTheSchemaDoesNotKnowAndOtherNames() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            var unknown = widget("a")
            unknown.set(1, at: ["spec", "colour"])
            let status = try await failure { try await Self.apply(unknown, as: "one", in: plane) }
            #expect(
                status?.message
                    == "failed to create typed patch object (default/a; example.com/v1, Kind=Widget): .spec.colour: field "
                    + "not declared in schema")
            let resource = try plane.resource("v1", "ConfigMap")
            let other = try await failure {
                _ = try await plane.client.patch(
                    resource, NamespacedName(namespace: "default", name: "b"), .apply(configMap("a")),
                    options: Self.options("one"))
            }
            #expect(other?.message == "the name of the object (a) does not match the name on the URL (b)")
            let array = try await failure {
                _ = try await plane.client.patch(
                    resource, NamespacedName(namespace: "default", name: "b"), .apply([]), options: Self.options("one"))
            }
            #expect(array?.code == 400)
        }
    }

    @Test func statusAndSpecificationHaveOwnersOfTheirOwn() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            try await Self.apply(widget("a", spec: ["size": 3]), as: "one", in: plane)
            var status = widget("a", spec: ["size": 9])
            status.set(["phase": "Running"], at: ["status"])
            let written = try await Self.apply(status, as: "controller", subresource: "status", in: plane)
            #expect(written.value(at: "spec", "size") == 3)
            #expect(written.value(at: "status", "phase") == "Running")
            #expect(Self.owners(written)["controller Apply status"] == ["f:status": ["f:phase": [:]]])
            let again = try await Self.apply(widget("a", spec: ["size": 4]), as: "one", in: plane)
            #expect(again.value(at: "status", "phase") == "Running")
        }
    }

    @Test func whoScalesOwnsTheReplicas() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            let widgets = try plane.resource("example.com/v1", "Widget")
            let created = try await Self.apply(widget("a", spec: ["size": 3, "replicas": 1]), as: "one", in: plane)
            let scale: JSONValue = [
                "apiVersion": "autoscaling/v1", "kind": "Scale",
                "metadata": ["name": "a", "namespace": "default"], "spec": ["replicas": 5],
            ]
            let conflict = try await failure {
                _ = try await plane.client.patch(
                    widgets, created.namespacedName, .apply(scale), subresource: "scale",
                    options: Self.options("scaler"))
            }
            #expect(conflict?.message == "Apply failed with 1 conflict: conflict with \"one\": .spec.replicas")
            _ = try await plane.client.patch(
                widgets, created.namespacedName, .apply(scale), subresource: "scale",
                options: Self.options("scaler", force: true))
            let scaled = try await plane.get(created)
            #expect(scaled.value(at: "spec", "replicas") == 5)
            #expect(Self.owners(scaled)["scaler Apply scale"] == ["f:spec": ["f:replicas": [:]]])
            #expect(Self.owners(scaled)["one Apply"] == ["f:spec": ["f:size": [:]]])
            _ = try await plane.client.patch(
                widgets, created.namespacedName, .merge(["spec": ["replicas": 6]]), subresource: "scale",
                options: Self.options("autoscaler"))
            #expect(
                Self.owners(try await plane.get(created))["autoscaler Update scale"]
                    == ["f:spec": ["f:replicas": [:]]])
        }
    }

    @Test func ownersInAnotherVersionKeepTheirFields() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            try await Self.apply(
                widget("a", version: "v1beta1", spec: ["size": 3, "color": "blue"]), as: "old", in: plane)
            let conflict = try await failure {
                try await Self.apply(widget("a", spec: ["size": 4]), as: "new", in: plane)
            }
            #expect(conflict?.message == "Apply failed with 1 conflict: conflict with \"old\": .spec.size")
            let result = try await Self.apply(
                widget("a", version: "v1beta1", spec: ["size": 3]), as: "old", in: plane)
            #expect(
                result.value(at: "spec", "color") == "red", "what nobody wants any longer falls back to its default")
        }
    }

    @Test func objectsFromBeforeAnyApplyKeepWhatTheyHave() throws {
        try Plane.run { plane in
            var forgotten = try await plane.create(configMap("a", data: ["k": "v"]))
            forgotten.fields["metadata"] = forgotten.fields["metadata"].map { metadata in
                var metadata = metadata
                metadata.set([[:]], at: ["managedFields"])
                return metadata
            }
            let stripped = try await plane.update(forgotten)
            #expect(stripped.value(at: "metadata", "managedFields") == nil)
            let applied = try await Self.apply(configMap("a", data: ["l": "w"]), as: "one", in: plane)
            #expect(applied.fields["data"] == ["k": "v", "l": "w"])
            #expect(Self.owners(applied).keys.sorted() == ["before-first-apply Update", "one Apply"])
        }
    }

    @Test func controllersOfThePlaneHaveANameToo() throws {
        try Plane.run { plane in
            let created = try await plane.create(configMap("a", data: ["k": "v"]))
            #expect(Self.owners(created).keys.sorted() == ["slipway Update"])
        }
    }
}
