import JSON
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("Installing providers")
struct ProviderTests {
    static let substitutions: [(String, String)] = [
        ("plain $text ${", "plain $text ${"), ("$(POD_NAMESPACE)", "$(POD_NAMESPACE)"), ("a ${SET} b", "a value b"),
        ("${SET:=other}", "value"), ("${EMPTY:=other}", "other"), ("${EMPTY=other}", ""), ("${EMPTY}", ""),
        ("${NONE:=}", ""), ("${NONE:=a b: c}", "a b: c"), ("${NONE:-x}${NONE-y}${NONE=z}", "xyz"),
        ("${NONE:=${SET}}", "value"), ("${NONE:=${NONE:=deep}}", "deep"), ("$${SET}", "${SET}"),
        ("${SET:=${MISSING}}", "value"), ("${ SET}", "${ SET}"), ("${1}", "${1}"), ("${SET}${SET}", "valuevalue"),
        ("${NONE:=unclosed", "unclosed"),
    ]

    @Test("variables", arguments: substitutions)
    func variables(_ text: String, _ expected: String) {
        var substitution = VariableSubstitution(["SET": "value", "EMPTY": ""])
        #expect(substitution.substitute(in: text) == expected)
        #expect(substitution.unset.isEmpty && substitution.unsupported.isEmpty)
    }

