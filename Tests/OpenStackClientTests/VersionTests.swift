import JSON
import Testing

@testable import OpenStackClient

@Suite struct VersionTests {
    @Test(arguments: [
        ("2.90", Microversion(2, 90)), ("v2.27", Microversion(2, 27)), ("v3", Microversion(3, 0)), ("", nil),
        ("v", nil), ("2.", nil), ("2.x", nil), ("1.2.3", nil), ("-1.2", nil), ("99999999999999999999.1", nil),
    ])
    func versionsAreRead(text: String, expected: Microversion?) { #expect(Microversion(text) == expected) }

    @Test func minorVersionsAreNumbers() { #expect(Microversion(2, 9) < Microversion(2, 10)) }

    @Test(
        arguments: [
            (ServiceType.compute, "2.1", "2.100", "2.90"), (.compute, "2.1", "2.60", "2.60"),
            (.compute, "2.1", "2.53", "2.53"), (.compute, "2.1", "2.38", nil), (.compute, "2.95", "2.99", nil),
            (.blockStorage, "3.0", "3.71", "3.59"), (.blockStorage, "3.0", "3.27", "3.27"),
            (.placement, "1.0", "1.39", "1.36"), (.compute, "", "", nil),
        ] as [(ServiceType, String, String, String?)])
    func theNewestThatBothSpeakIsChosen(service: ServiceType, minimum: String, maximum: String, expected: String?)
        throws
    {
        let range = try #require(MicroversionRange(service))
        let versions = ServiceVersion.list([
            "versions": [
                ["id": "v\(range.floor.major).0", "version": .string(maximum), "min_version": .string(minimum)]
                    as JSONValue
            ]
        ])
        do {
            let chosen = try range.negotiate(versions)
            #expect("\(chosen)" == expected)
        } catch {
            #expect(expected == nil)
            #expect(error.code == .unsupported)
        }
    }

    @Test(arguments: [
        #"{"version": {"id": "v2.1", "version": "2.90"}}"#, #"{"versions": [{"id": "v2.1", "max_version": "2.90"}]}"#,
        #"{"versions": {"values": [{"id": "v2.1", "version": "2.90"}, {"id": "junk"}, 7]}}"#,
    ])
    func everyFormOfTheRootIsRead(text: String) throws {
        let versions = ServiceVersion.list(try JSONValue(parsing: text))
        #expect(versions.map(\.id) == [Microversion(2, 1)])
        #expect(versions.map(\.maximum) == [Microversion(2, 90)])
    }

    @Test(arguments: [
        (ServiceType.compute, "http://c:8774/v2.1", "http://c:8774/v2.1", "http://c:8774/v2.1/"),
        (.compute, "http://c/compute/v2.1/p1", "http://c/compute/v2.1/p1", "http://c/compute/v2.1/"),
        (.compute, "http://c/v2/p1", "http://c/v2.1/p1", "http://c/v2.1/"),
        (.compute, "http://c/compute/", "http://c/compute/v2.1", "http://c/compute/v2.1/"),
        (.blockStorage, "http://v/v3/p1", "http://v/v3/p1", "http://v/v3/"),
        (.blockStorage, "http://v/v3/AUTH_p1", "http://v/v3/p1", "http://v/v3/"),
        (.blockStorage, "http://v/v3", "http://v/v3/p1", "http://v/v3/"),
        (.blockStorage, "http://v/v2/p1", "http://v/v3/p1", "http://v/v3/"),
        (.network, "http://n:9696/", "http://n:9696/v2.0", "http://n:9696/"),
        (.network, "http://n/networking/v2.0", "http://n/networking/v2.0", "http://n/networking/"),
        (.image, "http://g:9292", "http://g:9292/v2", "http://g:9292/versions"),
        (.image, "http://g/image/v2/", "http://g/image/v2", "http://g/image/versions"),
        (.loadBalancer, "http://o:9876", "http://o:9876/v2.0/lbaas", "http://o:9876/"),
        (.loadBalancer, "http://o/lb/v2.0/lbaas", "http://o/lb/v2.0/lbaas", "http://o/lb/"),
        (.loadBalancer, "http://o/v2", "http://o/v2.0/lbaas", "http://o/"),
        (.identity, "http://k/identity", "http://k/identity/v3", "http://k/identity/v3"),
        (.identity, "http://k/v2.0", "http://k/v3", "http://k/v3"),
        (.placement, "http://p/placement", "http://p/placement", "http://p/placement/"),
    ])
    func endpointsAreReadAsCataloguesWriteThem(service: ServiceType, endpoint: String, base: String, versions: String) {
        let address = ServiceAddress(service, endpoint: endpoint, projectID: "p1")
        #expect(address.base == base)
        #expect(address.versions == versions)
    }

    @Test func aMicroversionIsNegotiatedOnceAndSent() async throws {
        let script = ScriptedCloud()
        script.on("DELETE /compute/v2.1/servers/s", .empty)
        script.on("DELETE /volume/v3/p1/volumes/v", .empty)
        let cloud = OpenStackCloud.scripted(script)
        for _ in 0..<3 { try await cloud.compute.deleteServer("s") }
        try await cloud.blockStorage.deleteVolume("v")
        #expect(script.allLines.count { $0 == "GET /compute/v2.1/" } == 1)
        #expect(script.calls.first?.headers["OpenStack-API-Version"] == "compute 2.90")
        #expect(script.calls.first?.headers["X-OpenStack-Nova-API-Version"] == "2.90")
        #expect(script.calls.last?.headers["OpenStack-API-Version"] == "volume 3.59")
    }

    @Test func aServiceWithoutVersionsIsRefused() async throws {
        let script = ScriptedCloud()
        script.on("GET /compute/v2.1/", .json("<html>hello</html>"))
        let error = try await #require(throws: OpenStackError.self) {
            _ = try await OpenStackCloud.scripted(script).compute.flavors()
        }
        #expect(error.code == .invalidAnswer)
        #expect(error.service == .compute)
    }
}
