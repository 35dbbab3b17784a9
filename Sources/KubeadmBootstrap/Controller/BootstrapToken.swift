import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

/// A bootstrap token (`id.secret`): what a machine shows to be let into a cluster, kept as a Secret of the cluster's own
/// `kube-system`.
struct BootstrapToken: Sendable, Hashable {
    static let lifetime = Duration.seconds(15 * 60)

    let id: String
    let secret: String

    var text: String { "\(id).\(secret)" }

    /// - Returns: `nil` unless the text has the form of a token: six and sixteen characters of `[a-z0-9]`.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts[0].utf8.count == 6, parts[1].utf8.count == 16,
            parts.allSatisfy({ $0.utf8.allSatisfy(Self.alphabet.contains) })
        else { return nil }
        id = parts[0]
        secret = parts[1]
    }

    init(random: any RandomSource) {
        func characters(_ count: Int) -> String {
            String(
                decoding: (0..<count).map { _ in Self.alphabet[random.next(in: 0..<Self.alphabet.count)] },
                as: UTF8.self)
        }
        id = characters(6)
        secret = characters(16)
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private var name: NamespacedName { NamespacedName(namespace: "kube-system", name: "bootstrap-token-\(id)") }

    func create(in workloadClient: any Client, for machine: String, now: Timestamp) async throws {
        var object = Secret(type: .bootstrapToken)
        object.metadata = ObjectMeta(name: name.name, namespace: name.namespace)
        let values = [
            "token-id": id, "token-secret": secret, "expiration": (now + Self.lifetime).rfc3339,
            "usage-bootstrap-signing": "true", "usage-bootstrap-authentication": "true",
            "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token",
            "description": "token for the machine \(machine), made by its KubeadmConfig",
        ]
        object.data = values.mapValues { Array($0.utf8) }
        _ = try await workloadClient.create(object)
    }

    /// Gives the token its whole life again once less than five sixths of it are left; one that is gone stays gone.
    func extend(in workloadClient: any Client, now: Timestamp) async throws {
        guard var object = try await workloadClient.find(Secret.self, name) else { return }
        let expiration = object.text("expiration").flatMap { Timestamp(rfc3339: $0) } ?? now
        guard expiration - now < Self.lifetime * 5 / 6 else { return }
        object.data["expiration"] = Array((now + Self.lifetime).rfc3339.utf8)
        _ = try await workloadClient.update(object)
    }
}
