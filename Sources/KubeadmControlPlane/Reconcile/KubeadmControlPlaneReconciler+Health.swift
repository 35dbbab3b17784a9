import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

extension KubeadmControlPlaneReconciler {
    /// For how long what was known last is shown while the workload cluster cannot be reached.
    static let connectionGracePeriod = Duration.seconds(300)
    /// How soon a control plane that is not well is looked at again.
    static let unhealthyDelay = Duration.seconds(5)
    /// How soon a control plane that is well is looked at again.
    static let healthyDelay = Duration.seconds(600)

    private static let controlPlanePods = "tier=control-plane"

    /// Asks the workload cluster how its control plane fares.
    func readWorkload(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws {
        // Only a cluster that has a first machine can answer.
        guard scope.machines.contains(where: { $0.status?.infrastructureReady == true }) else { return }
        let cluster = scope.cluster.namespacedName
        do {
            let workloadClient = try workloadClusters.client(for: cluster)
            if !scope.isInitialized {
                guard try await workloadClient.find(ConfigMap.self, KubeadmConfigMap.name) != nil else {
                    // The workload cluster tells of its Nodes only.
                    scope.look(after: Self.unhealthyDelay)
                    return
                }
                scope.controlPlane.currentStatus.initialized = true
            }
            let nodes = try workloadClusters.nodes(of: cluster).filter {
                $0.metadata.labels[NodeLabel.controlPlane] != nil
            }
            let pods = try await workloadClient.list(
                Pod.self, namespace: "kube-system", ListOptions(labelSelector: Self.controlPlanePods))
            scope.workload = .answered(
                WorkloadAnswer(
                    nodes: Dictionary(nodes.map { ($0.metadata.name, $0) }) { first, _ in first },
                    pods: Dictionary(pods.map { ($0.metadata.name, $0) }) { first, _ in first },
                    etcd: try await readEtcd(scope, nodes)))
        } catch let unavailable as WorkloadUnavailable {
            scope.workload = .unreachable(unavailable)
        } catch  where !(error is CancellationError) {
            scope.workload = .failed("\(error)")
            // The connection stands, so nothing else says when it is worth asking again.
            scope.look(after: Self.unhealthyDelay)
        }
    }

    private func readEtcd(_ scope: ControlPlaneScope, _ nodes: [Node]) async throws -> EtcdReading {
        guard scope.controlPlane.hasManagedEtcd else { return .external }
        let names = Self.etcdNodes(of: scope.machines.filter { !$0.metadata.isBeingDeleted }, among: nodes)
        guard !names.isEmpty else { return .noNodes }
        do {
            return .state(try await access.state(of: scope.cluster.namespacedName, through: names))
        } catch  where !(error is CancellationError) {
            return .failed("\(error)")
        }
    }

    /// The Nodes through which etcd is asked, those first whose members were well last.
    static func etcdNodes(of machines: [Machine], among nodes: [Node]) -> [String] {
        let existing = Set(nodes.map(\.metadata.name))
        let usable = machines.filter { $0.status?.nodeRef.map { existing.contains($0.name) } ?? false }
        let good = usable.filter { $0.conditions.isTrue(ConditionType.etcdMemberHealthy) }
        let rest = usable.filter { !$0.conditions.isTrue(ConditionType.etcdMemberHealthy) }
        return (good + rest).compactMap { $0.status?.nodeRef?.name }
    }

    /// Says on the Machines and on the control plane how it fares, and whether Machines are up to date.
    func reportHealth(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws {
        let now = scope.now
        for (name, reasons) in scope.rolloutReasons {
            scope.update(name) { machine in
                machine.setV1Beta2(
                    V1Beta2ConditionType.upToDate, ConditionStatus(reasons.isEmpty),
                    reason: reasons.isEmpty ? ControlPlaneReason.upToDate : ControlPlaneReason.notUpToDate,
                    reasons.map { "* \($0)" }.joined(separator: "\n"), now: now)
            }
        }
        switch scope.workload {
        case .notAsked(let why): HealthReport(now: now).setUnknown(&scope, V1Beta2Reason.inspectionFailed, why)
        case .failed(let why): HealthReport(now: now).setUnknown(&scope, V1Beta2Reason.inspectionFailed, why)
        case .unreachable(let unavailable): reportUnreachable(&scope, unavailable)
        case .answered(let answer): HealthReport(now: now).set(answer, on: &scope)
        }
        try await scope.storeMachines(context)
        let isWell = [ConditionType.controlPlaneComponentsHealthy, ConditionType.etcdClusterHealthy].allSatisfy {
            scope.controlPlane.conditions.isTrue($0)
        }
        // Neither Pods nor etcd tell of their changes; Nodes and Machines do.
        if case .unreachable = scope.workload { return }
        guard scope.isInitialized, !scope.machines.isEmpty else { return }
        scope.look(after: isWell ? Self.healthyDelay : Self.unhealthyDelay)
    }

    /// A connection that was lost a moment ago is no news about the control plane.
    private func reportUnreachable(_ scope: inout ControlPlaneScope, _ unavailable: WorkloadUnavailable) {
        let end = unavailable.since + Self.connectionGracePeriod
        let isKnown =
            scope.controlPlane.conditionsV1Beta2[V1Beta2ConditionType.controlPlaneComponentsHealthy] != nil
        if isKnown, scope.isInitialized, scope.now < end {
            scope.look(at: end)
            return
        }
        let probe = workloadClusters.connectionState(of: scope.cluster.namespacedName)?.lastGoodProbe
        let message =
            "No connection to the workload cluster since \(unavailable.since.rfc3339): \(unavailable.reason)"
            + (probe.map { "; last successful probe at \($0.rfc3339)" } ?? "")
        HealthReport(now: scope.now).setUnknown(
            &scope,
            scope.isInitialized ? V1Beta2Reason.connectionDown : V1Beta2Reason.inspectionFailed,
            scope.isInitialized ? message : "Waiting for Cluster control plane to be initialized")
    }
}
