import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("Scale")
struct ScaleTests {
    private static func deployment(_ kind: String) -> JSONValue {
        [
            "apiVersion": "apps/v1", "kind": .string(kind), "metadata": ["name": "d", "namespace": "default"],
            "spec": [
                "replicas": 2, "serviceName": "s",
                "selector": [
                    "matchLabels": ["app": "a"],
                    "matchExpressions": [["key": "tier", "operator": "In", "values": ["y", "x"]]],
                ],
                "template": [
                    "metadata": ["labels": ["app": "a", "tier": "x"]],
                    "spec": ["containers": [["name": "c", "image": "i"]]],
                ],
            ],
        ]
    }

    private static func scale(_ plane: Plane, _ operation: ClientRequest.Operation, strict: Bool = false) async throws
        -> Unstructured
    {
        var request = ClientRequest(
            operation, of: try plane.resource("apps/v1", "Deployment"), namespace: "default", subresource: "scale")
        if strict { request.write.fieldValidation = .strict }
        guard case .object(let scale) = try await plane.client.send(request) else { throw APIStatus.noSuchResource() }
        return scale
    }

    @Test(
        "tells the selector of workloads as queries write it", arguments: ["Deployment", "ReplicaSet", "StatefulSet"])
    func selector(_ kind: String) throws {
        try Plane.run { plane in
            let made = try await plane.create(Self.deployment(kind))
            let request = ClientRequest(
                .get(name: "d"), of: try plane.resource("apps/v1", kind), namespace: "default", subresource: "scale")
            guard case .object(let scale) = try await plane.client.send(request) else {
                Issue.record("a Scale is an object")
                return
            }
            #expect(scale.uid == made.uid)
            #expect(scale.fields["status"] == ["replicas": 0, "selector": "app=a,tier in (x,y)"])
        }
    }

    @Test("takes a Scale and nothing else")
    func otherKinds() throws {
        try Plane.run { plane in
            let made = try await plane.create(Self.deployment("Deployment"))
            let wrong = try await failure {
                let map = Unstructured(fields: configMap("d").objectValue ?? [:])
                _ = try await Self.scale(plane, .update(map))
            }
            #expect(wrong?.code == 400)
            #expect(
                wrong?.message
                    == "the API version in the data (v1) does not match the expected API version (autoscaling/v1)")
            let kind = try await failure {
                _ = try await Self.scale(plane, .patch(name: "d", .merge(["kind": "HorizontalPodAutoscaler"])))
            }
            #expect(
                kind?.message
                    == "the kind in the data (HorizontalPodAutoscaler) does not match the expected kind (Scale)")
            let text = try await failure {
                _ = try await Self.scale(plane, .patch(name: "d", .merge(["spec": ["replicas": "3"]])))
            }
            #expect(text?.code == 400 && text?.message.contains("cannot unmarshal string") == true)
            let unknown: Patch = .merge(["spec": ["replicas": 3, "replica": 3]])
            let strict = try await failure { _ = try await Self.scale(plane, .patch(name: "d", unknown), strict: true) }
            #expect(strict?.message.contains("unknown field \"spec.replica\"") == true)
            #expect(try await plane.get(made).value(at: "spec", "replicas") == 2)
            #expect(try await Self.scale(plane, .patch(name: "d", unknown)).value(at: "spec", "replicas") == 3)
        }
    }
}
