import ClusterAPI
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadSimulator

/// A promise that was broken, in words.
struct BrokenPromise: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// What one look at the plane saw.
struct Observation: Sendable {
    var cluster: Cluster?
    var controlPlane: KubeadmControlPlane?
    var deployment: MachineDeployment?
    var controlPlaneMachines: [Machine]
    var workers: [Machine]
    /// `nil` where there is no simulated cluster.
    var etcd: [SimulatedMember]?
    /// The names of the Nodes of the workload cluster; `nil` where it cannot be asked.
    var nodes: Set<String>?

    /// - Returns: `nil` where the plane ended while it was looked at.
    static func make(_ life: World.Life) async -> Observation? {
        do {
            let machines = try await life.client.list(Machine.self, namespace: Names.namespace)
            let isControlPlane = { (machine: Machine) in machine.metadata.labels[ClusterLabel.controlPlane] != nil }
            var observation = Observation(
                cluster: try await life.client.find(Cluster.self, Names.cluster),
                controlPlane: try await life.client.find(KubeadmControlPlane.self, Names.controlPlane),
                deployment: try await life.client.find(MachineDeployment.self, Names.workers),
                controlPlaneMachines: machines.filter(isControlPlane), workers: machines.filter { !isControlPlane($0) })
            if let uid = try await life.client.find(Names.infrastructure, Names.cluster)?.uid {
                observation.etcd = try await life.simulator.etcdMembers(ofCluster: uid)
                observation.nodes = try await life.simulator.client(ofCluster: uid)?.list(Node.self)
                    .reduce(into: Set()) { $0.insert($1.metadata.name) }
            }
            return observation
        } catch {
            return nil
        }
    }
}

/// What must hold at every moment, whatever goes wrong.
struct Promises: Sendable {
    /// The most machines of either kind that were ever asked for since things were last settled.
    var controlPlanes: Int
    var workers: Int

    /// Both kinds roll with one machine more.
    private static let surge = 1

    func check(_ seen: Observation) throws(BrokenPromise) {
        let (masters, workers) = (seen.controlPlaneMachines, seen.workers.filter { !$0.metadata.isBeingDeleted })
        guard masters.count <= controlPlanes + Self.surge else {
            throw BrokenPromise(
                "\(masters.count) control-plane machines where \(controlPlanes) are wanted: \(Self.names(masters))")
        }
        guard workers.count <= self.workers + Self.surge else {
            throw BrokenPromise("\(workers.count) workers where \(self.workers) are wanted: \(Self.names(workers))")
        }
        let all = masters + seen.workers
        guard Set(all.map(\.spec.infrastructureRef.name)).count == all.count else {
            throw BrokenPromise("machines share their infrastructure: \(Self.names(all))")
        }
        let nodes = all.compactMap { $0.status?.nodeRef?.name }
        guard Set(nodes).count == nodes.count else {
            throw BrokenPromise("machines share a Node: \(nodes.sorted().joined(separator: ", "))")
        }
        // What etcd does while its cluster goes is of no consequence.
        guard let cluster = seen.cluster, !cluster.metadata.isBeingDeleted, let members = seen.etcd else { return }
        let running = members.count(where: \.isRunning)
        guard members.isEmpty || running > members.count / 2 else {
            throw BrokenPromise("etcd has lost its quorum: \(running) of \(members.count) members run")
        }
    }

    private static func names(_ machines: [Machine]) -> String {
        machines.map(\.metadata.name).sorted().joined(separator: ", ")
    }
}

/// What is to be in the end.
struct Wish: Sendable {
    var controlPlanes: Int
    var workers: Int
    var controlPlaneVersion: String
    var workerVersion: String
    /// Machines that must not be there any more, by identity.
    var outdated: Set<String> = []

    /// What is still missing, in words; `nil` where everything is as it should be.
    func gap(_ seen: Observation) -> String? {
        guard let cluster = seen.cluster, let controlPlane = seen.controlPlane else { return "there is no cluster" }
        let (masters, workers) = (seen.controlPlaneMachines, seen.workers)
        if masters.count != controlPlanes { return "\(masters.count) of \(controlPlanes) control-plane machines" }
        if workers.count != self.workers { return "\(workers.count) of \(self.workers) workers" }
        if let old = (masters + workers).first(where: { outdated.contains($0.metadata.uid) }) {
            return "\(old.metadata.name) is to be replaced"
        }
        for (machines, version) in [(masters, controlPlaneVersion), (workers, workerVersion)] {
            if let old = machines.first(where: { $0.spec.version != version }) {
                return "\(old.metadata.name) has version \(old.spec.version ?? "none") and not \(version)"
            }
        }
        for machine in masters + workers where !machine.conditions.isTrue(ConditionType.ready) {
            let condition = machine.conditions[ConditionType.ready]
            return "\(machine.metadata.name) is not ready: \(condition?.reason ?? "") \(condition?.message ?? "")"
        }
        let nodes = Set((masters + workers).compactMap { $0.status?.nodeRef?.name })
        if seen.nodes != nodes { return "the Nodes are \(seen.nodes?.sorted() ?? []) and not \(nodes.sorted())" }
        if seen.etcd?.count != controlPlanes { return "etcd has \(seen.etcd?.count ?? 0) members" }
        if controlPlane.status?.readyReplicas != Int32(controlPlanes)
            || controlPlane.status?.updatedReplicas != Int32(controlPlanes)
            || controlPlane.status?.observedGeneration != controlPlane.metadata.generation
        {
            return "the control plane does not say so"
        }
        // A rollout that has not begun yet looks like one that is over.
        guard let deployment = seen.deployment, deployment.status?.updatedReplicas ?? 0 == Int32(self.workers),
            deployment.status?.observedGeneration == deployment.metadata.generation
        else { return "the MachineDeployment does not say so" }
        let ready = cluster.conditions[ConditionType.ready]
        return ready?.status == .true ? nil : "the Cluster is not ready: \(ready?.message ?? "")"
    }
}
