import Machinery
import ObjectStore
import Synchronization

/// The webhooks of the configurations in the store, as they are at this moment.
///
/// Like ``CustomResources`` it hears of a change in the moment of the write and again from the store's watch; revisions say
/// what is news.
final class WebhookConfigurations: Sendable {
    enum Kind: CaseIterable {
        case mutating, validating

        var groupResource: GroupResource {
            GroupResource(
                group: WebhookConfigurationKinds.group,
                resource: self == .mutating ? "mutatingwebhookconfigurations" : "validatingwebhookconfigurations")
        }

        var prefix: StoreKey { StorageKeys.prefix(of: groupResource) }

        init?(_ resource: GroupResource) {
            guard resource.group == WebhookConfigurationKinds.group,
                let kind = Self.allCases.first(where: { $0.groupResource == resource })
            else { return nil }
            self = kind
        }
    }

    private struct Configuration {
        var revision: Revision
        /// `nil` for one that is gone.
        var webhooks: [AdmissionWebhook]?
    }

    private struct State {
        var configurations: [Kind: [String: Configuration]] = [:]
        /// By the names of their configurations, then in the order of each.
        var webhooks: [Kind: [AdmissionWebhook]] = [:]
    }

    private let state = Mutex(State())
    private static let prefixes = Kind.allCases.map { ($0, $0.prefix) }

    /// The webhooks of a kind, in the order in which they are called.
    func webhooks(_ kind: Kind) -> [AdmissionWebhook] { state.withLock { $0.webhooks[kind] ?? [] } }

    var isEmpty: Bool { state.withLock { $0.webhooks.values.allSatisfy(\.isEmpty) } }

    /// Takes in a configuration that was written; anything else is ignored.
    func take(_ object: Unstructured, of resource: GroupResource, revision: Revision) throws(DecodingFailure) {
        guard let kind = Kind(resource) else { return }
        set(object.name, Configuration(revision: revision, webhooks: try AdmissionWebhook.webhooks(of: object)), kind)
    }

    /// Takes in what lies under a key, `nil` for nothing any more; what is no configuration is ignored.
    func take(_ value: [UInt8]?, under key: StoreKey, revision: Revision) throws {
        guard let (kind, prefix) = Self.prefixes.first(where: { key.hasPrefix($0.1) }) else { return }
        guard let value else {
            return set(
                String(key.text.dropFirst(prefix.text.count)), Configuration(revision: revision, webhooks: nil), kind)
        }
        try take(ObjectCodec.decode(value, revision: revision), of: kind.groupResource, revision: revision)
    }

    func remove(_ name: String, of resource: GroupResource, revision: Revision) {
        guard let kind = Kind(resource) else { return }
        set(name, Configuration(revision: revision, webhooks: nil), kind)
    }

    private func set(_ name: String, _ configuration: Configuration, _ kind: Kind) {
        state.withLock { state in
            if let known = state.configurations[kind]?[name], known.revision >= configuration.revision { return }
            state.configurations[kind, default: [:]][name] = configuration
            state.webhooks[kind] = (state.configurations[kind] ?? [:])
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .flatMap { $0.value.webhooks ?? [] }
        }
    }
}
