import JSON
import OpenStackClient
import Synchronization
import Testing

/// What goes over the wire for an operation.
@Suite struct RequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var line: String
        var body: String
        var answer: String
        var operation: @Sendable (OpenStackCloud) async throws -> Void
        var testDescription: String { line }

        init(
            _ line: String, _ body: String = "", answer: String = "{}",
            _ operation: @escaping @Sendable (OpenStackCloud) async throws -> Void
        ) {
            (self.line, self.body, self.answer, self.operation) = (line, body, answer, operation)
        }
    }

    static let port = #"{"port": {"id": "p", "network_id": "n"}}"#
    static let rule = SecurityGroupRule(securityGroupID: "g", direction: .ingress, etherType: .ipv4)

    @Test(arguments: [
        Case("POST /compute/v2.1/servers/s/action", #"{"os-stop":null}"#) { try await $0.compute.stopServer("s") },
        Case("POST /compute/v2.1/servers/s/action", #"{"reboot":{"type":"HARD"}}"#) {
            try await $0.compute.rebootServer("s", .hard)
        },
        Case("PUT /compute/v2.1/servers/s/tags", #"{"tags":["a"]}"#) {
            try await $0.compute.setTags(["a"], ofServer: "s")
        },
        Case(
            "GET /compute/v2.1/servers/detail?name=%5Ea%5C.b%24&tags=x%2Cy&limit=500", answer: #"{"servers": []}"#
        ) { _ = try await $0.compute.servers(ServerFilter(name: "a.b", tags: ["x", "y"])) },
        Case(
            "POST /compute/v2.1/servers",
            #"{"server":{"name":"n","flavorRef":"f","networks":[{"port":"p"}],"block_device_mapping_v2":[{"source_type":"image","uuid":"i","destination_type":"volume","boot_index":0,"volume_size":20,"delete_on_termination":true}]},"os:scheduler_hints":{"group":"g"}}"#,
            answer: #"{"server": {"id": "s"}}"#
        ) { cloud in
            var server = NewServer(name: "n", flavorID: "f", imageID: nil, portIDs: ["p"])
            server.serverGroupID = "g"
            var disk = NewServer.BlockDevice(.image("i"), isVolume: true, bootIndex: 0)
            disk.sizeGiB = 20
            server.blockDevices = [disk]
            let id = try await cloud.compute.createServer(server)
            #expect(id == "s")
        },
        Case(
            "POST /compute/v2.1/os-server-groups", #"{"server_group":{"name":"g","policy":"soft-anti-affinity"}}"#,
            answer: #"{"server_group": {"id": "1", "name": "g", "policy": "soft-anti-affinity"}}"#
        ) { _ = try await $0.compute.createServerGroup(name: "g", policy: .softAntiAffinity) },
        Case(
            "GET /network/v2.0/ports?name=n&tags=a%2Cb&not-tags-any=c&device_id=d&limit=500", answer: #"{"ports": []}"#
        ) { cloud in
            var filter = NetworkFilter(name: "n", tags: ["a", "b"], fields: ["device_id": "d"])
            filter.notAnyTags = ["c"]
            _ = try await cloud.network.ports(filter)
        },
        Case(
            "POST /network/v2.0/ports",
            #"{"port":{"name":"n","network_id":"x","description":"","fixed_ips":[{"subnet_id":"s"}],"security_groups":[],"allowed_address_pairs":[{"ip_address":"10.0.0.1"}]}}"#,
            answer: port
        ) { cloud in
            var port = NewPort(name: "n", networkID: "x")
            port.fixedIPs = [FixedIP(subnetID: "s")]
            port.securityGroupIDs = []
            port.allowedAddressPairs = [AddressPair(address: "10.0.0.1")]
            _ = try await cloud.network.createPort(port)
        },
        Case(
            "PUT /network/v2.0/floatingips/f", #"{"floatingip":{"port_id":null}}"#,
            answer: #"{"floatingip": {"id": "f", "floating_ip_address": "1.2.3.4", "floating_network_id": "n"}}"#
        ) { _ = try await $0.network.associate(floatingIP: "f", withPort: nil) },
        Case(
            "POST /network/v2.0/security-group-rules",
            #"{"security_group_rules":[{"security_group_id":"g","direction":"ingress","ethertype":"IPv4"}]}"#
        ) { try await $0.network.createRules([Self.rule]) },
        Case("PUT /network/v2.0/networks/n/tags", #"{"tags":["t"]}"#) {
            try await $0.network.setTags(["t"], of: .networks, "n")
        },
        Case("POST /image/v2/images/i/import", #"{"method":{"name":"web-download","uri":"http://x/y"}}"#) {
            try await $0.image.importImage("i", from: "http://x/y")
        },
        Case(
            "PATCH /image/v2/images/i",
            #"[{"op":"add","path":"/a~1b","value":"1"},{"op":"remove","path":"/c"}]"#,
            answer: #"{"id": "i", "status": "active"}"#
        ) { _ = try await $0.image.setProperties(["a/b": "1", "c": nil], ofImage: "i") },
        Case(
            "GET /volume/v3/p1/volumes/detail?metadata=%7B%27a%27%3A%20%27it%5C%27s%27%7D&limit=500",
            answer: #"{"volumes": []}"#
        ) { cloud in
            var filter = VolumeFilter()
            filter.metadata = ["a": "it's"]
            _ = try await cloud.blockStorage.volumes(filter)
        },
        Case("DELETE /lb/v2.0/lbaas/loadbalancers/l?cascade=true") {
            try await $0.loadBalancer.deleteLoadBalancer("l")
        },
        Case(
            "PUT /lb/v2.0/lbaas/listeners/l", #"{"listener":{"allowed_cidrs":null}}"#,
            answer:
                #"{"listener": {"id": "l", "protocol": "TCP", "protocol_port": 1, "provisioning_status": "ACTIVE"}}"#
        ) { _ = try await $0.loadBalancer.setAllowedCIDRs([], ofListener: "l") },
        Case("GET /placement/allocation_candidates?resources=MEMORY_MB%3A1%2CVCPU%3A2&limit=100") {
            let count = try await $0.placement.candidateCount(for: ["VCPU": 2, "MEMORY_MB": 1])
            #expect(count == 0)
        },
        Case(
            "POST /v3/users/u1/application_credentials",
            #"{"application_credential":{"name":"n","description":"","unrestricted":false,"access_rules":[{"service":"compute","method":"GET","path":"/v2.1/servers"}]}}"#,
            answer: #"{"application_credential": {"id": "1", "name": "n", "secret": "abc"}}"#
        ) { cloud in
            var credential = NewApplicationCredential(name: "n")
            credential.accessRules = [AccessRule(service: "compute", method: "GET", path: "/v2.1/servers")]
            let created = try await cloud.identity.createApplicationCredential(credential)
            #expect(created.secret?.reveal() == "abc")
        },
    ])
    func operationsAskWhatTheAPISays(_ test: Case) async throws {
        let script = ScriptedCloud()
        script.on(String(test.line.prefix { $0 != "?" }), .json(test.answer))
        try await test.operation(.scripted(script))
        #expect(script.lines == [test.line])
        #expect(script.calls.first?.text == test.body)
    }

    @Test(arguments: ["", ".", ".."])
    func anEmptyIdentifierReachesNobody(id: String) async throws {
        let script = ScriptedCloud()
        let error = try await #require(throws: OpenStackError.self) {
            try await OpenStackCloud.scripted(script).network.deletePort(id)
        }
        #expect(error.code == .badRequest)
        #expect(script.lines.isEmpty)
    }

    @Test func identifiersAreEncoded() async throws {
        let script = ScriptedCloud()
        _ = try? await OpenStackCloud.scripted(script).network.port("a/../b?c")
        #expect(script.lines == ["GET /network/v2.0/ports/a%2F..%2Fb%3Fc"])
    }

    @Test func whatIsGoneNeedsNoDeletion() async throws {
        let script = ScriptedCloud()
        script.on("DELETE /network/v2.0/ports/there", .empty)
        let network = OpenStackCloud.scripted(script).network
        #expect(try await network.deletePort("there"))
        #expect(try await !network.deletePort("gone"))
        #expect(try await network.findPort("gone") == nil)
    }

    @Test func exchangesAreReportedWithoutSecrets() async throws {
        let script = ScriptedCloud()
        script.on("GET /network/v2.0/extensions", .json(#"{"extensions": []}"#))
        let seen = Mutex<[String]>([])
        let cloud = OpenStackCloud.scripted(script) { options in
            options.onExchange = { exchange in
                let status = exchange.status.map(String.init) ?? "-"
                seen.withLock {
                    $0.append("\(exchange.service) \(exchange.method.rawValue) \(exchange.path) \(status)")
                }
            }
        }
        _ = try await cloud.network.extensions()
        #expect(
            seen.withLock { $0 } == ["identity POST /auth/tokens 201", "network GET /extensions 200"])
    }
}
