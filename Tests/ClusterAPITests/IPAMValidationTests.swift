import ClusterAPI
import JSON
import Machinery
import SchemaSamples
import Testing

/// What admission says about claims of addresses and addresses.
@Suite struct IPAMValidationTests {
    private static let pool: JSONValue = ["apiGroup": "ipam.example.com", "kind": "Pool", "name": "public"]

    private static let address = AdmissionRun(
        RegisteredResource(IPAddress.self),
        valid: [
            "metadata": ["name": "a", "namespace": "default"],
            "spec": [
                "claimRef": ["name": "a"], "poolRef": pool, "address": "192.0.2.7", "prefix": 24,
                "gateway": "192.0.2.1",
            ],
        ])

    private static let claim = AdmissionRun(
        RegisteredResource(IPAddressClaim.self),
        valid: ["metadata": ["name": "a", "namespace": "default"], "spec": ["clusterName": "demo", "poolRef": pool]])

    @Test(arguments: [
        Case("spec.prefix", 0), Case("spec.prefix", 32), Case("spec.gateway", nil), Case("spec.gateway", "2001:db8::1"),
        Case("spec.address", "192.0.2", "spec.address: Invalid value: \"192.0.2\": not a valid IP address"),
        Case("spec.address", "192.0.2.7/24", "spec.address: Invalid value: \"192.0.2.7/24\": not a valid IP address"),
        Case(
            "spec.prefix", 33, "spec.prefix: Invalid value: 33: prefix is out of bounds, must be between 0 and 32"),
        Case("spec.gateway", "router", "spec.gateway: Invalid value: \"router\": not a valid IP address"),
        Case(
            "spec.poolRef.apiGroup", nil,
            "spec.poolRef.apiGroup: Invalid value: \"\": the pool reference needs to contain a group"),
    ]) func createAddress(_ test: Case) {
        #expect(Self.address.create(Self.address.object(test.path, test.change)) == test.errors)
    }

    @Test func anAddressKeepsItsSpec() {
        let errors = Self.address.update(Self.address.object("spec.address", "192.0.2.8"))
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("spec: Invalid value: ") == true)
        #expect(errors.first?.hasSuffix(": the spec of IPAddress is immutable") == true)
        #expect(Self.address.update(Self.address.object("metadata.labels", ["a": "b"])) == [])
    }

    @Test(arguments: [
        Case("spec.clusterName", nil),
        Case(
            "spec.poolRef.apiGroup", "",
            "spec.poolRef.apiGroup: Invalid value: \"\": the pool reference needs to contain a group"),
    ]) func createClaim(_ test: Case) {
        #expect(Self.claim.create(Self.claim.object(test.path, test.change)) == test.errors)
    }

    @Test func aClaimKeepsItsSpec() {
        let errors = Self.claim.update(Self.claim.object("spec.clusterName", "other"))
        #expect(errors.count == 1)
        #expect(errors.first?.hasSuffix(": the spec of IPAddressClaim is immutable") == true)
    }
}
