import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("Metadata after admission")
struct AdmittedMetadataTests {
    private static func create(
        patchedBy patch: JSONValue, _ body: @escaping @Sendable (Plane, ClientRequest, CoreResult) async throws -> Void
    ) throws {
        let hooks = ScriptedWebhooks { .allow($0, patch: patch) }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            try await plane.create(webhookConfiguration("Mutating", "m", webhook("m")))
            var request = ClientRequest(
                .create(Unstructured(fields: configMap("a", data: ["k": "v"]).objectValue ?? [:]), name: nil),
                of: try plane.resource("v1", "ConfigMap"), namespace: "default")
            request.write.fieldManager = "me"
            try await body(plane, request, try await plane.core.execute(request, as: .systemMaster))
        }
    }

    private static let warning =
        ".metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating "
        + "admission controller; please fix your requests: "

    static let broken: [(JSONValue, String)] = [
        ([["manager": "m", "operation": "Apply", "apiVersion": "v1"]], "missing fieldsType"),
        ([["manager": "m", "operation": "Else", "apiVersion": "v1", "fieldsType": "FieldsV1"]], "operation"),
        (
            [
                [
                    "manager": "m", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
                    "fieldsV1": ["broken": [:]],
                ]
            ], "broken"
        ),
        (["text"], ""), ("text", ""),
    ]

    @Test("what cannot be read of the owners is put back", arguments: broken)
    func unreadable(_ owners: JSONValue, _ why: String) throws {
        try Self.create(patchedBy: [["op": "replace", "path": "/metadata/managedFields", "value": owners]]) {
            plane, request, result in
            #expect(result.warnings.count == 1)
            let warning = result.warnings.first ?? ""
            #expect(warning.hasPrefix(Self.warning) && warning.contains(why), "\(warning)")
            let made = try await plane.get(Unstructured(fields: configMap("a").objectValue ?? [:]))
            let entries = made.fields["metadata"]?["managedFields"]?.arrayValue ?? []
            #expect(entries.map { $0["manager"] } == ["me"])
            #expect(entries.first?["fieldsV1"]?["f:data"]?["f:k"] == [:])
            // Nothing stands in the way of those who apply.
            var options = WriteOptions()
            options.fieldManager = "applier"
            let applied = try await plane.client.patch(
                request.resource, made.namespacedName, .apply(configMap("a", data: ["other": "v"])), options: options)
            #expect(applied.value(at: "data", "other") == "v")
        }
    }

    @Test("owners that a webhook rewrites stay")
    func rewritten() throws {
        let owners: JSONValue = [
            [
                "manager": "hook", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
                "fieldsV1": ["f:data": ["f:k": [:]]], "unknown": 1,
            ]
        ]
        try Self.create(patchedBy: [["op": "replace", "path": "/metadata/managedFields", "value": owners]]) {
            plane, _, result in
            #expect(result.warnings == [])
            let made = try await plane.get(Unstructured(fields: configMap("a").objectValue ?? [:]))
            var expected = owners[0]?.objectValue ?? [:]
            expected["unknown"] = nil
            #expect(made.fields["metadata"]?["managedFields"] == [.object(expected)])
        }
    }

    @Test("a webhook can forget all owners", arguments: [[], .null] as [JSONValue])
    func forgotten(_ owners: JSONValue) throws {
        try Self.create(patchedBy: [["op": "replace", "path": "/metadata/managedFields", "value": owners]]) {
            plane, _, result in
            #expect(result.warnings == [])
            let made = try await plane.get(Unstructured(fields: configMap("a").objectValue ?? [:]))
            #expect(made.fields["metadata"]?["managedFields"] == nil)
        }
    }
}
