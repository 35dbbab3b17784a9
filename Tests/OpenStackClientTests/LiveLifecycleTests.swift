import Effects
import OpenStackClient
import Testing

extension LiveSuites {
    /// Makes what a cluster is made of in a real cloud, and takes it away again; see `LiveCloudTests`.
    @Suite struct LiveLifecycleTests {
        private func withCloud(_ body: (OpenStackCloud) async throws -> Void) async throws {
            let configuration = try LiveCloud.configuration()
            try await withHTTPTransport(configuration.trust) {
                try await body(OpenStackCloud(configuration, transport: $0))
            }
        }

        /// Asks again until there is an answer; fails after two minutes.
        private func wait<Value>(for what: String, _ ask: () async throws -> Value?) async throws -> Value {
            for _ in 0..<480 {
                if let value = try await ask() { return value }
                try await Task.sleep(for: .milliseconds(250))
            }
            throw OpenStackError(.timeout, "waited too long for \(what)")
        }

        private struct Place {
            var network: Network
            var subnet: Subnet
            var router: Router
        }

        private func withPlace(_ cloud: OpenStackCloud, _ body: (Place) async throws -> Void) async throws {
            let network = cloud.network
            let made = try await network.createNetwork(NewNetwork(name: LiveCloud.prefix))
            try await network.setTags(["one", "two"], of: .networks, made.id)
            let external = try #require(
                try await network.networks(NetworkFilter(fields: ["router:external": "true"])).first)
            var newSubnet = NewSubnet(name: LiveCloud.prefix, networkID: made.id, cidr: "10.66.0.0/24")
            newSubnet.dnsNameservers = ["9.9.9.9"]
            let subnet = try await network.createSubnet(newSubnet)
            let router = try await network.createRouter(name: LiveCloud.prefix, gateway: .init(networkID: external.id))
            try await network.addInterface(ofSubnet: subnet.id, toRouter: router.id)
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(Place(network: made, subnet: subnet, router: router)))
            } catch {
                outcome = .failure(error)
            }
            try await network.removeInterface(ofSubnet: subnet.id, fromRouter: router.id)
            try await network.deleteRouter(router.id)
            try await network.deleteNetwork(made.id)
            try outcome.get()
        }

        @Test func aNetworkWithItsParts() async throws {
            try await withCloud { cloud in
                let network = cloud.network
                try await withPlace(cloud) { place in
                    #expect(try await network.network(place.network.id).tags.sorted() == ["one", "two"])
                    #expect(try await network.networks(NetworkFilter(tags: ["one", "two"])).count == 1)
                    var none = NetworkFilter(name: LiveCloud.prefix)
                    none.notAnyTags = ["two", "three"]
                    #expect(try await network.networks(none).isEmpty)
                    #expect(place.router.gateway != nil)
                    let error = try await #require(throws: OpenStackError.self) {
                        try await network.addInterface(ofSubnet: place.subnet.id, toRouter: place.router.id)
                    }
                    #expect([.badRequest, .conflict].contains(error.code), "\(error)")
                    #expect(
                        try await network.setNameservers(["1.1.1.1"], ofSubnet: place.subnet.id).dnsNameservers == [
                            "1.1.1.1"
                        ])

                    let group = try await network.createSecurityGroup(name: LiveCloud.prefix)
                    var rule = SecurityGroupRule(securityGroupID: group.id, direction: .ingress, etherType: .ipv4)
                    (rule.protocolName, rule.portRangeMinimum, rule.portRangeMaximum) = ("tcp", 6443, 6443)
                    let made = try await network.createRule(rule)
                    let again = try await #require(throws: OpenStackError.self) {
                        _ = try await network.createRule(rule)
                    }
                    #expect(again.code == .conflict)
                    rule.remoteGroupID = group.id
                    try await network.createRules([rule])
                    #expect(try await network.securityGroup(group.id).rules.count == 4)
                    try await network.deleteRule(made.id)

                    var newPort = NewPort(name: LiveCloud.prefix, networkID: place.network.id)
                    newPort.fixedIPs = [FixedIP(subnetID: place.subnet.id)]
                    newPort.securityGroupIDs = [group.id]
                    newPort.allowedAddressPairs = [AddressPair(address: "10.66.0.200")]
                    let port = try await network.createPort(newPort)
                    #expect(port.allowedAddressPairs.map(\.address) == ["10.66.0.200"])
                    let trunk = try await network.createTrunk(name: LiveCloud.prefix, portID: port.id)
                    let parent = try await network.port(port.id)
                    #expect(parent.trunkID == trunk.id)
                    let inUse = try await #require(throws: OpenStackError.self) {
                        try await network.deleteNetwork(place.network.id)
                    }
                    #expect(inUse.code == .conflict)
                    try await network.deleteTrunk(trunk.id)
                    var change = PortChange()
                    change.securityGroupIDs = []
                    #expect(try await network.updatePort(port.id, change).securityGroupIDs.isEmpty)
                    try await network.deletePort(port.id)
                    let gone = try await network.findPort(port.id) == nil
                    #expect(gone)
                    try await network.deleteSecurityGroup(group.id)
                }
            }
        }

        @Test func aServerWithItsPortVolumeAndFloatingIP() async throws {
            try await withCloud { cloud in
                try await withPlace(cloud) { place in
                    let (compute, network) = (cloud.compute, cloud.network)
                    let image = try #require(try await cloud.image.images().first { $0.status == .active })
                    let flavor = try #require(
                        try await compute.flavors().filter { $0.diskGiB > 0 }.min { $0.ramMiB < $1.ramMiB })
                    let group = try await compute.createServerGroup(name: LiveCloud.prefix, policy: .softAntiAffinity)
                    #expect(group.policy == .softAntiAffinity)
                    let port = try await network.createPort(
                        NewPort(name: LiveCloud.prefix, networkID: place.network.id))
                    var new = NewServer(
                        name: "\(LiveCloud.prefix).a", flavorID: flavor.id, imageID: image.id, portIDs: [port.id])
                    new.userData = Redacted("I2Nsb3VkLWNvbmZpZwo=")
                    new.tags = ["cluster=live"]
                    new.metadata = ["role": "worker"]
                    new.serverGroupID = group.id
                    let id = try await compute.createServer(new)
                    let server = try await wait(for: "the server") {
                        let server = try await compute.server(id)
                        return server.status == .build ? nil : server
                    }
                    #expect(server.status == .active, "\(server.fault?.message ?? "")")
                    #expect(server.tags == ["cluster=live"])
                    #expect(server.flavorName == flavor.name)
                    #expect(try await compute.servers(ServerFilter(name: new.name, tags: new.tags)).map(\.id) == [id])
                    #expect(try await compute.servers(ServerFilter(name: "slipway-live-a")).isEmpty)
                    #expect(try await compute.interfaces(ofServer: id).map(\.portID) == [port.id])
                    try await compute.setMetadata(["more": "yes"], ofServer: id)
                    try await compute.setTags(["a", "b"], ofServer: id)
                    let changed = try await compute.server(id)
                    #expect(changed.metadata == ["role": "worker", "more": "yes"])
                    #expect(changed.tags.sorted() == ["a", "b"])
                    #expect(try await network.port(port.id).deviceID == id)

                    var newAddress = NewFloatingIP(networkID: try #require(place.router.gateway).networkID)
                    newAddress.description = LiveCloud.prefix
                    let floating = try await network.createFloatingIP(newAddress)
                    let associated = try await network.associate(floatingIP: floating.id, withPort: port.id)
                    #expect(associated.portID == port.id)
                    _ = try await wait(for: "the address") {
                        try await compute.server(id).addresses.first { $0.isFloating && $0.address == floating.address }
                    }
                    let free = try await network.associate(floatingIP: floating.id, withPort: nil)
                    #expect(free.portID == nil)
                    try await network.deleteFloatingIP(floating.id)

                    let volume = try await cloud.blockStorage.createVolume(
                        NewVolume(name: LiveCloud.prefix, sizeGiB: 1))
                    _ = try await wait(for: "the volume") {
                        try await cloud.blockStorage.volume(volume.id).status == .available ? true : nil
                    }
                    _ = try await compute.attachVolume(volume.id, toServer: id)
                    _ = try await wait(for: "the attachment") {
                        try await cloud.blockStorage.volume(volume.id).status == .inUse ? true : nil
                    }
                    #expect(try await compute.volumeAttachments(ofServer: id).map(\.volumeID) == [volume.id])
                    try await compute.detachVolume(volume.id, fromServer: id)
                    _ = try await wait(for: "the detachment") {
                        try await cloud.blockStorage.volume(volume.id).status == .available ? true : nil
                    }
                    try await cloud.blockStorage.deleteVolume(volume.id)

                    try await compute.stopServer(id)
                    _ = try await wait(for: "the stop") { try await compute.server(id).status == .shutoff ? true : nil }
                    try await compute.deleteServer(id)
                    _ = try await wait(for: "the end") { try await compute.findServer(id) == nil ? true : nil }
                    try await network.deletePort(port.id)
                    try await compute.deleteServerGroup(group.id)
                }
            }
        }

        @Test func anImageFromAnUpload() async throws {
            try await withCloud { cloud in
                var new = NewImage(name: LiveCloud.prefix, diskFormat: "raw")
                new.tags = ["t"]
                new.properties = ["kube_version": "v1.33.1"]
                let made = try await cloud.image.createImage(new)
                #expect(made.status == .queued)
                let data = UploadBody(length: 300_000) {
                    AsyncThrowingStream { continuation in
                        for _ in 0..<3 { continuation.yield([UInt8](repeating: 7, count: 100_000)) }
                        continuation.finish()
                    }
                }
                try await cloud.image.upload(data, toImage: made.id)
                let image = try await cloud.image.image(made.id)
                #expect(image.status == .active)
                #expect(image.size == 300_000)
                #expect(image.properties["kube_version"] == "v1.33.1")
                let changed = try await cloud.image.setProperties(
                    ["kube_version": nil, "other": "x"], ofImage: made.id)
                #expect(changed.properties["kube_version"] == nil)
                #expect(changed.properties["other"] == "x")
                #expect(try await cloud.image.setVisibility(.shared, ofImage: made.id).visibility == .shared)
                try await cloud.image.addTag("u", toImage: made.id)
                #expect(try await cloud.image.images(ImageFilter(name: LiveCloud.prefix, tags: ["t", "u"])).count == 1)
                try await cloud.image.removeTag("u", fromImage: made.id)
                _ = try await cloud.image.setProtected(true, ofImage: made.id)
                let refused = try await #require(throws: OpenStackError.self) {
                    try await cloud.image.deleteImage(made.id)
                }
                #expect(refused.code == .forbidden)
                _ = try await cloud.image.setProtected(false, ofImage: made.id)
                #expect(try await cloud.image.deleteImage(made.id))
                let gone = try await cloud.image.findImage(made.id) == nil
                #expect(gone)
            }
        }

        @Test func aLoadBalancerWithItsParts() async throws {
            try await withCloud { cloud in
                let service = cloud.loadBalancer
                try await withPlace(cloud) { place in
                    var new = NewLoadBalancer(name: LiveCloud.prefix)
                    new.vipSubnetID = place.subnet.id
                    new.tags = ["live"]
                    let id = try await service.createLoadBalancer(new).id
                    func settled() async throws {
                        let status = try await wait(for: "the load balancer") {
                            let status = try await service.loadBalancer(id).provisioningStatus
                            return status.isPending ? nil : status
                        }
                        #expect(status == .active)
                    }
                    try await settled()
                    var newListener = NewListener(name: LiveCloud.prefix, loadBalancerID: id, port: 6443)
                    newListener.allowedCIDRs = ["10.0.0.0/8"]
                    let listener = try await service.createListener(newListener)
                    try await settled()
                    let pool = try await service.createPool(NewPool(name: LiveCloud.prefix, listenerID: listener.id))
                    try await settled()
                    let monitor = try await service.createHealthMonitor(
                        NewHealthMonitor(name: LiveCloud.prefix, poolID: pool.id))
                    try await settled()
                    var member = NewPoolMember(name: "m", address: "10.66.0.10", port: 6443)
                    member.subnetID = place.subnet.id
                    let memberID = try await service.createMember(member, inPool: pool.id).id
                    try await settled()
                    #expect(try await service.members(ofPool: pool.id).map(\.id) == [memberID])
                    #expect(
                        try await service.healthMonitors(NetworkFilter(name: LiveCloud.prefix)).map(\.id) == [
                            monitor.id
                        ])
                    #expect(try await service.loadBalancers(NetworkFilter(tags: ["live"])).map(\.id) == [id])
                    let tree = try await service.statusTree(id)
                    #expect(tree.parts.first?.parts.first?.parts.map(\.id).sorted() == [memberID, monitor.id].sorted())
                    #expect(try await service.setAllowedCIDRs([], ofListener: listener.id).allowedCIDRs.isEmpty)
                    try await settled()
                    try await service.deleteLoadBalancer(id)
                    _ = try await wait(for: "the end") { try await service.findLoadBalancer(id) == nil ? true : nil }
                }
            }
        }
    }
}
