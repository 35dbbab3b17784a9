import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Deletes")
struct DeleteTests {
    @Test func deleteAnswersWithWhatIsGone() throws {
        try Plane.run { plane in
            let object = try await plane.create(configMap("a"))
            let request = ClientRequest(
                .delete(name: "a", DeleteOptions()), of: try plane.resource("v1", "ConfigMap"), namespace: "default")
            let result = try await plane.core.execute(request, as: .systemMaster)
            guard case .deleted(let details) = result.response else {
                Issue.record("the answer is \(result.response)")
                return
            }
            #expect(details == APIStatus.Details(name: "a", kind: "configmaps", uid: object.uid))
            let again = try await failure { _ = try await plane.core.execute(request, as: .systemMaster) }
            #expect(again?.message == "configmaps \"a\" not found")
        }
    }

    @Test func finalizersHoldAnObject() throws {
        try Plane.run { plane in
            let object = try await plane.create(configMap("a", finalizers: ["example.com/hold"]))
            try await plane.delete(object)
            let held = try await plane.get(object)
            #expect(held.deletionTimestamp?.rfc3339 == "2026-01-01T00:00:00Z")
            #expect(held.value(at: "metadata", "deletionGracePeriodSeconds") == 0)
            try await plane.delete(object)
            #expect(try await plane.get(object) == held)

            let added = try await failure {
                _ = try await plane.patch(
                    held, .merge(["metadata": ["finalizers": ["example.com/hold", "example.com/new"]]]))
            }
            #expect(
                added?.message.hasSuffix(
                    "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new "
                        + "finalizers []string{\"example.com/new\"}") == true)
            let undeleted = try await plane.patch(held, .merge(["metadata": ["deletionTimestamp": .null]]))
            #expect(undeleted.isBeingDeleted)

            let released = try await plane.patch(held, .merge(["metadata": ["finalizers": .null]]))
            #expect(released.finalizers.isEmpty)
            #expect(try await plane.find(object) == nil)
        }
    }

    @Test func preconditions() throws {
        try Plane.run { plane in
            let object = try await plane.create(configMap("a"))
            let wrongUID = try await failure { try await plane.delete(object, DeleteOptions(uid: "other")) }
            #expect(wrongUID?.code == 409)
            #expect(
                wrongUID?.message
                    == "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (other) does not match the "
                    + "UID in record (\(object.uid)). The object might have been deleted and then recreated")
            #expect(
                try await failure { try await plane.delete(object, DeleteOptions(resourceVersion: "1")) }?.reason
                    == .conflict)
            try await plane.delete(object, DeleteOptions(uid: object.uid, resourceVersion: object.resourceVersion))
            #expect(try await plane.find(object) == nil)
        }
    }

    @Test(arguments: [
        (DeleteOptions.Propagation.background, [String]()), (.foreground, ["foregroundDeletion"]),
        (.orphan, ["orphan"]),
    ])
    func propagationBecomesAFinalizer(_ propagation: DeleteOptions.Propagation, _ finalizers: [String]) throws {
        try Plane.run { plane in
            let object = try await plane.create(configMap("a"))
            try await plane.delete(object, DeleteOptions(propagation: propagation))
            #expect(try await plane.find(object)?.finalizers ?? [] == finalizers)
        }
    }

    @Test func collections() throws {
        try Plane.run { plane in
            for index in 0..<50 {
                try await plane.create(configMap("a\(index)", labels: ["parity": index % 2 == 0 ? "even" : "odd"]))
            }
            let held = try await plane.create(
                configMap("held", labels: ["parity": "even"], finalizers: ["example.com/hold"]))
            let configMaps = try plane.resource("v1", "ConfigMap")
            let request = ClientRequest(
                .deleteCollection(ListOptions(labelSelector: "parity=even"), DeleteOptions()), of: configMaps,
                namespace: "default")
            guard case .list(let deleted) = try await plane.client.send(request) else {
                Issue.record("the answer is no list")
                return
            }
            #expect(deleted.items.count == 26)
            let left = try await plane.client.list(configMaps, namespace: "default").items
            #expect(left.count == 26)
            #expect(left.filter(\.isBeingDeleted).map(\.name) == [held.name])
        }
    }
}
