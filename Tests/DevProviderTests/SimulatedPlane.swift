import APIServer
import ClientSimulation
import ClusterAPI
import ClusterContract
import ClusterControllers
import ControllerRuntime
import DevAPI
import DevProvider
import Effects
import InMemoryLogging
import JSON
import KubeadmBootstrap
import KubeadmControlPlane
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import Simulation
import TestSupport
import WorkloadCluster
import WorkloadSimulator
import YAML

/// A whole plane in virtual time: API server, all controllers, and simulated machines that are reached in process.
struct SimulatedPlane: Sendable {
    let context: SimulationContext
    let store: MemoryStore
    let client: any Client
    let simulator: WorkloadSimulator
    let manager: ControllerManager

    /// - Parameter faults: What goes wrong with the requests of controllers, to the plane and to workload clusters.
    static func run(
        seed: UInt64 = 1, faults: FaultInjector? = nil,
        _ body: @escaping @Sendable (SimulationContext, MemoryStore) async throws -> Void
    ) throws {
        var simulation = Simulation(seed: seed)
        simulation.faults = faults
        try simulation.run { context in
            let store = MemoryStore()
            try await body(context, store)
        }.result.get()
    }

    /// Runs a plane over a store, which may be another plane's that has ended.
    static func with(
        _ context: SimulationContext, _ store: MemoryStore, _ body: (SimulatedPlane) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in InMemoryLogHandler() }
        var configuration = APICore.Configuration(builtIns: BuiltInSet.management())
        for resource in RegisteredResource.clusterAPI + RegisteredResource.devAPI {
            configuration.admission.register(Admission(resource: resource), for: resource.resourceType.groupKind)
        }
        let core = APICore(
            store: store, configuration: configuration, time: context.time, random: context.random, logger: logger)
        try await core.start()
        let client = core.client(as: .systemMaster)
        try await installDefinitions(client)
        let simulator = WorkloadSimulator(
            store: store, front: nil, time: context.time, random: context.random, keys: SystemKeySource(),
            logger: logger)
        let workloadClusters = WorkloadClusters(
            managementClient: client,
            connector: TracedConnector(base: SimulatedConnector(simulator: simulator), context: context),
            time: context.time, random: context.random, logger: logger)
        let pki = PKIEnvironment(keys: SystemKeySource(), time: context.time, random: context.random)
        let creations = MachineCreations()
        let manager = ControllerManager(
            client: TracedClient(client, name: "plane", in: context),
            controllers: ClusterControllers.controllers(workloadClusters: workloadClusters, creations: creations)
                + KubeadmBootstrap.controllers(
                    workloadClusters: workloadClusters, keyAlgorithm: .ecdsaP256, pki: pki)
                + KubeadmControlPlaneProvider.controllers(
                    workloadClusters: workloadClusters,
                    access: ControlPlanes(
                        SimulatedControlPlaneConnector(
                            simulator: simulator, workloadClusters: workloadClusters, managementClient: client)),
                    creations: creations, keyAlgorithm: .ecdsaP256, pki: pki)
                + DevProvider.controllers(simulator: simulator),
            time: context.time, random: context.random, logger: logger)
        let plane = SimulatedPlane(
            context: context, store: store, client: client, simulator: simulator, manager: manager)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await unlessCancelled { try await core.run() } }
            group.addTask { try await unlessCancelled { try await simulator.run() } }
            group.addTask { try await unlessCancelled { try await workloadClusters.run() } }
            group.addTask { try await unlessCancelled { try await manager.run() } }
            try await body(plane)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Creates the objects of a YAML text.
    func apply(_ text: String) async throws {
        for document in try YAMLDocument.parse(text) {
            let object = Unstructured(fields: document.value.objectValue ?? [:])
            let resource = try await client.resourceType(for: object.groupVersionKind)
            _ = try await client.create(resource, object)
        }
    }

    func get<R: Resource>(_ type: R.Type, _ name: String) async throws -> R? {
        try await client.find(type, NamespacedName(namespace: "default", name: name))
    }

    private static func installDefinitions(_ client: any Client) async throws {
        let definitions = ResourceType(
            group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
            plural: "customresourcedefinitions", isNamespaced: false)
        for resource in RegisteredResource.clusterAPI + RegisteredResource.devAPI {
            let definition = Unstructured(fields: resource.customResourceDefinition.objectValue ?? [:])
            guard try await client.find(definitions, definition.namespacedName) == nil else { continue }
            _ = try await client.create(definitions, definition)
        }
    }

    private static func unlessCancelled(_ operation: () async throws -> Void) async throws {
        do { try await operation() } catch is CancellationError {}
    }
}

