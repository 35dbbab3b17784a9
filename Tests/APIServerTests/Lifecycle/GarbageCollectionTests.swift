import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Testing

@Suite("Garbage collection")
struct GarbageCollectionTests {
    private static func names(_ plane: Plane) async throws -> [String] {
        try await plane.client.list(try plane.resource("v1", "ConfigMap")).items.map(\.name)
    }

    @Test func dependentsGoWithTheirOwner() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = try await plane.create(configMap("owner"))
            let child = try await plane.create(configMap("child", owners: [owner]))
            try await plane.create(configMap("grandchild", owners: [child]))
            try await plane.create(configMap("stranger"))
            try await plane.delete(owner)
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["stranger"])
        }
    }

    @Test func theLastOwnerDecides() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let first = try await plane.create(configMap("first"))
            let second = try await plane.create(configMap("second"))
            let child = try await plane.create(configMap("child", owners: [first, second]))
            try await plane.delete(first)
            await plane.context.settle()
            #expect(try await plane.get(child).ownerReferences.map(\.name) == ["second"])
            try await plane.delete(second)
            await plane.context.settle()
            #expect(try await Self.names(plane) == [])
        }
    }

    @Test func anOwnerIsKnownByItsUID() throws {
        try Plane.run(runsLifecycle: true) { plane in
            var ghost = try await plane.create(configMap("ghost"))
            ghost.uid = "11111111-1111-4111-8111-111111111111"
            try await plane.create(configMap("child", owners: [ghost]))
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["ghost"])
        }
    }

    @Test func ownersInOtherNamespacesDoNotCount() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = try await plane.create(configMap("owner", namespace: "kube-system"))
            try await plane.create(configMap("child", owners: [owner]))
            var node: JSONValue = ["apiVersion": "v1", "kind": "Node", "metadata": ["name": "n1"]]
            node.set(
                [["apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": .string(owner.uid)]],
                at: ["metadata", "ownerReferences"])
            let created = try await plane.create(node)
            try await plane.create(configMap("of-node", owners: [created]))
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["of-node", "owner"])
            #expect(try await plane.find(created) != nil)
            try await plane.delete(created)
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["owner"])
        }
    }

    @Test func ownersOfAKindNobodyKnowsAreLeftAlone() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = Unstructured(fields: widget("w").objectValue ?? [:])
            var stranger = owner
            stranger.uid = "11111111-1111-4111-8111-111111111111"
            try await plane.create(configMap("child", owners: [stranger]))
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["child"])
            // Once the kind is known, it is known that this owner is not there.
            try await plane.create(widgetDefinition())
            await plane.context.settle()
            #expect(try await Self.names(plane) == [])
        }
    }

    @Test func foregroundWaitsForThoseThatBlock() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = try await plane.create(configMap("owner"))
            let blocking = try await plane.create(
                configMap("blocking", owners: [owner], blocking: true, finalizers: ["example.com/hold"]))
            try await plane.create(configMap("free", owners: [owner], finalizers: ["example.com/hold"]))
            try await plane.create(configMap("under", owners: [blocking], blocking: true))
            try await plane.delete(owner, DeleteOptions(propagation: .foreground))
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["blocking", "free", "owner"])
            #expect(try await plane.get(owner).finalizers == ["foregroundDeletion"])
            #expect(try await plane.get(blocking).isBeingDeleted)
            _ = try await plane.patch(blocking, .merge(["metadata": ["finalizers": .null]]))
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["free"])
        }
    }

    @Test func foregroundGoesDownTheTree() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = try await plane.create(configMap("a"))
            let child = try await plane.create(configMap("b", owners: [owner], blocking: true))
            let leaf = try await plane.create(
                configMap("c", owners: [child], blocking: true, finalizers: ["example.com/hold"]))
            try await plane.delete(owner, DeleteOptions(propagation: .foreground))
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["a", "b", "c"])
            #expect(try await plane.get(child).finalizers == ["foregroundDeletion"])
            _ = try await plane.patch(leaf, .merge(["metadata": ["finalizers": .null]]))
            await plane.context.settle()
            #expect(try await Self.names(plane) == [])
        }
    }

    @Test func circlesAreLeft() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let a = try await plane.create(configMap("a"))
            let b = try await plane.create(configMap("b", owners: [a], blocking: true))
            let reference = OwnerReference(
                apiVersion: "v1", kind: "ConfigMap", name: "b", uid: b.uid, blockOwnerDeletion: true)
            _ = try await plane.patch(a, .merge(["metadata": ["ownerReferences": [reference.json]]]))
            try await plane.delete(a, DeleteOptions(propagation: .foreground))
            await plane.context.settle()
            #expect(try await Self.names(plane) == [])
        }
    }

    @Test("the account of owners of fields follows what the plane changes")
    func ownersOfFields() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = try await plane.create(configMap("owner"))
            var options = WriteOptions()
            options.fieldManager = "me"
            let child = try await plane.create(
                configMap("child", data: ["k": "v"], owners: [owner]), options: options)
            #expect(child.fields["metadata"]?["managedFields"]?[0]?["fieldsV1"]?["f:metadata"] != nil)
            try await plane.delete(owner, DeleteOptions(propagation: .orphan))
            await plane.context.settle()
            let orphan = try await plane.get(child)
            #expect(orphan.ownerReferences.isEmpty)
            let entries = orphan.fields["metadata"]?["managedFields"]?.arrayValue ?? []
            #expect(entries.map { $0["manager"] } == ["me"])
            #expect(entries.first?["fieldsV1"] == ["f:data": [".": [:], "f:k": [:]]])
        }
    }

    @Test("what the plane sets is its own")
    func ownStatus() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let made = try await plane.create([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n", "labels": ["a": "b"]],
            ])
            try await plane.create(configMap("held", namespace: "n", finalizers: ["example.com/hold"]))
            try await plane.delete(made)
            await plane.context.settle()
            let entries = try await plane.get(made).fields["metadata"]?["managedFields"]?.arrayValue ?? []
            let own = entries.first { $0["subresource"] == "status" }
            #expect(own?["manager"] == "slipway" && own?["operation"] == "Update")
            #expect(own?["fieldsV1"]?["f:status"]?["f:conditions"] != nil)
        }
    }

    @Test func orphansStay() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = try await plane.create(configMap("owner"))
            let other = try await plane.create(configMap("other"))
            let child = try await plane.create(configMap("child", owners: [owner, other]))
            let only = try await plane.create(configMap("only", owners: [owner]))
            try await plane.delete(owner, DeleteOptions(propagation: .orphan))
            await plane.context.settle()
            #expect(try await Self.names(plane) == ["child", "only", "other"])
            #expect(try await plane.get(child).ownerReferences.map(\.name) == ["other"])
            #expect(try await plane.get(only).ownerReferences.isEmpty)
        }
    }

    @Test func workIsTakenUpAfterARestart() throws {
        try Plane.run { plane in
            let owner = try await plane.create(configMap("owner"))
            try await plane.create(configMap("child", owners: [owner]))
            let foreground = try await plane.create(configMap("foreground"))
            try await plane.create(configMap("below", owners: [foreground], blocking: true))
            // Nobody watches while these happen.
            try await plane.delete(owner)
            try await plane.delete(foreground, DeleteOptions(propagation: .foreground))
            #expect(try await Self.names(plane) == ["below", "child", "foreground"])
            try await plane.withLifecycle {
                await plane.context.settle()
                #expect(try await Self.names(plane) == [])
                let before = try await plane.revision()
                await plane.context.settle()
                #expect(try await plane.revision() == before)
            }
        }
    }

    @Test func compactionUnderTheWatchIsSurvived() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let owner = try await plane.create(configMap("owner"))
            try await plane.create(configMap("child", owners: [owner]))
            try await plane.delete(owner)
            try await plane.store.compact(through: try await plane.revision())
            await plane.context.settle()
            #expect(try await Self.names(plane) == [])
        }
    }

    /// Random forests of owners: after the deletion of some, exactly those remain that a chain of owners holds.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func randomForests(_ seed: UInt64) throws {
        try Plane.run(seed: seed, runsLifecycle: true) { plane in
            var objects: [Unstructured] = []
            for index in 0..<40 {
                let count = plane.context.random.next(in: 0..<3)
                let owners =
                    objects.isEmpty
                    ? [] : (0..<count).map { _ in objects[plane.context.random.next(in: 0..<objects.count)] }
                var unique: [Unstructured] = []
                for owner in owners where !unique.contains(owner) { unique.append(owner) }
                objects.append(try await plane.create(configMap("m\(100 + index)", owners: unique)))
            }
            var alive = Set(objects.map(\.name))
            for object in objects where plane.context.random.next(in: 0..<4) == 0 {
                try await plane.delete(object)
                alive.remove(object.name)
            }
            var changed = true
            while changed {
                changed = false
                for object in objects where alive.contains(object.name) && !object.ownerReferences.isEmpty {
                    if !object.ownerReferences.contains(where: { alive.contains($0.name) }) {
                        alive.remove(object.name)
                        changed = true
                    }
                }
            }
            await plane.context.settle()
            #expect(try await Self.names(plane) == alive.sorted())
        }
    }
}