    @Test("variables without a value are all named")
    func unset() {
        var substitution = VariableSubstitution([:])
        _ = substitution.substitute(in: "${B} ${A} ${B} ${C:=${D}} ${E/x/y}")
        #expect(substitution.unset == ["A", "B", "D"])
        #expect(substitution.unsupported == ["${E/x/y}"])
        #expect {
            _ = try ProviderManifest("a: ${B}\nb: ${A}", named: "f.yaml", environment: [:])
        } throws: { error in
            (error as? CommandFailure)?.message
                == "f.yaml needs values for the variables A, B: set them in the environment"
        }
    }

    @Test("deep nesting ends")
    func depth() {
        var substitution = VariableSubstitution([:])
        let text = String(repeating: "${A:=", count: 100_000)
        #expect(!substitution.substitute(in: text).isEmpty)
    }

    @Test(
        "files that are none",
        arguments: [
            ("", "f holds no objects"), ("a: [", "f cannot be read: "),
            ("kind: X\n", "f, line 1: this is no Kubernetes object"),
            ("---\n---\nfoo\n", "this is no Kubernetes object"),
            ("a: ${X/y/z}", "only ${VAR} and defaults such as ${VAR:=x} are"),
        ])
    func unreadable(_ text: String, _ message: String) {
        #expect {
            _ = try ProviderManifest(text, named: "f", environment: [:])
        } throws: { error in
            (error as? CommandFailure)?.message.contains(message) == true
        }
    }

    private static let manifest = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata:
          name: hooks
          annotations: {cert-manager.io/inject-ca-from: x-system/cert, keep: "yes"}
        webhooks:
        - name: a.b.c
          clientConfig: {caBundle: Cg==, service: {name: s, namespace: x-system, path: /mutate-x}}
        - name: d.e.f
          clientConfig: {service: {name: s, namespace: x-system}}
        - name: g.h.i
          clientConfig: {url: "https://elsewhere/path", caBundle: YQ==}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: controller, namespace: x-system}
        spec:
          template:
            spec:
              containers:
              - {name: proxy, image: p}
              - {name: manager, image: "registry.example/x:v1", command: [/manager], args: [--leader-elect, "--v=${LEVEL:=2}"]}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Service, metadata: {name: s, namespace: x-system}}
        - {apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: cert, namespace: x-system}}
        - {apiVersion: cert-manager.io/v1, kind: Issuer, metadata: {name: issuer, namespace: x-system}}
        - {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b}}
        - {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}}
        - {apiVersion: v1, kind: ServiceAccount, metadata: {name: manager, namespace: x-system}}
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: things.x.io
          annotations: {cert-manager.io/inject-ca-from: x-system/cert}
        spec:
          conversion:
            strategy: Webhook
            webhook:
              conversionReviewVersions: [v1]
              clientConfig: {caBundle: Cg==, service: {name: s, namespace: x-system, path: /convert}}
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: plain.x.io}
        spec: {group: x.io}
        ---
        {apiVersion: v1, kind: Namespace, metadata: {name: x-system}}
        """

    private static func plan(_ server: ProviderPlan.WebhookServer?) throws -> ProviderPlan {
        ProviderPlan(try ProviderManifest(manifest, named: "f", environment: [:]), server: server)
    }

    @Test("references to Services become the URL and the CA")
    func rewriting() throws {
        let plan = try Self.plan(.init(url: "https://127.0.0.1:9443/base", caBundle: Array("PEM".utf8)))
        #expect(plan.lacksURL.isEmpty)
        let hooks = try #require(plan.objects.last)
        #expect(
            hooks.fields["webhooks"]?.arrayValue?.compactMap { $0["clientConfig"] } == [
                ["caBundle": "UEVN", "url": "https://127.0.0.1:9443/base/mutate-x"],
                ["url": "https://127.0.0.1:9443/base", "caBundle": "UEVN"],
                ["url": "https://elsewhere/path", "caBundle": "YQ=="],
            ])
        #expect(hooks.annotations == ["keep": "yes"])
        let definition = try #require(plan.objects.first { $0.name == "things.x.io" })
        #expect(
            definition.value(at: "spec", "conversion") == [
                "strategy": "Webhook",
                "webhook": [
                    "conversionReviewVersions": ["v1"],
                    "clientConfig": ["caBundle": "UEVN", "url": "https://127.0.0.1:9443/base/convert"],
                ],
            ])
        #expect(definition.annotations.isEmpty)
    }

    @Test("without a CA the place holder goes too")
    func systemRoots() throws {
        let plan = try Self.plan(.init(url: "https://hooks.example.com", caBundle: []))
        let first = plan.objects.last?.fields["webhooks"]?[0]?["clientConfig"]
        #expect(first == ["url": "https://hooks.example.com/mutate-x"])
    }

    @Test("the order of writing, and what is left out")
    func order() throws {
        let plan = try Self.plan(.init(url: "https://h", caBundle: []))
        #expect(
            plan.objects.map(ProviderPlan.title) == [
                "Namespace x-system", "CustomResourceDefinition things.x.io", "CustomResourceDefinition plain.x.io",
                "ServiceAccount x-system/manager", "ClusterRole r", "ClusterRoleBinding b",
                "MutatingWebhookConfiguration hooks",
            ])
        #expect(
            plan.notes == [
                """
                skipped Deployment x-system/controller: nothing runs in the plane; run its manager (registry.example/x:v1) as a process instead:
                  KUBECONFIG=$(slipway kubeconfig --path) /manager --leader-elect --v=2
                """,
                "skipped Service x-system/s: there is no network of Services",
                "skipped Certificate x-system/cert: no cert-manager runs here, the webhooks' CA comes from --ca-file",
                "skipped Issuer x-system/issuer: no cert-manager runs here, the webhooks' CA comes from --ca-file",
                "dropped the annotation cert-manager.io/inject-ca-from from 2 objects: no cert-manager runs here, the CA comes from --ca-file",
            ])
    }

    @Test("what needs a URL is named")
    func lacksURL() throws {
        #expect(
            try Self.plan(nil).lacksURL == [
                "MutatingWebhookConfiguration hooks", "CustomResourceDefinition things.x.io",
            ])
    }

    @Test("an update keeps what others wrote")
    func merging() {
        let found = Unstructured(fields: [
            "apiVersion": "v1", "kind": "X",
            "metadata": [
                "name": "a", "resourceVersion": "7", "labels": ["a": "1", "b": "1"], "annotations": ["other": "1"],
            ],
            "spec": ["old": true], "secrets": [["name": "s"]], "status": ["ready": true],
        ])
        let wanted = Unstructured(fields: [
            "apiVersion": "v1", "kind": "X", "metadata": ["name": "a", "labels": ["b": "2"]], "spec": ["new": true],
            "status": [:],
        ])
        let merged = ProviderInstaller.merged(wanted, into: found)
        #expect(merged.resourceVersion == "7")
        #expect(merged.labels == ["a": "1", "b": "2"])
        #expect(merged.annotations == ["other": "1"])
        #expect(merged.fields["spec"] == ["new": true])
        #expect(merged.fields["secrets"] == [["name": "s"]])
        #expect(merged.fields["status"] == ["ready": true])
    }
}
