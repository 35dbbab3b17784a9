import ClusterAPI
import ControllerRuntime
import DevAPI
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadSimulator

/// Takes a machine one step further after the other, and says in its conditions how far it has come.
struct MachineProvisioning: Sendable {
    let simulator: WorkloadSimulator
    let machine: Machine
    let cluster: Cluster
    let devCluster: DevCluster
    let context: ReconcileContext

    private var isControlPlane: Bool { machine.metadata.labels[ClusterLabel.controlPlane] != nil }
    private var schedule: StartupSchedule { StartupSchedule(time: context.time, random: context.random) }

    func advance(_ devMachine: inout DevMachine) async throws -> ReconcileResult {
        if devMachine.conditions.isTrue(DevMachineCondition.bootstrapExecSucceeded) { return .done }
        guard isReadyToStart(&devMachine) else { return .done }
        if let remaining = schedule.remaining(of: .vm, for: &devMachine) {
            wait(DevMachineCondition.vmProvisioned, &devMachine)
            // The passing of time is no event that could be watched.
            return .after(remaining)
        }
        let simulated = simulatedMachine(devMachine)
        let progress = try await simulator.start(simulated)
        setProvisioned(&devMachine, simulated, address: progress.address)
        return try await bootstrap(&devMachine, simulated, progress)
    }

    /// A machine is made when its cluster's infrastructure and its bootstrap data are there; watches tell of both.
    private func isReadyToStart(_ devMachine: inout DevMachine) -> Bool {
        if cluster.status?.infrastructureReady != true {
            set(
                .false(
                    DevMachineCondition.vmProvisioned, reason: DevMachineReason.waitingForClusterInfrastructure,
                    severity: .info), &devMachine)
            return false
        }
        if machine.spec.bootstrap.dataSecretName == nil {
            let waitsForControlPlane =
                !isControlPlane && !cluster.conditions.isTrue(ConditionType.controlPlaneInitialized)
            set(
                .false(
                    DevMachineCondition.vmProvisioned,
                    reason: waitsForControlPlane
                        ? DevMachineReason.waitingForControlPlaneInitialized : DevMachineReason.waitingForBootstrapData,
                    severity: .info), &devMachine)
            return false
        }
        return true
    }

    static func providerID(of name: String) -> String { "in-memory:////\(name)" }

    private func simulatedMachine(_ devMachine: DevMachine) -> SimulatedMachine {
        SimulatedMachine(
            cluster: devCluster.metadata.uid, name: devMachine.metadata.name,
            providerID: devMachine.spec.providerID ?? Self.providerID(of: devMachine.metadata.name),
            kubernetesVersion: machine.spec.version ?? "", failureDomain: machine.spec.failureDomain)
    }

    private func setProvisioned(_ devMachine: inout DevMachine, _ simulated: SimulatedMachine, address: String) {
        devMachine.spec.providerID = simulated.providerID
        devMachine.spec.failureDomain = machine.spec.failureDomain ?? devMachine.spec.failureDomain
        devMachine.currentStatus.addresses = [
            MachineAddress(type: .hostname, address: devMachine.metadata.name),
            MachineAddress(type: .internalIP, address: address),
            MachineAddress(type: .internalDNS, address: devMachine.metadata.name),
        ]
        devMachine.currentStatus.ready = true
        set(.true(DevMachineCondition.vmProvisioned), &devMachine)
    }

    // MARK: Bootstrap

    private func bootstrap(
        _ devMachine: inout DevMachine, _ simulated: SimulatedMachine, _ progress: MachineProgress
    ) async throws -> ReconcileResult {
        do {
            let plan = try await plan(for: devMachine)
            for step in MachineStep.steps(isControlPlane: plan.isControlPlane) {
                if !progress.completed.contains(step) {
                    if let remaining = schedule.remaining(of: step.part, for: &devMachine) {
                        wait(step.condition, &devMachine)
                        // The passing of time is no event that could be watched.
                        return .after(remaining)
                    }
                }
                _ = try await simulator.carryOut(step, of: simulated, plan)
                set(.true(step.condition), &devMachine)
            }
            set(.true(DevMachineCondition.bootstrapExecSucceeded), &devMachine)
            context.events.normal(devMachine, "BootstrapSucceeded", "The machine has carried out its bootstrap data")
            return .done
        } catch let error as SimulatorError where error.code == .unreachable {
            set(
                .false(
                    DevMachineCondition.bootstrapExecSucceeded, reason: DevMachineReason.waitingForAPIServer,
                    severity: .info, error.message), &devMachine)
            // kubeadm asks again and again too; what another machine's API server does is no object of this plane.
            return .after(.seconds(5))
        } catch let error as SimulatorError where [.invalidBootstrapData, .kubeadmFailed].contains(error.code) {
            fail(&devMachine, error)
            return .done
        } catch {
            set(
                .false(
                    DevMachineCondition.bootstrapExecSucceeded, reason: DevMachineReason.provisioningFailed,
                    severity: .warning, "\(error)"), &devMachine)
            throw error
        }
    }

    private func plan(for devMachine: DevMachine) async throws -> BootstrapPlan {
        let name = NamespacedName(
            namespace: machine.metadata.namespace, name: machine.spec.bootstrap.dataSecretName ?? "")
        let secret = try await context.client.get(Secret.self, name)
        return try BootstrapPlan(
            data: secret.data[ClusterSecret.valueKey] ?? [], format: secret.text(ClusterSecret.formatKey) ?? "",
            hostname: devMachine.metadata.name)
    }

    /// A machine that fails to bootstrap stays as it is until somebody replaces it.
    private func fail(_ devMachine: inout DevMachine, _ error: SimulatorError) {
        let condition = Condition.false(
            DevMachineCondition.bootstrapExecSucceeded, reason: DevMachineReason.bootstrapFailed, severity: .error,
            error.message)
        let isNews = devMachine.conditions[condition.type]?.hasSameState(as: condition) != true
        set(condition, &devMachine)
        if isNews { context.events.warning(devMachine, DevMachineReason.bootstrapFailed, error.message) }
    }

    // MARK: Conditions

    private func wait(_ condition: String, _ devMachine: inout DevMachine) {
        set(.false(condition, reason: DevMachineReason.waitingForStartup, severity: .info), &devMachine)
    }

    private func set(_ condition: Condition, _ devMachine: inout DevMachine) {
        devMachine.conditions.set(condition, now: context.time.now())
    }
}

extension MachineStep {
    fileprivate var part: StartupSchedule.Part {
        switch self {
        case .node: .node
        case .etcd: .etcd
        case .apiServer: .apiServer
        }
    }

    fileprivate var condition: String {
        switch self {
        case .node: DevMachineCondition.nodeProvisioned
        case .etcd: DevMachineCondition.etcdProvisioned
        case .apiServer: DevMachineCondition.apiServerProvisioned
        }
    }
}
