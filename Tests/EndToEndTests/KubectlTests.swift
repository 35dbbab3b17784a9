import Foundation
import Testing

/// What people type, with kubectls of three ages against one kind of plane.
@Suite("kubectl", .serialized)
struct KubectlSerialTests {
    private static let manifest = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: applied
        data:
          key: seven
        """

    private static func manifest(_ key: String) -> String { manifest.replacing("seven", with: key) }

    @Test(arguments: Kubectl.allCases)
    func changesObjects(kubectl: Kubectl) async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.take(
                [
                    .run("create namespace there", "namespace/there created"),
                    .run("create configmap made --from-literal=key=seven", "configmap/made created"),
                    .fails("create configmap made", #"configmaps "made" already exists"#),
                    .run("create secret generic kept --from-literal=password=x", "secret/kept created"),
                    .run("create serviceaccount robot", "serviceaccount/robot created"),
                    .run(
                        "create clusterrole reader --verb=get,list --resource=configmaps",
                        "clusterrole.rbac.authorization.k8s.io/reader created"),
                    .run(
                        "create rolebinding readers --clusterrole=reader --serviceaccount=default:robot",
                        "rolebinding.rbac.authorization.k8s.io/readers created"),
                    // Client-side apply.
                    .run("apply -f -", "configmap/applied created", input: Self.manifest("seven")),
                    .run("apply -f -", "configmap/applied unchanged", input: Self.manifest("seven")),
                    .fails("diff -f -", "-  key: seven", "+  key: eight", input: Self.manifest("eight")),
                    .run(
                        "apply --dry-run=server -f -", "configmap/applied configured (server dry run)",
                        input: Self.manifest("eight")),
                    .run("apply -f -", "configmap/applied configured", input: Self.manifest("eight")),
                    .run("get configmap applied -o jsonpath={.data.key}", "eight"),
                    .run("diff -f -", input: Self.manifest("eight")),
                    // Server-side apply, beside and after the other.
                    .fails(
                        "apply --server-side --field-manager=other -f -", "conflict", ".data.key",
                        input: Self.manifest("nine")),
                    .run(
                        "apply --server-side --field-manager=other --force-conflicts -f -",
                        "configmap/applied serverside-applied", input: Self.manifest("nine")),
                    .run(
                        "apply --server-side --field-manager=other -f -", "configmap/applied serverside-applied",
                        input: Self.manifest("nine")),
                    .run("get configmap applied -o jsonpath={.metadata.managedFields[*].manager}", "other")
                        .only(.of2021),
                    .run(
                        "get configmap applied --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}",
                        "other"
                    ).only(.of2024, .newest),
                    // The ways to change what is there.
                    .run("replace -f -", "configmap/applied replaced", input: Self.manifest("ten")),
                    .run(
                        "create --save-config=true -f -", "configmap/saved created",
                        input: Self.manifest.replacing("applied", with: "saved")),
                    .run(
                        #"patch configmap applied -p '{"data":{"other":"1"}}'"#, "configmap/applied patched"),
                    .run(
                        #"patch configmap applied --type=merge -p '{"data":{"other":null}}'"#,
                        "configmap/applied patched"),
                    .run(
                        #"patch configmap applied --type=json -p '[{"op":"add","path":"/data/third","value":"3"}]'"#,
                        "configmap/applied patched"),
                    .run(
                        #"patch configmap applied -p '{"data":{"third":"3"}}'"#,
                        "configmap/applied patched (no change)"),
                    .run("get configmap applied -o jsonpath={.data}", #"{"key":"ten","third":"3"}"#),
                    .run("edit configmap applied", "configmap/applied edited", editor: "sed -i s/ten/eleven/"),
                    .run("edit configmap applied", "Edit cancelled", editor: "true"),
                    .run("get configmap applied -o jsonpath={.data.key}", "eleven"),
                    .run("label configmap applied app=x", "configmap/applied labeled"),
                    .fails("label configmap applied app=y", "--overwrite is false"),
                    .run("label configmap applied app=y --overwrite", "configmap/applied"),
                    .run("label configmap applied app-", "configmap/applied"),
                    .run("annotate configmap applied note=hello", "configmap/applied annotated"),
                    .run("annotate configmap applied note-", "configmap/applied"),
                    // The ways to delete.
                    .run("delete configmap saved --dry-run=server", #"configmap "saved" deleted"#, "(server dry run)"),
                    .run("delete configmap saved --cascade=foreground", #"configmap "saved" deleted"#),
                    .run("delete configmap made --cascade=orphan", #"configmap "made" deleted"#),
                    .run("delete configmap applied --cascade=background", #"configmap "applied" deleted"#),
                    .fails("delete configmap applied", #"configmaps "applied" not found"#),
                    .run("delete configmap applied --ignore-not-found"),
                    .run("delete secret --all", #"secret "kept" deleted"#),
                    .run("delete namespace there", #"namespace "there" deleted"#),
                    .fails("get namespace there", #"namespaces "there" not found"#),
                ], using: kubectl)
        }
    }

    @Test(arguments: Kubectl.allCases)
    func readsAndExplains(kubectl: Kubectl) async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.take(
                [
                    .run("create configmap one --from-literal=key=value", "created"),
                    .run("create configmap two --from-literal=key=value", "created"),
                    .run("label configmap one app=x", "labeled"),
                    .run("get configmaps", "NAME", "DATA", "AGE", "one", "two"),
                    .run("get cm -A", "NAMESPACE", "default"),
                    .run("get configmap one -o wide", "NAME", "one"),
                    .run("get configmap one -o yaml", "key: value", "kind: ConfigMap"),
                    .run("get configmap one -o json", #""key": "value""#),
                    .run("get configmap one -o name", "configmap/one"),
                    .run("get configmaps -o jsonpath={.items[*].metadata.name}", "one two"),
                    .run("get configmap -o custom-columns=N:.metadata.name,K:.data.key", "one", "value"),
                    .run("get configmap --show-labels -l app=x", "app=x"),
                    .run("get configmap -L app", "APP"),
                    .run("get configmap --sort-by=.metadata.name --no-headers", "one"),
                    .run("get configmap --field-selector=metadata.name=two -o name", "configmap/two"),
                    .run("get configmaps --chunk-size=1 -o name", "configmap/one", "configmap/two"),
                    .run("get configmap one --watch --request-timeout=1s", "one"),
                    .run("get configmaps,secrets,serviceaccounts", "configmap/one"),
                    .fails("get all", #"the server doesn't have a resource type "all""#),
                    .fails("get gadgets", #"the server doesn't have a resource type "gadgets""#),
                    .fails("get configmap absent", #"Error from server (NotFound): configmaps "absent" not found"#),
                    .run("get configmap absent --ignore-not-found"),
                    .run("describe configmap one", "Name:         one", "Labels:       app=x", "value"),
                    .run("describe namespace default", "Status:       Active"),
                    .run("explain configmap", "ConfigMap", "FIELDS:", "immutable"),
                    .run("explain configmap.data", "<map[string]string>"),
                    .run("explain configmap.metadata.labels", "<map[string]string>"),
                    .run("explain machines.spec.clusterName", "clusterName"),
                    .run("explain machines --recursive", "clusterName"),
                    .run(
                        "api-resources", "configmaps", "machinedeployments", "SHORTNAMES", "validatingwebhook"),
                    .run("api-resources --api-group=cluster.x-k8s.io -o name", "machines.cluster.x-k8s.io"),
                    .run("api-resources --verbs=list --namespaced=false -o name", "namespaces"),
                    .run(
                        "api-versions", "v1", "cluster.x-k8s.io/v1beta1", "apiextensions.k8s.io/v1",
                        "authorization.k8s.io/v1"),
                    .run("version", "v1.34"),
                    .run("get --raw /healthz", "ok"),
                    .run("get --raw /readyz?verbose", "[+]"),
                    .run("get --raw /version", #""major""#),
                    .run("get --raw /api/v1/namespaces/default", #""kind":"Namespace""#),
                    .fails("get --raw /apis/absent/v1", "NotFound"),
                    .run("auth can-i create configmaps", "yes"),
                    .run("auth can-i --list", "*.*"),
                    .fails("auth can-i get secrets --as=nobody", "no"),
                    .run("auth whoami", "slipway-admin", "system:masters").only(.of2024, .newest),
                    .run("get crds -o name", "machines.cluster.x-k8s.io"),
                    .run("get leases,events,roles,clusterroles -A"),
                    .run("get apiservices", "v1.rbac.authorization.k8s.io", "Local"),
                ], using: kubectl)
        }
    }

    @Test(arguments: Kubectl.allCases)
    func saysWhatIsWrong(kubectl: Kubectl) async throws {
        let unknownField = Self.manifest.replacing("\ndata:", with: "\ndta:")
        let wrongType = Self.manifest.replacing("key: seven", with: "key: {a: b}")
        let unheard = "apiVersion: example.com/v1\nkind: Unheard\nmetadata: {name: x}"
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.take(
                [
                    .fails(
                        "create -f -", #"unknown field "dta" in io.k8s.api.core.v1.ConfigMap"#, input: unknownField
                    ).only(.of2021),
                    .fails("create -f -", #"strict decoding error: unknown field "dta""#, input: unknownField)
                        .only(.of2024, .newest),
                    .run("create --validate=false -f -", "created", input: unknownField),
                    .run("delete configmap applied", "deleted"),
                    .run(
                        "create --validate=warn -f -", #"Warning: unknown field "dta""#, "created", input: unknownField
                    ).only(.of2024, .newest),
                    .fails(
                        "create -f -",
                        #"invalid type for io.k8s.api.core.v1.ConfigMap.data: got "map", expected "string""#,
                        input: wrongType
                    ).only(.of2021),
                    .fails(
                        "create -f -", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap", input: wrongType
                    ).only(.of2024, .newest),
                    .fails(
                        "create -f -", #"no matches for kind "Unheard" in version "example.com/v1""#, input: unheard),
                    .fails("apply -f -", #"no matches for kind "Unheard" in version "example.com/v1""#, input: unheard),
                    .fails(
                        "apply -f -", #"Invalid value: "Bad_Name""#,
                        input: Self.manifest.replacing("applied", with: "Bad_Name")),
                    .fails("create configmap x -n absent", #"namespaces "absent" not found"#),
                    .fails("apply -f -", "spec.replicas", input: wrongDeployment),
                    .fails("create token default", "could not find the requested resource").only(.of2024, .newest),
                    .fails("get configmaps -l 'a in b'", "unable to parse requirement"),
                    .fails("get configmaps --field-selector=data.x=y", #""data.x" is not a known field selector"#),
                    .fails("delete namespace kube-system", "is forbidden: this namespace may not be deleted"),
                ], using: kubectl)
        }
    }

    private var wrongDeployment: String {
        """
        apiVersion: cluster.x-k8s.io/v1beta1
        kind: MachineDeployment
        metadata: {name: x}
        spec: {clusterName: x, replicas: many, template: {spec: {clusterName: x}}}
        """
    }

    @Test(arguments: Kubectl.allCases)
    func servesThroughItsProxy(kubectl: Kubectl) async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.withProxy(of: kubectl) { address in
                for arguments in [["get", "namespaces"], ["get", "--raw", "/healthz"]] {
                    try await Product.run(
                        kubectl.path, ["--server", address] + arguments, environment: ["HOME": product.home]
                    ).succeeded()
                }
            }
        }
    }
}
