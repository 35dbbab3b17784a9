import ClusterAPI
import ClusterContract
public import ControllerRuntime
import DevAPI
public import WorkloadSimulator

/// The infrastructure provider for simulated machines: DevCluster and DevMachine with the in-memory backend.
public enum DevProvider {
    /// The provider's controllers.
    ///
    /// - Parameter simulator: Runs the clusters and machines; its service must run beside the controllers.
    public static func controllers(simulator: WorkloadSimulator) -> [Controller] {
        [
            Controller(
                name: "devcluster", for: DevCluster.self,
                watches: [.observed(Cluster.self, where: .clusterConcernsItsParts)],
                reconciler: DevClusterReconciler(simulator: simulator)),
            Controller(
                name: "devmachine", for: DevMachine.self,
                watches: [
                    .observed(Cluster.self, where: .clusterConcernsItsParts),
                    .observed(Machine.self, where: .machineConcernsItsParts),
                ],
                reconciler: DevMachineReconciler(simulator: simulator)),
        ]
    }
}

/// The names that Cluster API's own provider for development uses too.
enum DevName {
    static let clusterFinalizer = "devcluster.infrastructure.cluster.x-k8s.io"
    static let machineFinalizer = "devmachine.infrastructure.cluster.x-k8s.io"
}

/// Conditions of DevMachines.
enum DevMachineCondition {
    /// The virtual machine runs.
    static let vmProvisioned = "VMProvisioned"
    /// The kubelet has registered its Node.
    static let nodeProvisioned = "NodeProvisioned"
    /// The etcd member of a control-plane machine runs.
    static let etcdProvisioned = "EtcdProvisioned"
    /// The API server of a control-plane machine runs.
    static let apiServerProvisioned = "APIServerProvisioned"
    /// The bootstrap data was carried out to its end.
    static let bootstrapExecSucceeded = "BootstrapExecSucceeded"

    static let all = [
        vmProvisioned, nodeProvisioned, etcdProvisioned, apiServerProvisioned, bootstrapExecSucceeded,
    ]
}

/// Reasons of the conditions of DevMachines.
enum DevMachineReason {
    /// The part of the machine takes the time that the machine's specification gives it.
    static let waitingForStartup = "WaitingForStartupTimeout"
    static let waitingForClusterInfrastructure = "WaitingForClusterInfrastructure"
    static let waitingForControlPlaneInitialized = "WaitingControlPlaneInitialized"
    static let waitingForBootstrapData = "WaitingForBootstrapData"
    /// No API server of the cluster answers.
    static let waitingForAPIServer = "WaitingForAPIServer"
    /// What a machine would say in its log.
    static let bootstrapFailed = "BootstrapFailed"
    /// The simulator could not do it; it is tried again.
    static let provisioningFailed = "ProvisioningFailed"
}