/// Makes the requests to workload clusters effects of the simulation.
private struct TracedConnector: WorkloadConnector {
    let base: SimulatedConnector
    let context: SimulationContext

    func withClient<Result: Sendable>(
        _ kubeconfig: [UInt8], _ body: @Sendable (any Client) async throws -> Result
    ) async throws -> Result {
        try await base.withClient(kubeconfig) { client in
            try await body(TracedClient(client, name: "workload", in: context))
        }
    }
}

/// The defaults and rules of the project's own kinds.
private struct Admission: AdmissionPlugin {
    let resource: RegisteredResource

    func mutate(_ request: inout AdmissionRequest) async throws {
        guard request.subresource == nil, let object = request.object else { return }
        request.object = resource.applyingDefaults(to: object, replacing: request.oldObject)
    }
}

enum Manifest {
    /// A cluster of control-plane and worker machines.
    ///
    /// - Parameters:
    ///   - delays: The body of `inMemory` of every machine, in flow style.
    ///   - version: Of Kubernetes, on all machines.
    ///   - format: Of the bootstrap data.
    static func cluster(
        _ name: String = "demo", controlPlanes: Int = 3, workers: Int = 2, delays: String = "{}",
        version: String = "v1.34.1", format: String = "cloud-config"
    ) -> String {
        """
        apiVersion: cluster.x-k8s.io/v1beta1
        kind: Cluster
        metadata: {name: \(name), namespace: default}
        spec:
          clusterNetwork:
            services: {cidrBlocks: [10.128.0.0/12]}
            pods: {cidrBlocks: [192.168.0.0/16]}
          controlPlaneRef:
            {apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: KubeadmControlPlane, name: \(name)-cp}
          infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DevCluster, name: \(name)}
        ---
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: DevCluster
        metadata: {name: \(name), namespace: default}
        spec: {backend: {inMemory: {}}}
        ---
        apiVersion: controlplane.cluster.x-k8s.io/v1beta1
        kind: KubeadmControlPlane
        metadata: {name: \(name)-cp, namespace: default}
        spec:
          replicas: \(controlPlanes)
          version: \(version)
          machineTemplate:
            infrastructureRef:
              {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DevMachineTemplate, name: \(name)}
          kubeadmConfigSpec:
            format: \(format)
            initConfiguration: {nodeRegistration: {kubeletExtraArgs: {node-labels: example.com/tier=control}}}
            joinConfiguration: {nodeRegistration: {kubeletExtraArgs: {node-labels: example.com/tier=control}}}
        ---
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: DevMachineTemplate
        metadata: {name: \(name), namespace: default}
        spec: {template: {spec: {backend: {inMemory: \(delays)}}}}
        ---
        apiVersion: cluster.x-k8s.io/v1beta1
        kind: MachineDeployment
        metadata: {name: \(name)-md, namespace: default}
        spec:
          clusterName: \(name)
          replicas: \(workers)
          selector: {matchLabels: {}}
          template:
            spec:
              clusterName: \(name)
              version: \(version)
              bootstrap:
                configRef:
                  {apiVersion: bootstrap.cluster.x-k8s.io/v1beta1, kind: KubeadmConfigTemplate, name: \(name)}
              infrastructureRef:
                {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DevMachineTemplate, name: \(name)}
        ---
        apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
        kind: KubeadmConfigTemplate
        metadata: {name: \(name), namespace: default}
        spec: {template: {spec: {format: \(format), joinConfiguration: {nodeRegistration: {}}}}}
        """
    }
}
