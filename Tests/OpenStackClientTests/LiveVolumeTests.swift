import OpenStackClient
import Testing

extension LiveSuites {
    /// A server that boots from a volume made of an image; see `LiveCloudTests`.
    @Suite struct LiveVolumeTests {
        @Test func aServerBootsFromAVolume() async throws {
            let configuration = try LiveCloud.configuration()
            try await withHTTPTransport(configuration.trust) { transport in
                let cloud = OpenStackCloud(configuration, transport: transport)
                let network = try await cloud.network.createNetwork(NewNetwork(name: LiveCloud.prefix + "-volume"))
                _ = try await cloud.network.createSubnet(
                    NewSubnet(name: LiveCloud.prefix, networkID: network.id, cidr: "10.67.0.0/24"))
                let port = try await cloud.network.createPort(NewPort(name: LiveCloud.prefix, networkID: network.id))
                let image = try #require(try await cloud.image.images().first { $0.status == .active })
                let flavor = try #require(try await cloud.compute.flavors().min { $0.ramMiB < $1.ramMiB })
                var new = NewServer(
                    name: LiveCloud.prefix + "-volume", flavorID: flavor.id, imageID: nil, portIDs: [port.id])
                var disk = NewServer.BlockDevice(.image(image.id), isVolume: true, bootIndex: 0)
                disk.sizeGiB = max(1, image.minimumDiskGiB)
                disk.volumeType = try await cloud.blockStorage.types().first?.name
                new.blockDevices = [disk]
                let id = try await cloud.compute.createServer(new)
                var server = try await cloud.compute.server(id)
                for _ in 0..<480 where server.status == .build {
                    try await Task.sleep(for: .milliseconds(250))
                    server = try await cloud.compute.server(id)
                }
                #expect(server.status == .active, "\(server.fault?.message ?? "")")
                #expect(server.imageID == nil)
                let volumeID = try #require(server.volumeIDs.first)
                let volume = try await cloud.blockStorage.volume(volumeID)
                #expect(volume.serverIDs == [id])
                #expect(volume.isBootable)
                #expect(volume.imageID == image.id)
                try await cloud.compute.deleteServer(id)
                var isGone = false
                for _ in 0..<480 where !isGone {
                    try await Task.sleep(for: .milliseconds(250))
                    let remains = try await cloud.compute.findServer(id)
                    let left = try await cloud.blockStorage.findVolume(volumeID)
                    isGone = remains?.id == nil && left?.id == nil
                }
                #expect(isGone)
                try await cloud.network.deletePort(port.id)
                try await cloud.network.deleteNetwork(network.id)
            }
        }
    }
}
