import Effects
import JSON
import OpenStackClient
import Testing

@Suite struct ResourceTests {
    static func read<Resource: CloudResource>(_ text: String) throws -> Resource {
        try Resource(Fields(try #require(try JSONValue(parsing: text).objectValue)))
    }

    @Test func aServerIsRead() throws {
        let server: Server = try Self.read(
            """
            {"id": "s", "name": "cp-0", "status": "ERROR", "tenant_id": "p", "created": "2026-01-02T03:04:05Z",
             "OS-EXT-AZ:availability_zone": "nova", "metadata": {"a": "b"}, "tags": ["t"], "key_name": null,
             "flavor": {"original_name": "SCS-2V-4", "vcpus": 2}, "image": "", "config_drive": "True",
             "addresses": {"net": [
               {"addr": "10.0.0.5", "version": 4, "OS-EXT-IPS:type": "fixed", "OS-EXT-IPS-MAC:mac_addr": "fa:16"},
               {"addr": "127.77.0.9", "version": 4, "OS-EXT-IPS:type": "floating"}]},
             "os-extended-volumes:volumes_attached": [{"id": "v"}], "host_status": "UP", "hostId": "h",
             "OS-EXT-STS:task_state": null, "OS-EXT-STS:power_state": 1, "something": ["new"],
             "fault": {"code": 500, "message": "No valid host was found."}}
            """)
        #expect(server.status == .error)
        #expect(server.fault?.message == "No valid host was found.")
        #expect(server.imageID == nil)
        #expect(server.flavorName == "SCS-2V-4")
        #expect(server.hasConfigDrive)
        #expect(server.addresses.map(\.address) == ["10.0.0.5", "127.77.0.9"])
        #expect(server.addresses.map(\.isFloating) == [false, true])
        #expect(server.volumeIDs == ["v"])
        #expect(server.created?.rfc3339 == "2026-01-02T03:04:05Z")
        #expect(server.hostStatus == "UP")
    }

    @Test func aStateThatIsNewIsKept() throws {
        let server: Server = try Self.read(#"{"id": "s", "name": "n", "status": "TELEPORTING"}"#)
        #expect(server.status == "TELEPORTING")
        #expect("\(server.status)" == "TELEPORTING")
    }

    @Test(arguments: [
        (#"{"name": "n", "status": "ACTIVE"}"#, "the field \"id\" is missing"),
        (#"{"id": null, "name": "n", "status": "ACTIVE"}"#, "the field \"id\" is missing"),
        (#"{"id": "s", "name": "n", "status": 5.5}"#, "the field \"status\" is of another kind than expected"),
        (
            #"{"id": "s", "name": "n", "status": "ACTIVE", "metadata": ["x"]}"#,
            "the field \"metadata\" is of another kind than expected"
        ),
    ])
    func whatAServerCannotBeWithoutIsNamed(text: String, message: String) throws {
        let error = try #require(throws: FieldError.self) { let _: Server = try Self.read(text) }
        #expect("\(error)" == message)
    }

    @Test(arguments: [
        #"{"id": "g", "name": "n", "policies": ["anti-affinity"]}"#,
        #"{"id": "g", "name": "n", "policy": "anti-affinity"}"#,
    ])
    func bothFormsOfAServerGroupAreRead(text: String) throws {
        let group: ServerGroup = try Self.read(text)
        #expect(group.policy == .antiAffinity)
    }

    @Test func anImagesOwnPropertiesAreKeptApart() throws {
        let image: Image = try Self.read(
            #"{"id": "i", "name": "ubuntu", "status": "active", "visibility": "community", "size": 10, "owner": "p", "os_distro": "ubuntu", "kube_version": "v1.33.1", "schema": "/v2", "os_hidden": false, "protected": true}"#
        )
        #expect(image.properties == ["os_distro": "ubuntu", "kube_version": "v1.33.1"])
        #expect(image.visibility == .community)
        #expect(image.isProtected)
    }

    @Test func textsOfBooleansAreBooleans() throws {
        let volume: Volume = try Self.read(
            #"{"id": "v", "status": "in-use", "size": 20, "bootable": "true", "created_at": "2026-01-02T03:04:05.000000", "attachments": [{"server_id": "s"}]}"#
        )
        #expect(volume.isBootable)
        #expect(volume.serverIDs == ["s"])
        #expect(volume.created?.rfc3339 == "2026-01-02T03:04:05Z")
    }

    @Test(arguments: [(10, 4, Optional(6)), (-1, 4, nil), (3, 9, 0)])
    func whatIsLeftOfALimit(maximum: Int, used: Int, free: Int?) throws {
        let limits: ComputeLimits = try Self.read(
            #"{"absolute": {"maxTotalCores": \#(maximum), "totalCoresUsed": \#(used)}}"#)
        #expect(limits.cores.free == free)
        #expect(limits.instances.free == nil)
    }

    @Test func theRulesOfAGroupAreRead() throws {
        let group: SecurityGroup = try Self.read(
            #"{"id": "g", "name": "n", "security_group_rules": [{"id": "r", "direction": "egress", "ethertype": "IPv6", "protocol": null, "port_range_min": null, "remote_group_id": "g"}]}"#
        )
        #expect(group.rules.map(\.direction) == [.egress])
        #expect(group.rules.map(\.etherType) == [.ipv6])
        #expect(group.rules.map(\.remoteGroupID) == ["g"])
    }

    @Test func aStatusTreeIsBounded() async throws {
        let deep = (0..<40).reduce("{}") { inner, _ in #"{"id": "x", "pools": [\#(inner)]}"# }
        let script = ScriptedCloud()
        script.on("GET /lb/v2.0/lbaas/loadbalancers/l/status", .json(#"{"statuses": {"loadbalancer": \#(deep)}}"#))
        var status = try await OpenStackCloud.scripted(script).loadBalancer.statusTree("l")
        var depth = 0
        while let part = status.parts.first { (status, depth) = (part, depth + 1) }
        #expect(depth == 8)
    }

    @Test func quotasAreReadInEachForm() async throws {
        let script = ScriptedCloud()
        script.on("GET /network/v2.0/quotas/p/details.json", .json(#"{"quota": {"port": {"limit": 50, "used": 8}}}"#))
        script.on("GET /lb/v2.0/lbaas/quotas/p", .json(#"{"quota": {"load_balancer": -1}}"#))
        let cloud = OpenStackCloud.scripted(script)
        #expect(try await cloud.network.quotas(ofProject: "p")["port"]?.free == 42)
        let loadBalancers = try await cloud.loadBalancer.quotas(ofProject: "p")["load_balancer"]
        #expect(loadBalancers?.maximum == -1)
        #expect(loadBalancers?.free == nil)
    }
}
