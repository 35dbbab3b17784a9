public import Effects
public import KubernetesClient
public import Logging
import Machinery
public import ObjectStore

/// A Kubernetes API over an object store: all of it but HTTP.
///
/// Requests from the network and from within the process take the same road: authorization, admission, storage.
public final class APICore: Sendable {
    public struct Configuration: Sendable {
        /// Besides Namespaces and CustomResourceDefinitions, which every plane has.
        public var builtIns: [ResourceDefinition]
        public var admission = AdmissionChain()
        public var authorizer: any Authorizer = MastersOnlyAuthorizer()
        public var version = ServerVersion()
        /// Calls webhooks; `nil` for a server that calls none, where every webhook fails.
        public var webhooks: (any WebhookTransport)?
        /// Answers at the ports of pods; `nil` for a server without kubelets.
        public var podPorts: (any PodPorts)?

        public init(builtIns: [ResourceDefinition]) {
            self.builtIns = builtIns
        }
    }

    public let configuration: Configuration
    public let catalog: ResourceCatalog
    let customResources: CustomResources
    let webhookConfigurations = WebhookConfigurations()
    let namespaces = NamespaceGate()
    let store: any ObjectStore
    let time: any TimeSource
    let random: any RandomSource
    let logger: Logger

    public init(
        store: any ObjectStore, configuration: Configuration, time: any TimeSource, random: any RandomSource,
        logger: Logger
    ) {
        self.store = store
        self.configuration = configuration
        self.time = time
        self.random = random
        self.logger = logger
        let catalog = ResourceCatalog(configuration.builtIns)
        customResources = CustomResources(
            catalog: catalog,
            environment: ConversionEnvironment(transport: configuration.webhooks, time: time, random: random))
        catalog.set([
            NamespaceKind.definition, CustomResourceDefinitionKind.definition(customResources, time: time),
        ])
        self.catalog = catalog
    }
}

/// What `/version` reports.
public struct ServerVersion: Sendable, Hashable {
    public var major: String
    public var minor: String
    /// `v1.34.0+slipway`
    public var gitVersion: String

    public init(major: String = "1", minor: String = "34", gitVersion: String = "v1.34.0+slipway") {
        self.major = major
        self.minor = minor
        self.gitVersion = gitVersion
    }
}
