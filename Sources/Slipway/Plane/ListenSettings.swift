import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// Where the plane listens, kept as an object of the plane itself so that kubeconfigs stay valid over restarts.
struct ListenSettings: Sendable, Hashable {
    var address: String
    /// 0 asks the system for a free one.
    var port: Int

    /// The host by which clients on this machine reach the server.
    var clientHost: String {
        switch address {
        case "0.0.0.0", "": "127.0.0.1"
        case "::": "[::1]"
        default: address.contains(":") ? "[\(address)]" : address
        }
    }

    private static let name = NamespacedName(namespace: "kube-system", name: "slipway-listen")

    /// What the options ask for, else what was used before, else a free port of 127.0.0.1.
    static func resolve(_ options: PlaneOptions, from managementClient: any Client) async throws -> ListenSettings {
        let kept = try await managementClient.find(ConfigMap.self, name)
        return ListenSettings(
            address: options.listenAddress ?? kept?.data["address"] ?? "127.0.0.1",
            port: options.port ?? kept?.data["port"].flatMap { Int($0) } ?? 0)
    }

    /// Writes the settings where they differ from what is kept.
    func keep(in managementClient: any Client) async throws {
        let data = ["address": address, "port": String(port)]
        guard var kept = try await managementClient.find(ConfigMap.self, Self.name) else {
            var settings = ConfigMap()
            settings.metadata = ObjectMeta(name: Self.name.name, namespace: Self.name.namespace)
            settings.data = data
            _ = try await managementClient.create(settings)
            return
        }
        guard kept.data != data else { return }
        kept.data = data
        _ = try await managementClient.update(kept)
    }
}
