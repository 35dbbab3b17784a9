import APIServer
import HTTPTypes
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("Updates of what is not there")
struct CreateOnUpdateTests {
    @Test(
        "create objects of some kinds, with an owner, and change them the second time",
        arguments: [
            (
                "/apis/rbac.authorization.k8s.io/v1/clusterroles/x",
                #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"x"},"rules":[]}"#
            ),
            (
                "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/x",
                #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"x"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}}"#
            ),
            (
                "/api/v1/namespaces/default/endpoints/x",
                #"{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"x"},"subsets":[]}"#
            ),
            (
                "/api/v1/namespaces/default/events/x",
                #"{"apiVersion":"v1","kind":"Event","metadata":{"name":"x"},"involvedObject":{"kind":"Pod","namespace":"default","name":"p"}}"#
            ),
        ])
    func creates(path: String, body: String) async throws {
        let fixture = try await HandlerFixture.started()
        for status in [201, 200] {
            let answer = try await fixture.send(
                .put, path + "?fieldManager=me", contentType: "application/json", body)
            #expect(answer.status == status, "\(answer.text)")
            let object = try answer.json
            let owners = object["metadata"]?["managedFields"]?.arrayValue ?? []
            #expect(owners.allSatisfy { $0["manager"] == "me" && $0["operation"] == "Update" })
            #expect(object["metadata"]?["uid"]?.stringValue?.isEmpty == false)
        }
    }

    @Test("a version that was is forgotten, an identity is not") func preconditions() async throws {
        let fixture = try await HandlerFixture.started()
        let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/x"
        let body = { (metadata: String) in
            #"{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"x"\#(metadata)},"spec":{}}"#
        }
        let known = try await fixture.send(.put, path, contentType: "application/json", body(#","uid":"u""#))
        #expect(known.status == 409)
        #expect(
            try known.json["message"]
                == #"Operation cannot be fulfilled on leases.coordination.k8s.io "x": Precondition failed: UID in precondition: u, UID in object meta: "#
        )
        let dry = try await fixture.send(.put, path + "?dryRun=All", contentType: "application/json", body(""))
        #expect(dry.status == 201)
        #expect(try await fixture.get(path).status == 404)
        let created = try await fixture.send(
            .put, path, contentType: "application/json", body(#","resourceVersion":"1""#))
        #expect(created.status == 201, "\(created.text)")
        #expect(try await fixture.send(.put, path, contentType: "application/json", body("")).status == 422)
    }

    @Test("create nothing of other kinds and no subresource")
    func refuses() async throws {
        let fixture = try await HandlerFixture.started()
        for (path, body) in [
            (
                "/api/v1/namespaces/default/configmaps/x",
                #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}"#
            ),
            (
                "/api/v1/namespaces/default/services/x/status",
                #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"x"}}"#
            ),
        ] {
            #expect(try await fixture.send(.put, path, contentType: "application/json", body).status == 404)
        }
    }

    private struct NoCreation: Authorizer {
        func authorize(_ request: AuthorizationRequest) async -> AuthorizationDecision {
            request.verb == "create" && request.resource.plural == "leases" ? .denied("no") : .allowed
        }
    }

    @Test("need the permission to create") func permission() throws {
        try Plane.run(configure: { $0.authorizer = NoCreation() }) { plane in
            let lease: JSONValue = [
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": ["name": "x", "namespace": "default"], "spec": [:],
            ]
            let status = try await failure {
                try await plane.update(Unstructured(fields: lease.objectValue ?? [:]))
            }
            #expect(status?.code == 403)
        }
    }
}
