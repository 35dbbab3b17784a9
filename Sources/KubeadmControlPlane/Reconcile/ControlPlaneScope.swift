import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

/// All that one reconcile knows of a control plane, and what it says about it in the end.
struct ControlPlaneScope: Sendable {
    /// Its conditions and annotations change; its specification does not.
    var controlPlane: KubeadmControlPlane
    let cluster: Cluster
    let now: Timestamp
    /// The Machines of the control plane in the order of their names.
    private(set) var machines: [Machine]
    private(set) var configs: [String: KubeadmConfig] = [:]
    private(set) var infrastructure: [String: Unstructured] = [:]
    private(set) var rolloutReasons: [String: [String]] = [:]
    /// As they were last stored, by name.
    private var stored: [String: Machine]

    // What the phases find out, for the status.
    var workload: WorkloadReading = .notAsked("Waiting for Cluster control plane to be initialized")
    var preflight = PreflightChecks.Findings()
    /// What is waited for, in words.
    var waiting: String?
    /// Why the certificates cannot be used.
    var certificateProblem: CertificateProblem?
    var hasCertificates = false
    var isTemplateMissing = false
    /// Why machines could not be made.
    var cloningFailure: CloningFailure?
    /// Why no machine is made at the moment.
    var creationObstacle: String?
    /// When time alone changes something that is decided here.
    private(set) var nextLook: Timestamp?

    struct CertificateProblem: Sendable, Hashable {
        var reason: String
        var message: String
    }

    struct CloningFailure: Sendable, Hashable {
        var reason: String
        var message: String
    }

    private static let machineConditions =
        ControlPlaneComponent.conditionTypes(hasManagedEtcd: true)
        + [ConditionType.ownerRemediated, V1Beta2ConditionType.upToDate]

    init(controlPlane: KubeadmControlPlane, cluster: Cluster, machines: [Machine], now: Timestamp) {
        self.controlPlane = controlPlane
        self.cluster = cluster
        self.now = now
        self.machines = machines.sorted { $0.metadata.name < $1.metadata.name }
        stored = Dictionary(machines.map { ($0.metadata.name, $0) }) { first, _ in first }
    }

    // MARK: Machines

    var outdated: Set<String> { Set(rolloutReasons.filter { !$0.value.isEmpty }.keys) }
    var isInitialized: Bool { controlPlane.status?.initialized ?? false }

    func machine(named name: String) -> Machine? { machines.first { $0.metadata.name == name } }

    mutating func update(_ name: String, _ change: (inout Machine) -> Void) {
        guard let index = machines.firstIndex(where: { $0.metadata.name == name }) else { return }
        change(&machines[index])
    }

    mutating func updateMachines(_ change: (inout Machine) -> Void) {
        for index in machines.indices { change(&machines[index]) }
    }

    /// Takes over a Machine as it was stored by other means than ``storeMachines(_:)``.
    mutating func take(stored machine: Machine) {
        stored[machine.metadata.name] = machine
        update(machine.metadata.name) { $0 = machine }
    }

    /// A Machine that was made just now.
    mutating func add(_ machine: Machine) {
        stored[machine.metadata.name] = machine
        machines.append(machine)
        machines.sort { $0.metadata.name < $1.metadata.name }
    }

    /// Sends what was changed on Machines. One that is gone meanwhile needs nothing any more.
    mutating func storeMachines(_ context: ReconcileContext) async throws {
        for machine in machines {
            guard let original = stored[machine.metadata.name], original != machine else { continue }
            do {
                take(
                    stored: try await context.patch(
                        from: original, to: machine, ownedConditions: Self.machineConditions))
            } catch let status as APIStatus where status.reason == .notFound {
                stored[machine.metadata.name] = machine
            }
        }
    }

    // MARK: What the Machines refer to

    /// Reads the Machines' objects and decides which Machines are out of date.
    mutating func gather(_ context: ReconcileContext) async throws {
        for machine in machines {
            let name = machine.metadata.name
            if let reference = machine.spec.bootstrap.configRef, reference.kind == KubeadmConfig.resourceType.kind {
                configs[name] = try await context.observe(
                    KubeadmConfig.self,
                    NamespacedName(namespace: machine.metadata.namespace, name: reference.name))
            }
            infrastructure[name] =
                try await context.observe(
                    machine.spec.infrastructureRef, namespace: machine.metadata.namespace
                )?.object
        }
        let decision = RolloutReasons(controlPlane: controlPlane, now: now)
        for machine in machines {
            let name = machine.metadata.name
            rolloutReasons[name] = decision.reasons(
                for: machine, config: configs[name], infrastructure: infrastructure[name])
        }
        look(at: decision.nextMoment(for: machines))
    }

    // MARK: Time

    mutating func look(at moment: Timestamp?) {
        guard let moment else { return }
        nextLook = nextLook.map { min($0, moment) } ?? moment
    }

    mutating func look(after delay: Duration) { look(at: now + delay) }
}

/// What the workload cluster could be asked.
enum WorkloadReading: Sendable {
    /// It is too early, and why.
    case notAsked(String)
    /// There is no connection.
    case unreachable(WorkloadUnavailable)
    /// It answered with an error.
    case failed(String)
    case answered(WorkloadAnswer)

    var answer: WorkloadAnswer? {
        if case .answered(let answer) = self { answer } else { nil }
    }
}

/// What a workload cluster says of its control plane.
struct WorkloadAnswer: Sendable {
    /// The control-plane Nodes by name.
    var nodes: [String: Node]
    /// The Pods of control-plane components by name.
    var pods: [String: Pod]
    var etcd: EtcdReading
}
