/// The labels of Cluster API.
public enum ClusterLabel {
    /// The name of the Cluster that an object belongs to. On everything that controllers make for a cluster.
    public static let clusterName = "cluster.x-k8s.io/cluster-name"
    /// Marks a control-plane Machine; the value is empty.
    public static let controlPlane = "cluster.x-k8s.io/control-plane"
    /// The name of the control-plane object that a Machine belongs to, or a hash where it is no label value.
    public static let controlPlaneName = "cluster.x-k8s.io/control-plane-name"
    /// The name of the MachineSet that a Machine belongs to, or a hash where it is no label value.
    public static let setName = "cluster.x-k8s.io/set-name"
    /// The name of the MachineDeployment that a MachineSet or Machine belongs to.
    public static let deploymentName = "cluster.x-k8s.io/deployment-name"
    /// The name of the MachinePool that a Machine belongs to, or a hash where it is no label value.
    public static let poolName = "cluster.x-k8s.io/pool-name"
    /// Tells the MachineSets of one MachineDeployment apart by their templates.
    public static let machineTemplateHash = "machine-template-hash"
    /// The provider that a CRD or component belongs to.
    public static let provider = "cluster.x-k8s.io/provider"
    /// Marks the Node of a machine that its provider may take away.
    public static let interruptible = "cluster.x-k8s.io/interruptible"
    /// On a Pod: how a drain treats it, `skip` or `wait-completed`.
    public static let drain = "cluster.x-k8s.io/drain"
    /// Which of several managers looks after an object.
    public static let watchFilter = "cluster.x-k8s.io/watch-filter"

    /// Marks what a managed topology owns; the value is empty.
    public static let topologyOwned = "topology.cluster.x-k8s.io/owned"
    /// The name of a MachineDeployment within its topology.
    public static let topologyDeploymentName = "topology.cluster.x-k8s.io/deployment-name"
    /// The name of a MachinePool within its topology.
    public static let topologyPoolName = "topology.cluster.x-k8s.io/pool-name"
}

/// The labels of Nodes that Cluster API reads or writes.
public enum NodeLabel {
    /// Marks a control-plane Node; kubeadm sets it.
    public static let controlPlane = "node-role.kubernetes.io/control-plane"
    /// Labels with this prefix are copied from a Machine to its Node.
    public static let rolePrefix = "node-role.kubernetes.io/"
    /// Labels of this domain and its subdomains are copied from a Machine to its Node.
    public static let restrictionDomain = "node-restriction.kubernetes.io"
    /// Labels of this domain and its subdomains are copied from a Machine to its Node.
    public static let managedDomain = "node.cluster.x-k8s.io"
}

/// The keys of taints that Cluster API puts on Nodes.
public enum NodeTaint {
    /// On a worker from the moment it joins until its labels are in place; effect `NoSchedule`.
    public static let uninitialized = "node.cluster.x-k8s.io/uninitialized"
    /// On the Nodes of old revisions during a rollout; effect `PreferNoSchedule`.
    public static let outdatedRevision = "node.cluster.x-k8s.io/outdated-revision"
}
