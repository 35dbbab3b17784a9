import Foundation
import Testing

/// Helm keeps its releases in Secrets, patches by what it applied last, and asks discovery and OpenAPI on its way.
@Suite("Helm", .serialized)
struct HelmSerialTests {
    private static let chart = [
        "Chart.yaml": "apiVersion: v2\nname: greeting\nversion: 1.0.0\n",
        "values.yaml": "text: hello\n",
        "templates/configmap.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ .Release.Name }}-greeting, labels: {chart: {{ .Chart.Name }}}}
        data: {text: {{ .Values.text | quote }}, server: {{ .Capabilities.KubeVersion.Version | quote }}}
        """,
        "templates/role.yaml": """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: {{ .Release.Name }}-reader}
        rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
        """,
    ]

    @Test func installsUpgradesRollsBackAndUninstalls() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let directory = URL(filePath: product.home).appending(path: "greeting")
            try FileManager.default.createDirectory(
                at: directory.appending(path: "templates"), withIntermediateDirectories: true)
            for (name, text) in Self.chart {
                try Data(text.utf8).write(to: directory.appending(path: name))
            }
            func helm(_ arguments: String...) async throws -> Product.Outcome {
                try await Product.run(
                    "\(Product.packageDirectory)/.tools/helm", arguments,
                    environment: ["HOME": product.home, "KUBECONFIG": "\(product.home)/admin.kubeconfig"])
            }
            func text() async throws -> String {
                try await product.kubectl("get", "configmap", "one-greeting", "-o", "jsonpath={.data.text}")
                    .succeeded().output
            }
            let chart = directory.path(percentEncoded: false)
            let installed = try await helm("install", "one", chart, "--create-namespace", "--wait").succeeded()
            #expect(installed.output.contains("STATUS: deployed"))
            #expect(try await text() == "hello")
            try await helm("upgrade", "one", chart, "--set", "text=good day").succeeded()
            #expect(try await text() == "good day")
            try await helm("rollback", "one", "1").succeeded()
            #expect(try await text() == "hello")
            #expect(try await helm("list").succeeded().output.contains("deployed"))
            let refused = try await helm("install", "one", chart)
            #expect(refused.status != 0)
            try await helm("uninstall", "one", "--wait").succeeded()
            let left = try await product.kubectl("get", "configmaps,roles,secrets", "-o", "name").succeeded()
            #expect(!left.output.contains("one"), "\(left.output)")
        }
    }
}
