package import APIServer
import ClusterContract
import ClusterControllers
package import ControllerRuntime
import DevProvider
package import Effects
import KubeadmBootstrap
import KubeadmControlPlane
package import KubernetesClient
package import Logging
import Machinery
package import ObjectStore
package import PKI
package import ServiceLifecycle
package import WorkloadCluster
package import WorkloadSimulator

/// The parts of a plane that stand on its store: the API, the controllers, the simulated infrastructure. Without files, and
/// without sockets but those of the front door it is given, so that tests and simulations run the same parts.
package struct PlaneParts: Sendable {
    package let core: APICore
    package let managementClient: any Client
    package let manager: ControllerManager
    package let simulator: WorkloadSimulator
    /// In the order in which they start; they end the other way round.
    package let services: [any Service]

    package struct Settings: Sendable {
        package var time: any TimeSource
        package var random: any RandomSource
        package var pki: PKIEnvironment
        package var clusterKeyAlgorithm: KeyAlgorithm
        package var logger: Logger
        /// What stands between the controllers and the API.
        package var controllerClient: @Sendable (any Client) -> any Client = { $0 }
        /// What stands between the controllers and the machines of control planes.
        package var controlPlaneAccess: @Sendable (any ControlPlaneAccess) -> any ControlPlaneAccess = { $0 }
        /// Calls webhooks; `nil` for a plane that calls none.
        package var webhooks: (any WebhookTransport)?

        package init(
            time: any TimeSource, random: any RandomSource, keys: any KeySource, logger: Logger,
            clusterKeyAlgorithm: KeyAlgorithm = .ecdsaP256
        ) {
            self.time = time
            self.random = random
            pki = PKIEnvironment(keys: keys, time: time, random: random)
            self.clusterKeyAlgorithm = clusterKeyAlgorithm
            self.logger = logger
        }

        init(_ options: PlaneOptions) {
            time = options.time
            random = options.random
            pki = options.pki
            clusterKeyAlgorithm = options.clusterKeyAlgorithm
            logger = options.logger
        }
    }

    /// - Parameters:
    ///   - front: Where simulated workload clusters listen; `nil` for none, where the connector reaches them in process.
    ///   - connector: Makes what connects to workload clusters.
    package static func assemble(
        store: any ObjectStore, front: HTTPFront?, settings: Settings,
        connector: (WorkloadSimulator) -> any WorkloadConnector
    ) async throws -> PlaneParts {
        let core = APICore(
            store: store, configuration: configuration(settings), time: settings.time, random: settings.random,
            logger: settings.logger)
        try await core.start()
        let managementClient = core.client(as: .systemMaster)
        let simulator = WorkloadSimulator(
            store: store, front: front, time: settings.time, random: settings.random, keys: settings.pki.keys,
            logger: settings.logger)
        let workloadClusters = WorkloadClusters(
            managementClient: managementClient, connector: connector(simulator), time: settings.time,
            random: settings.random,
            logger: settings.logger)
        let access: any ControlPlaneAccess =
            front == nil
            ? ControlPlanes(
                SimulatedControlPlaneConnector(
                    simulator: simulator, workloadClusters: workloadClusters, managementClient: managementClient))
            : ControlPlanes(
                ForwardedControlPlaneConnector(
                    workloadClusters: workloadClusters, managementClient: managementClient, pki: settings.pki))
        let creations = MachineCreations()
        let manager = ControllerManager(
            client: settings.controllerClient(managementClient),
            controllers: ClusterControllers.controllers(workloadClusters: workloadClusters, creations: creations)
                + KubeadmBootstrap.controllers(
                    workloadClusters: workloadClusters, keyAlgorithm: settings.clusterKeyAlgorithm, pki: settings.pki)
                + KubeadmControlPlaneProvider.controllers(
                    workloadClusters: workloadClusters,
                    access: settings.controlPlaneAccess(access), creations: creations,
                    keyAlgorithm: settings.clusterKeyAlgorithm, pki: settings.pki)
                + DevProvider.controllers(simulator: simulator),
            time: settings.time, random: settings.random, logger: settings.logger)
        return PlaneParts(
            core: core, managementClient: managementClient, manager: manager, simulator: simulator,
            services: [APILifecycle(core: core), simulator, workloadClusters, manager])
    }

    /// Brings the definitions of the product's own kinds into the API.
    package func installDefinitions() async throws {
        try await DefinitionInstaller(managementClient: managementClient).install(
            ProductResources.all.map(\.customResourceDefinition))
    }

    private static func configuration(_ settings: Settings) -> APICore.Configuration {
        var configuration = APICore.Configuration(builtIns: BuiltInSet.management())
        configuration.webhooks = settings.webhooks
        for resource in ProductResources.all {
            configuration.admission.register(
                RegisteredAdmission(resource), for: resource.resourceType.groupKind)
        }
        configuration.version = ServerVersion(
            major: "1", minor: "34", gitVersion: ProductVersion.current.kubernetes)
        return configuration
    }
}

/// What the API does without being asked: garbage collection, the end of namespaces, the expiry of events.
private struct APILifecycle: Service {
    let core: APICore

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await core.run() }
            group.addTask {
                let stopped = Gate()
                await withGracefulShutdownHandler {
                    await stopped.wait()
                } onGracefulShutdown: {
                    stopped.open()
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
