import APIServer
import JSON
import KubernetesClient
import Machinery
import Simulation
import Synchronization
import Testing

@Suite("Authorization and admission")
struct AdmissionTests {
    static let refusals: [(ClientRequest.Operation, String, String?, String)] = [
        (
            .list(ListOptions()), "default", nil,
            "configmaps is forbidden: User \"eve\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\""
        ),
        (
            .list(ListOptions()), "", nil,
            "configmaps is forbidden: User \"eve\" cannot list resource \"configmaps\" in API group \"\" at the cluster scope"
        ),
        (
            .get(name: "a"), "default", nil,
            "configmaps \"a\" is forbidden: User \"eve\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"default\""
        ),
        (
            .delete(name: "a", DeleteOptions()), "default", nil,
            "configmaps \"a\" is forbidden: User \"eve\" cannot delete resource \"configmaps\" in API group \"\" in the namespace \"default\""
        ),
        (
            .deleteCollection(ListOptions(), DeleteOptions()), "default", nil,
            "configmaps is forbidden: User \"eve\" cannot deletecollection resource \"configmaps\" in API group \"\" in the namespace \"default\""
        ),
        (
            .patch(name: "a", .merge([:])), "default", "status",
            "configmaps \"a\" is forbidden: User \"eve\" cannot patch resource \"configmaps/status\" in API group \"\" in the namespace \"default\""
        ),
    ]

    @Test(arguments: refusals)
    func onlyMastersMayDoAnything(
        _ operation: ClientRequest.Operation, _ namespace: String, _ subresource: String?, _ message: String
    ) throws {
        try Plane.run { plane in
            let request = ClientRequest(
                operation, of: try plane.resource("v1", "ConfigMap"), namespace: namespace, subresource: subresource)
            let eve = UserInfo(name: "eve", groups: [UserInfo.Group.authenticated])
            let status = try await failure { _ = try await plane.core.client(as: eve).send(request) }
            #expect(status?.code == 403)
            #expect(status?.message == message)
        }
    }

    @Test func aNamespaceLiesInItself() throws {
        try Plane.run { plane in
            let request = ClientRequest(.get(name: "default"), of: try plane.resource("v1", "Namespace"))
            let status = try await failure { _ = try await plane.core.client(as: UserInfo(name: "eve")).send(request) }
            #expect(status?.message.hasSuffix("in API group \"\" in the namespace \"default\"") == true)
        }
    }

    /// Adds a label, refuses the name `bad`, warns of the rest, and keeps a log.
    private final class Plugin: AdmissionPlugin {
        let log = Mutex<[String]>([])

        func mutate(_ request: inout AdmissionRequest) async throws {
            let name = request.user.name.split(separator: ":").joined(separator: ".")
            request.object?.labels["seen-by"] = name
            log.withLock { $0.append("mutate \(request.operation.rawValue) \(request.name)") }
        }

        func validate(_ request: inout AdmissionRequest) async throws {
            log.withLock { $0.append("validate \(request.operation.rawValue) \(request.name)") }
            if request.name == "bad" || request.oldObject?.labels["locked"] == "yes" {
                throw APIStatus.invalid(
                    request.resource.groupKind, name: request.name, [.forbidden("metadata.name", "not here")])
            }
            request.warnings.append("watch out")
        }
    }

    @Test func scalingIsAnUpdateToPlugins() throws {
        let plugin = Plugin()
        let kind = GroupKind(group: "example.com", kind: "Widget")
        let code = try Plane.run(configure: { $0.admission.register(plugin, for: kind) }) { plane in
            try await plane.create(widgetDefinition())
            let made = try await plane.create(widget("a"))
            let locked = try await plane.patch(made, .merge(["metadata": ["labels": ["locked": "yes"]]]))
            return try await failure {
                _ = try await plane.patch(locked, .merge(["spec": ["replicas": 2]]), subresource: "scale")
            }?.code
        }
        #expect(code == 422)
    }

    @Test func pluginsSeeEveryWrite() throws {
        let plugin = Plugin()
        try Plane.run(configure: { $0.admission.register(plugin, for: GroupKind(group: "", kind: "ConfigMap")) }) {
            plane in
            let made = try await plane.create(configMap("a"))
            #expect(made.labels == ["seen-by": "system.admin"])
            #expect(
                try await failure { try await plane.create(configMap("bad")) }?.message
                    == "ConfigMap \"bad\" is invalid: metadata.name: Forbidden: not here")
            let patched = try await plane.patch(
                made, .merge(["metadata": ["labels": ["locked": "yes", "seen-by": "me"]]]))
            #expect(patched.labels == ["locked": "yes", "seen-by": "system.admin"])
            #expect(try await failure { try await plane.delete(made) }?.code == 422)
            try await plane.create([
                "apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "x", "namespace": "default"],
            ])

            let object = Unstructured(fields: configMap("b").objectValue ?? [:])
            let request = ClientRequest(
                .create(object, name: nil), of: try plane.resource("v1", "ConfigMap"), namespace: "default")
            #expect(try await plane.core.execute(request, as: .systemMaster).warnings == ["watch out"])
        }
        #expect(
            plugin.log.withLock { $0 } == [
                "mutate CREATE a", "validate CREATE a", "mutate CREATE bad", "validate CREATE bad", "mutate UPDATE a",
                "validate UPDATE a", "validate DELETE a", "mutate CREATE b", "validate CREATE b",
            ])
    }
}
