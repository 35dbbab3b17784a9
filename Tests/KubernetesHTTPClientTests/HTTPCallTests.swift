import JSON
import KubernetesClient
import Machinery
import Testing

@testable import KubernetesHTTPClient

let configMaps = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
let clusters = ResourceType(group: "cluster.x-k8s.io", version: "v1beta1", kind: "Cluster", plural: "clusters")
let nodes = ResourceType(group: "", version: "v1", kind: "Node", plural: "nodes", isNamespaced: false)
let roles = ResourceType(
    group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole", plural: "clusterroles", isNamespaced: false)

func configMap(_ name: String) -> Unstructured {
    Unstructured(fields: [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "ns"],
    ])
}

@Suite struct HTTPCallTests {
    @Test(arguments: [
        (ClientRequest(.get(name: "a"), of: configMaps, namespace: "ns"), "GET /api/v1/namespaces/ns/configmaps/a"),
        (ClientRequest(.get(name: "n"), of: nodes), "GET /api/v1/nodes/n"),
        (ClientRequest(.get(name: "n"), of: nodes, namespace: "ignored"), "GET /api/v1/nodes/n"),
        (
            ClientRequest(.get(name: "c"), of: clusters, namespace: "ns", subresource: "status"),
            "GET /apis/cluster.x-k8s.io/v1beta1/namespaces/ns/clusters/c/status"
        ),
        (
            ClientRequest(.get(name: "system:node/a b?#%é"), of: roles),
            "GET /apis/rbac.authorization.k8s.io/v1/clusterroles/system:node%2Fa%20b%3F%23%25%C3%A9"
        ),
        (ClientRequest(.list(ListOptions()), of: configMaps), "GET /api/v1/configmaps"),
        (
            ClientRequest(.list(ListOptions(labelSelector: "a in (b,c)&x=1+1")), of: configMaps, namespace: "ns"),
            "GET /api/v1/namespaces/ns/configmaps?labelSelector=a%20in%20%28b%2Cc%29%26x%3D1%2B1"
        ),
        (
            ClientRequest(.create(configMap("a"), name: nil), of: configMaps, namespace: "ns"),
            "POST /api/v1/namespaces/ns/configmaps"
        ),
        (
            ClientRequest(.create(configMap("a"), name: "p"), of: configMaps, namespace: "ns", subresource: "eviction"),
            "POST /api/v1/namespaces/ns/configmaps/p/eviction"
        ),
        (
            ClientRequest(.update(configMap("a")), of: configMaps, namespace: "ns"),
            "PUT /api/v1/namespaces/ns/configmaps/a"
        ),
        (
            ClientRequest(.patch(name: "a", .merge([:])), of: configMaps, namespace: "ns"),
            "PATCH /api/v1/namespaces/ns/configmaps/a"
        ),
        (
            ClientRequest(.delete(name: "a", DeleteOptions()), of: configMaps, namespace: "ns"),
            "DELETE /api/v1/namespaces/ns/configmaps/a"
        ),
        (
            ClientRequest(
                .deleteCollection(ListOptions(fieldSelector: "metadata.name=x"), DeleteOptions()), of: configMaps,
                namespace: "ns"),
            "DELETE /api/v1/namespaces/ns/configmaps?fieldSelector=metadata.name%3Dx"
        ),
    ])
    func requestLines(request: ClientRequest, line: String) throws {
        let call = try HTTPCall(request)
        #expect("\(call.method.rawValue) \(call.target)" == line)
    }

    @Test func allOptionsOfAList() throws {
        var options = ListOptions()
        options.limit = 5
        options.continueToken = "c=="
        options.resourceVersion = "7"
        options.resourceVersionMatch = .exact
        let call = try HTTPCall(ClientRequest(.list(options), of: nodes))
        #expect(call.target == "/api/v1/nodes?limit=5&continue=c%3D%3D&resourceVersion=7&resourceVersionMatch=Exact")
    }

    @Test func allOptionsOfAWatch() throws {
        var request = WatchRequest(configMaps, namespace: "ns", resourceVersion: "7")
        request.labelSelector = "a=b"
        request.sendsInitialEvents = true
        request.timeoutSeconds = 9
        #expect(
            try HTTPCall(request).target
                == "/api/v1/namespaces/ns/configmaps?watch=1&labelSelector=a%3Db&resourceVersion=7&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=9"
        )
    }

    @Test func allOptionsOfAWrite() throws {
        var request = ClientRequest(
            .patch(name: "a", .apply(["kind": "ConfigMap"])), of: configMaps, namespace: "ns")
        request.write.isDryRun = true
        request.write.fieldManager = "me & you"
        request.write.fieldValidation = .strict
        request.write.force = true
        let call = try HTTPCall(request)
        #expect(
            call.query.map { "\($0.name)=\($0.value)" } == [
                "dryRun=All", "fieldManager=me & you", "fieldValidation=Strict", "force=true",
            ])
        #expect(call.body?.mediaType == "application/apply-patch+yaml")
        #expect(call.body.map { String(decoding: $0.bytes, as: UTF8.self) } == #"{"kind":"ConfigMap"}"#)
        request.operation = .patch(name: "a", .merge([:]))
        #expect(try HTTPCall(request).target.contains("force") == false)
    }

    @Test func deleteOptionsAreTheBody() throws {
        var options = DeleteOptions(propagation: .foreground, uid: "u", resourceVersion: "3")
        options.gracePeriodSeconds = 0
        var request = ClientRequest(.delete(name: "a", options), of: configMaps, namespace: "ns")
        request.write.isDryRun = true
        let body = try #require(HTTPCall(request).body)
        #expect(
            try JSONValue(parsing: body.bytes) == [
                "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Foreground", "gracePeriodSeconds": 0,
                "preconditions": ["uid": "u", "resourceVersion": "3"], "dryRun": ["All"],
            ])
    }

    /// A request without its name would reach every object.
    @Test(arguments: [
        ClientRequest(.delete(name: "", DeleteOptions()), of: configMaps, namespace: "ns"),
        ClientRequest(.delete(name: "a", DeleteOptions()), of: configMaps),
        ClientRequest(.delete(name: "..", DeleteOptions()), of: configMaps, namespace: "ns"),
        ClientRequest(.get(name: "."), of: nodes), ClientRequest(.get(name: "a"), of: configMaps, namespace: ".."),
        ClientRequest(.update(configMap("")), of: configMaps, namespace: "ns"),
        ClientRequest(.create(configMap("a"), name: nil), of: configMaps),
        ClientRequest(.get(name: "a"), of: nodes, subresource: "../b"),
    ])
    func refusesWhatWouldMeanSomethingElse(request: ClientRequest) throws {
        let error = try #require(throws: APIStatus.self) { try HTTPCall(request) }
        #expect(error.reason == .badRequest)
    }
}
