import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("Repeated owner references")
struct RepeatedOwnerTests {
    private static func reference(_ uid: String, _ name: String = "o") -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "name": .string(name), "uid": .string(uid)]
    }

    private static func warning(_ when: String) -> String {
        ".metadata.ownerReferences contains duplicate entries\(when); API server dedups owner references in 1.20+, and may "
            + "reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u, u"
    }

    @Test("are joined, and the sender hears of it")
    func joined() throws {
        try Plane.run { plane in
            let (u, v, named) = (Self.reference("u"), Self.reference("v"), Self.reference("u", "other"))
            var sent = configMap("a")
            sent.set([u, v, u, named, u], at: ["metadata", "ownerReferences"])
            let type = try plane.resource("v1", "ConfigMap")
            func send(_ operation: ClientRequest.Operation) async throws -> CoreResult {
                try await plane.core.execute(
                    ClientRequest(operation, of: type, namespace: "default"), as: .systemMaster)
            }
            let object = Unstructured(fields: sent.objectValue ?? [:])
            #expect(try await send(.create(object, name: nil)).warnings == [Self.warning("")])
            #expect(try await plane.get(object).fields["metadata"]?["ownerReferences"] == [u, v, named])
            #expect(try await send(.update(object)).warnings == [Self.warning("")])
            let patch: JSONValue = ["metadata": ["ownerReferences": [v, u, u, u]]]
            let patched = try await send(.patch(name: "a", .merge(patch)))
            #expect(patched.warnings == [Self.warning(" after mutating admission happens")])
            #expect(try await plane.get(object).fields["metadata"]?["ownerReferences"] == [v, u])
            #expect(try await send(.patch(name: "a", .merge(["data": ["k": "v"]]))).warnings == [])
        }
    }
}
