import APIServer
import Effects
import KubernetesClient
import KubernetesHTTPClient
import Logging
import Machinery
import ObjectStore
import ObjectStoreSQLite
import PKI
import ServiceLifecycle
import UnixSignals
import WorkloadSimulator

/// A management plane: the API server, the controllers and the simulated infrastructure over one database, in one process.
public enum Plane {
    /// Serves the plane of a home until the process is asked to end (SIGTERM, SIGINT).
    ///
    /// - Parameter reporter: Hears of each step of the start, and when the plane is ready.
    /// - Throws: What keeps the plane from starting, in words for the person: a home that cannot be used, a second server on
    ///   it, a port that is taken, data of a newer version.
    public static func serve(_ options: PlaneOptions, reporter: StartReporter) async throws {
        let home = options.home
        try home.prepare()
        let claim = try PlaneClaim(home)
        defer { claim.release() }
        FileLimits.raise()

        reporter.report(.step("reading the certificate authority"))
        let authority = try await PlaneAuthority.load(from: home, in: options.pki)
        reporter.report(.step("opening the database"))
        try await withSQLiteStore(at: home.databaseDirectory, program: "slipway \(ProductVersion.current)") { store in
            try await withHTTPWebhookTransport { webhooks in
                var settings = PlaneParts.Settings(options)
                settings.webhooks = webhooks
                try await serve(store, authority, options, settings, reporter: reporter)
            }
        }
    }

    private static func serve(
        _ store: SQLiteStore, _ authority: PlaneAuthority, _ options: PlaneOptions,
        _ partSettings: PlaneParts.Settings, reporter: StartReporter
    ) async throws {
        let logger = options.logger
        reporter.report(.step("loading the API"))
        let front = HTTPFront(logger: logger)
        let parts = try await PlaneParts.assemble(
            store: store, front: front, settings: partSettings
        ) { _ in HTTPWorkloadConnector(time: options.time) }
        let managementClient = parts.managementClient
        try await parts.installDefinitions()

        reporter.report(.step("opening the port"))
        var settings = try await ListenSettings.resolve(options, from: managementClient)
        let identity = try await authority.serverIdentity(names: [settings.address])
        let configuration = TLSListener.Configuration(
            address: ListenAddress(host: settings.address, port: settings.port), identity: identity,
            clientAuthorities: [authority.authority.certificate])
        let address = try await front.open("plane", configuration, handler: HTTPHandler(core: parts.core))
        settings.port = address.port
        try await settings.keep(in: managementClient)
        try await parts.simulator.restore()
        let server = "https://\(settings.clientHost):\(address.port)"
        try await AdminKubeconfig(home: options.home, authority: authority).reconcile(server: server)

        var services = ServiceGroupConfiguration(
            services: [front] + parts.services + [
                StoreCompaction(store: store, time: options.time, logger: logger),
                ReadyReport(server: server, reporter: reporter, logger: logger),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(10)
        services.maximumCancellationDuration = .seconds(5)
        try await ServiceGroup(configuration: services).run()
        logger.info("plane stopped")
    }
}

/// Tells the launching command that everything runs, then waits like every service for the end.
private struct ReadyReport: Service {
    let server: String
    let reporter: StartReporter
    let logger: Logger

    func run() async throws {
        logger.notice(
            "plane ready", metadata: ["server": "\(server)", "version": "\(ProductVersion.current)"])
        reporter.report(.ready(server: server))
        reporter.close()
        try? await gracefulShutdown()
    }
}

/// Forgets old revisions, so that the database does not grow with every write.
private struct StoreCompaction: Service {
    let store: SQLiteStore
    let time: any TimeSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await store.runCompaction(time: time) { failure in
                logger.warning("compaction failed", metadata: ["error": "\(failure)"])
            }
        }
    }
}
