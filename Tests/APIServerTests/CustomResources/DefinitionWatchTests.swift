import APIServer
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Testing

@Suite("Watches of a resource whose definition changes")
struct DefinitionWatchTests {
    /// Takes `parts` out of the specification and adds a field with a default.
    private static func changeSchema(in plane: Plane) async throws {
        try await change(in: plane) { version in
            let spec = ["schema", "openAPIV3Schema", "properties", "spec", "properties"]
            version.set(["type": "string", "default": "new"], at: spec + ["added"])
            version.set(nil, at: spec + ["parts"])
        }
    }

    private static func change(in plane: Plane, _ change: (inout JSONValue) -> Void) async throws {
        var json = try await plane.get(Unstructured(fields: widgetDefinition().objectValue ?? [:])).json
        let versions = (json["spec"]?["versions"]?.arrayValue ?? []).map { version in
            var version = version
            change(&version)
            return version
        }
        json.set(.array(versions), at: ["spec", "versions"])
        try await plane.update(Unstructured(fields: json.objectValue ?? [:]))
    }

    private static func request(_ plane: Plane) async throws -> WatchRequest {
        var request = WatchRequest(try plane.resource("example.com/v1", "Widget"))
        request.resourceVersion = try await plane.revision().description
        return request
    }

    @Test("a new schema ends a watch that waits, and what comes later is for the next")
    func newSchema() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            let request = try await Self.request(plane)
            try await plane.client.withWatch(request) { stream in
                async let events = stream.next()
                await plane.context.settle()
                try await Self.changeSchema(in: plane)
                #expect(try await events == nil)
            }
            try await plane.client.withWatch(request) { stream in
                try await plane.create(widget("a"))
                let events = try await stream.next() ?? []
                guard case .added(let object)? = events.first else {
                    Issue.record("\(events)")
                    return
                }
                #expect(object.value(at: "spec", "added") == "new")
            }
        }
    }

    @Test("no object is shown by a schema that is no longer that of its resource")
    func unread() throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            try await plane.client.withWatch(try await Self.request(plane)) { stream in
                try await Self.changeSchema(in: plane)
                try await plane.create(widget("a"))
                #expect(try await stream.next() == nil)
            }
        }
    }

    @Test("so do new columns; labels and conditions do not")
    func otherChanges() throws {
        try Plane.run { plane in
            let definition = try await plane.create(widgetDefinition())
            let request = try await Self.request(plane)
            try await plane.client.withWatch(request) { stream in
                _ = try await plane.patch(definition, .merge(["metadata": ["labels": ["a": "b"]]]))
                _ = try await plane.patch(
                    definition, .merge(["status": ["storedVersions": ["v1"]]]), subresource: "status")
                try await plane.create(widget("a"))
                let events = try await stream.next() ?? []
                #expect(events.contains { if case .added = $0 { true } else { false } }, "\(events)")
                try await Self.change(in: plane) { version in
                    version.set(
                        [["name": "Size", "type": "integer", "jsonPath": ".spec.size"]],
                        at: ["additionalPrinterColumns"])
                }
                #expect(try await stream.next() == nil)
            }
        }
    }

    @Test("an object that is older than its schema is complete in the event of its deletion", arguments: ["", "a=b"])
    func deletion(selector: String) throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            var json = widget("old", spec: ["size": 1, "parts": ["x"]])
            json.set(["a": "b"], at: ["metadata", "labels"])
            let old = try await plane.create(json)
            try await Self.changeSchema(in: plane)
            var request = try await Self.request(plane)
            request.labelSelector = selector
            let events = try await plane.client.withWatch(request) { stream in
                try await plane.delete(old)
                return try await stream.next() ?? []
            }
            guard case .deleted(let object)? = events.first else {
                Issue.record("\(events)")
                return
            }
            #expect(object.fields["spec"] == ["size": 1, "color": "red", "added": "new"])
            #expect(object.resourceVersion != old.resourceVersion)
        }
    }
}
