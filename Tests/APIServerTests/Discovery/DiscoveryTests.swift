import APIServer
import HTTPTypes
import JSON
import Testing

@Suite struct DiscoveryTests {
    @Test func listsGroupsAndVersions() async throws {
        let fixture = try await HandlerFixture()
        #expect(try await fixture.get("/api").json["versions"] == ["v1"])
        let groups = try await fixture.get("/apis").json
        #expect(groups["kind"] == "APIGroupList")
        #expect(groups["groups"]?.arrayValue?.map { $0["name"] } == ["apiextensions.k8s.io", "example.io"])
        #expect(
            groups["groups"]?[1] == [
                "name": "example.io",
                "versions": [
                    ["groupVersion": "example.io/v1", "version": "v1"],
                    ["groupVersion": "example.io/v1beta1", "version": "v1beta1"],
                ],
                "preferredVersion": ["groupVersion": "example.io/v1", "version": "v1"],
            ])
        #expect(try await fixture.get("/apis/example.io").json["kind"] == "APIGroup")
    }

    @Test func listsResourcesWithTheirSubresources() async throws {
        let list = try await HandlerFixture().get("/apis/example.io/v1").json
        #expect(list["groupVersion"] == "example.io/v1")
        let resources = try #require(list["resources"]?.arrayValue)
        #expect(resources.map { $0["name"] } == ["widgets", "widgets/scale", "widgets/status"])
        #expect(resources[0]["shortNames"] == ["wd"])
        #expect(resources[0]["categories"] == ["all"])
        #expect(resources[0]["namespaced"] == true)
        #expect(
            resources[0]["verbs"] == [
                "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
            ])
        #expect(resources[1]["kind"] == "Scale")
        #expect(resources[1]["group"] == "autoscaling")
        let core = try await HandlerFixture().get("/api/v1").json
        #expect(core["groupVersion"] == "v1")
        #expect(core["resources"]?[0]?["verbs"] == ["get", "list"])
    }

    private static let aggregated = """
        application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
        application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json
        """

    @Test func putsEverythingIntoOneDocument() async throws {
        let fixture = try await HandlerFixture()
        let response = try await fixture.get("/apis", accept: Self.aggregated)
        #expect(
            response.headers[.contentType] == "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
        let list = try response.json
        #expect(list["apiVersion"] == "apidiscovery.k8s.io/v2")
        #expect(list["items"]?.arrayValue?.map { $0["metadata"]?["name"] } == ["apiextensions.k8s.io", "example.io"])
        let resource = list["items"]?[1]?["versions"]?[0]?["resources"]?[0]
        #expect(resource?["resource"] == "widgets")
        #expect(resource?["scope"] == "Namespaced")
        #expect(resource?["responseKind"] == ["group": "example.io", "version": "v1", "kind": "Widget"])
        #expect(resource?["subresources"]?.arrayValue?.map { $0["subresource"] } == ["scale", "status"])
        let core = try await fixture.get("/api", accept: Self.aggregated).json
        #expect(core["items"]?[0]?["metadata"]?["name"] == "")
        #expect(core["items"]?[0]?["versions"]?[0]?["resources"]?[0]?["scope"] == "Cluster")
    }

    @Test func fallsBackToWhatItHas() async throws {
        let fixture = try await HandlerFixture()
        let beta = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"
        #expect(try await fixture.get("/apis", accept: beta).json["apiVersion"] == "apidiscovery.k8s.io/v2beta1")
        let future = "application/json;g=apidiscovery.k8s.io;v=v3;as=APIGroupDiscoveryList,application/json"
        #expect(try await fixture.get("/apis", accept: future).json["kind"] == "APIGroupList")
    }

    @Test func sparesAClientWhatItHas() async throws {
        let fixture = try await HandlerFixture()
        let first = try await fixture.get("/apis", accept: Self.aggregated)
        let tag = try #require(first.headers[.eTag])
        let second = try await fixture.send(.get, "/apis", accept: Self.aggregated, headers: [.ifNoneMatch: tag])
        #expect(second.status == 304)
        #expect(second.body.isEmpty)
        let other = try await fixture.send(.get, "/apis", headers: [.ifNoneMatch: tag])
        #expect(other.status == 200)
        // The same content has the same tag in another process.
        let again = try await HandlerFixture().get("/apis", accept: Self.aggregated)
        #expect(again.headers[.eTag] == tag)
    }
}
