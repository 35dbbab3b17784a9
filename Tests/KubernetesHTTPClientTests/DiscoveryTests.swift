import JSON
import Machinery
import Testing

@testable import KubernetesHTTPClient

@Suite struct DiscoveryTests {
    @Test func readsTheAggregatedDocument() throws {
        let json = try JSONValue(
            parsing: """
                {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": [
                  {"metadata": {"name": "apps"}, "versions": [
                    {"version": "v1", "resources": [
                      {"resource": "deployments", "responseKind": {"group": "", "version": "", "kind": "Deployment"},
                       "scope": "Namespaced", "singularResource": "deployment", "shortNames": ["deploy"],
                       "categories": ["all"], "verbs": ["get"], "subresources": [{"subresource": "scale"}]},
                      {"resource": "odd", "scope": "Cluster"}]},
                    {"version": "v1beta1", "resources": [
                      {"resource": "things", "responseKind": {"kind": "Thing"}, "scope": "Cluster"}]}]}]}
                """)
        guard case .resources(let resources) = Discovery.root(json) else {
            Issue.record("not read as an aggregated document")
            return
        }
        #expect(
            resources == [
                ResourceType(
                    group: "apps", version: "v1", kind: "Deployment", plural: "deployments", shortNames: ["deploy"],
                    categories: ["all"]),
                ResourceType(group: "apps", version: "v1beta1", kind: "Thing", plural: "things", isNamespaced: false),
            ])
    }

    @Test func readsTheGroupsThePreferredVersionFirst() throws {
        let json = try JSONValue(
            parsing: """
                {"kind": "APIGroupList", "groups": [
                  {"name": "a", "versions": [{"groupVersion": "a/v1beta1"}, {"groupVersion": "a/v1"}],
                   "preferredVersion": {"groupVersion": "a/v1"}},
                  {"name": "b", "versions": [{"groupVersion": "b/v1"}]}]}
                """)
        guard case .versions(let versions) = Discovery.root(json) else {
            Issue.record("not read as a list of groups")
            return
        }
        #expect(versions.map(\.apiVersion) == ["a/v1", "a/v1beta1", "b/v1"])
        guard case .versions([GroupVersion(group: "", version: "v1")]) = Discovery.root(["versions": ["v1"]]) else {
            Issue.record("the versions of the core group are not read")
            return
        }
    }

    @Test func readsAResourceListWithoutSubresources() throws {
        let json = try JSONValue(
            parsing: """
                {"kind": "APIResourceList", "groupVersion": "v1", "resources": [
                  {"name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod", "shortNames": ["po"]},
                  {"name": "pods/log", "namespaced": true, "kind": "Pod"},
                  {"name": "nodes", "singularName": "", "namespaced": false, "kind": "Node"}]}
                """)
        #expect(
            Discovery.resources(json, of: GroupVersion(group: "", version: "v1")) == [
                ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods", shortNames: ["po"]),
                ResourceType(group: "", version: "v1", kind: "Node", plural: "nodes", isNamespaced: false),
            ])
    }
}
