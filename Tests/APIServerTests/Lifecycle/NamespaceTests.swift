import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Namespaces and expiry")
struct NamespaceTests {
    private static func namespace(_ name: String) -> JSONValue {
        ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
    }

    @Test func newNamespaces() throws {
        try Plane.run { plane in
            let namespaces = try await plane.client.list(try plane.resource("v1", "Namespace")).items
            #expect(namespaces.map(\.name) == ["default", "kube-node-lease", "kube-public", "kube-system"])
            let made = try await plane.create(Self.namespace("a"))
            #expect(made.value(at: "status", "phase") == "Active")
            #expect(made.value(at: "spec", "finalizers") == ["kubernetes"])
            #expect(made.labels == ["kubernetes.io/metadata.name": "a"])
            #expect(try await failure { try await plane.create(Self.namespace("a.b")) }?.code == 422)
        }
    }

    @Test(arguments: ["default", "kube-system", "kube-public"])
    func someCannotBeDeleted(_ name: String) throws {
        let status = try Plane.run { plane in
            try await failure { try await plane.delete(Unstructured(fields: Self.namespace(name).objectValue ?? [:])) }
        }
        #expect(status?.code == 403)
        #expect(status?.message == "namespaces \"\(name)\" is forbidden: this namespace may not be deleted")
    }

    @Test func deletionEmptiesANamespace() throws {
        try Plane.run(runsLifecycle: true) { plane in
            try await plane.create(widgetDefinition())
            let namespace = try await plane.create(Self.namespace("a"))
            for index in 0..<40 { try await plane.create(configMap("m\(index)", namespace: "a")) }
            try await plane.create(widget("w", namespace: "a"))
            let held = try await plane.create(configMap("held", namespace: "a", finalizers: ["example.com/hold"]))
            try await plane.create(configMap("elsewhere"))
            try await plane.delete(namespace)
            #expect(try await plane.get(namespace).value(at: "status", "phase") == "Terminating")
            let refused = try await failure { try await plane.create(configMap("late", namespace: "a")) }
            #expect(refused?.code == 403)
            #expect(
                refused?.message
                    == "configmaps \"late\" is forbidden: unable to create new content in namespace a because it is being "
                    + "terminated")
            #expect(refused?.details?.causes.map(\.reason) == ["NamespaceTerminating"])
            await plane.context.settle()
            #expect(try await plane.find(namespace) != nil)
            #expect(try await plane.get(held).isBeingDeleted)

            _ = try await plane.patch(held, .merge(["metadata": ["finalizers": .null]]))
            await plane.context.settle()
            #expect(try await plane.find(namespace) == nil)
            let left = try await plane.client.list(try plane.resource("v1", "ConfigMap")).items
            #expect(left.map(\.name) == ["elsewhere"])
            let again = try await plane.create(Self.namespace("a"))
            #expect(again.uid != namespace.uid)
            try await plane.create(configMap("new", namespace: "a"))
        }
    }

    @Test func anEmptyNamespaceGoesAtOnce() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let namespace = try await plane.create(Self.namespace("a"))
            try await plane.delete(namespace)
            await plane.context.settle()
            #expect(try await plane.find(namespace) == nil)
        }
    }

    /// Creates race the deletion of their namespace: whatever was acknowledged is deleted, and nothing is left behind.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func nothingSlipsIn(_ seed: UInt64) throws {
        try Plane.run(seed: seed, runsLifecycle: true) { plane in
            let namespace = try await plane.create(Self.namespace("a"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<6 {
                    group.addTask {
                        for index in 0..<10 {
                            let status = try await failure {
                                try await plane.create(configMap("m\(lane)-\(index)", namespace: "a"))
                            }
                            if let status { #expect([403, 404].contains(status.code), "\(status)") }
                        }
                    }
                }
                group.addTask { try await plane.delete(namespace) }
                try await group.waitForAll()
            }
            await plane.context.settle()
            #expect(try await plane.find(namespace) == nil)
            #expect(try await plane.client.list(try plane.resource("v1", "ConfigMap")).items.isEmpty)
        }
    }

    @Test func terminationIsTakenUpAfterARestart() throws {
        try Plane.run { plane in
            let namespace = try await plane.create(Self.namespace("a"))
            try await plane.create(configMap("m", namespace: "a"))
            try await plane.delete(namespace)
            try await plane.withLifecycle { await plane.context.settle() }
            #expect(try await plane.find(namespace) == nil)
        }
    }

    private static func event(_ name: String, last: Timestamp) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Event", "metadata": ["name": .string(name), "namespace": "default"],
            "involvedObject": ["kind": "ConfigMap", "name": "a", "namespace": "default"], "reason": "Tested",
            "lastTimestamp": .string(last.rfc3339), "count": 1,
        ]
    }

    @Test func eventsExpireAnHourAfterTheyHappenedLast() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let time = plane.context.time
            let once = try await plane.create(Self.event("once", last: time.now()))
            var again = try await plane.create(Self.event("again", last: time.now()))
            try await time.sleep(for: .seconds(1800))
            again.fields["lastTimestamp"] = .string(time.now().rfc3339)
            again.fields["count"] = 2
            try await plane.update(again)
            try await time.sleep(for: .seconds(1799))
            await plane.context.settle()
            #expect(try await plane.find(once) != nil)
            try await time.sleep(for: .seconds(2))
            await plane.context.settle()
            #expect(try await plane.find(once) == nil)
            #expect(try await plane.find(again) != nil)
            try await time.sleep(for: .seconds(1800))
            await plane.context.settle()
            #expect(try await plane.find(again) == nil)
        }
    }

    @Test func eventsExpireThatAreOldAtTheStart() throws {
        try Plane.run { plane in
            let event = try await plane.create(Self.event("old", last: plane.context.time.now()))
            try await plane.context.time.sleep(for: .seconds(7200))
            try await plane.withLifecycle { await plane.context.settle() }
            #expect(try await plane.find(event) == nil)
        }
    }
}
