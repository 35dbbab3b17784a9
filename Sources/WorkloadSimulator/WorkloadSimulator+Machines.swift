import APIServer
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI

/// A machine as its infrastructure object describes it.
public struct SimulatedMachine: Sendable {
    /// The UID of the infrastructure object of its cluster.
    public var cluster: String
    public var name: String
    /// `in-memory:////<name>`
    public var providerID: String
    /// `v1.34.1`
    public var kubernetesVersion: String
    public var failureDomain: String?

    public init(
        cluster: String, name: String, providerID: String, kubernetesVersion: String, failureDomain: String? = nil
    ) {
        self.cluster = cluster
        self.name = name
        self.providerID = providerID
        self.kubernetesVersion = kubernetesVersion
        self.failureDomain = failureDomain
    }
}

/// How far a machine has come.
public struct MachineProgress: Sendable, Hashable {
    /// In the machines' network.
    public var address: String
    /// Empty before the Node is there.
    public var nodeName: String
    public var completed: [MachineStep]
}

extension WorkloadSimulator {
    /// Switches a machine on: from here on it has an address.
    public func start(_ machine: SimulatedMachine) async throws -> MachineProgress {
        let record = try await known(machine.cluster).records.machineOrNew(machine.name)
        return MachineProgress(address: record.address, nodeName: record.nodeName, completed: record.completed)
    }

    /// Does the next part of what a machine's bootstrap data says; steps come in the order of ``MachineStep``.
    ///
    /// Each is recorded when it is done. One that a crash interrupted is done again, to the same end.
    ///
    /// - Throws: ``SimulatorError``: `kubeadmFailed` where trying again does not help, `unreachable` where it may.
    public func carryOut(
        _ step: MachineStep, of machine: SimulatedMachine, _ plan: BootstrapPlan
    ) async throws -> MachineProgress {
        let cluster = try await known(machine.cluster)
        var record = try await cluster.records.machineOrNew(machine.name)
        if !record.completed.contains(step) {
            record.version = machine.kubernetesVersion
            switch step {
            case .node: try await registerNode(of: machine, plan, &record, cluster)
            case .etcd: try await startEtcd(plan, &record, cluster)
            case .apiServer: try await startAPIServer(plan, &record, cluster)
            }
            record.completed.append(step)
            try await cluster.records.put(record)
            if step == .apiServer { cluster.servers.add(record) }
        }
        if record.runsAPIServer { try await listen(cluster) }
        return MachineProgress(address: record.address, nodeName: record.nodeName, completed: record.completed)
    }

    /// Switches a machine off for ever: its static Pods go, and with the last API server the listener. Its Node and its etcd
    /// member stay, as those of any machine that is lost. Nothing happens where there is no such machine.
    public func stop(machine name: String, ofCluster id: String) async throws {
        guard let cluster = try await cluster(id), var record = try await cluster.records.machine(name) else { return }
        cluster.machines.stopServing(name)
        if !record.nodeName.isEmpty {
            var atOnce = DeleteOptions()
            atOnce.gracePeriodSeconds = 0
            for component in StaticPod.Component.allCases {
                try await cluster.client.delete(
                    Pod.resourceType, StaticPod.name(component, on: record.nodeName), atOnce)
            }
        }
        record.isStopped = true
        try await cluster.records.putOrForget(record)
    }

    func known(_ id: String) async throws -> SimulatedCluster {
        guard let cluster = try await cluster(id) else {
            throw SimulatorError(.unknownCluster, "no endpoint is reserved for the simulated cluster \(id)")
        }
        return cluster
    }

    // MARK: Steps

    private func registerNode(
        of machine: SimulatedMachine, _ plan: BootstrapPlan, _ record: inout MachineRecord, _ cluster: SimulatedCluster
    ) async throws {
        switch plan.action {
        case .initialize: try await checkInitialization(plan, &record, cluster)
        case .join: try await checkJoin(plan, &record, cluster)
        }
        let node = NodeObject(
            registration: plan.node, machine: record, isControlPlane: plan.isControlPlane,
            providerID: machine.providerID,
            failureDomain: machine.failureDomain, now: pki.time.now()
        ).make()
        let stored = try await cluster.create(node)
        guard stored.spec.providerID == node.spec.providerID else {
            throw SimulatorError.kubeadm(
                "a Node with name \"\(stored.metadata.name)\" and status \"Ready\" already exists in the cluster: you must "
                    + "delete the existing Node or change the name of this new joining Node")
        }
        record.nodeName = stored.metadata.name
    }

    private func checkInitialization(
        _ plan: BootstrapPlan, _ record: inout MachineRecord, _ cluster: SimulatedCluster
    ) async throws {
        guard let configuration = plan.configuration else { return }
        let others = try await cluster.records.machines().filter {
            $0.name != record.name && $0.completed.contains(.node)
        }
        guard others.isEmpty else {
            throw SimulatorError.kubeadm(
                "\(cluster.endpoint) is the endpoint of a cluster that machine \"\(others[0].name)\" belongs to already: "
                    + "kubeadm init cannot found another one there")
        }
        try await forgetFailedFounders(of: cluster)
        let directory = configuration.certificatesDirectory
        (record.certificates, record.etcdAuthority) = try plan.certificates(
            in: directory, hasExternalEtcd: configuration.hasExternalEtcd)
        record.serverNames = serverNames(configuration, plan, record, cluster)
        try await cluster.core.start()
    }

    /// A founder begins with an empty etcd: of machines that failed to found the cluster before it, nothing is left.
    private func forgetFailedFounders(of cluster: SimulatedCluster) async throws {
        let stopped = try await cluster.records.allMachines().filter(\.isStopped)
        guard !stopped.isEmpty else { return }
        try await cluster.core.start()
        for machine in stopped {
            if !machine.nodeName.isEmpty {
                try await cluster.client.delete(
                    Node.resourceType, NamespacedName(namespace: "", name: machine.nodeName))
            }
            try await cluster.records.remove(machine)
        }
    }

    private func checkJoin(
        _ plan: BootstrapPlan, _ record: inout MachineRecord, _ cluster: SimulatedCluster
    ) async throws {
        guard let discovery = plan.discovery else { return }
        guard !cluster.servers.isEmpty else {
            throw SimulatorError(
                .unreachable, "no API server of the cluster answers at \(cluster.endpoint) yet")
        }
        let secretName = try TokenCheck.secretName(of: discovery.token)
        let secret = try await cluster.client.find(
            Secret.self, NamespacedName(namespace: "kube-system", name: secretName))
        let authorities = try cluster.servers.authorities()
        try TokenCheck.check(
            discovery, secret: secret, authorities: authorities, endpoint: cluster.endpoint, now: pki.time.now())
        guard plan.isControlPlane else { return }
        let configuration = try await requiredConfiguration(cluster)
        let certificates = try plan.certificates(
            in: configuration.certificatesDirectory, hasExternalEtcd: configuration.hasExternalEtcd)
        guard try authorities.contains(Certificate(pem: certificates.cluster.certificate)) else {
            throw SimulatorError.kubeadm(
                "\(configuration.certificatesDirectory)/ca.crt is not the authority of the cluster that the machine joins"
            )
        }
        try await checkEtcdAuthority(certificates.etcd, cluster)
        (record.certificates, record.etcdAuthority) = certificates
        record.serverNames = serverNames(configuration, plan, record, cluster)
    }

    /// kubeadm speaks with the members that are there before it adds one.
    private func checkEtcdAuthority(_ authority: MachineCertificates?, _ cluster: SimulatedCluster) async throws {
        guard let authority else { return }
        let members = try await cluster.records.machines().filter { $0.etcd?.isRemoved == false }
        let others = Set(members.compactMap { $0.etcdAuthority?.certificate })
        guard others.isEmpty || others.contains(authority.certificate) else {
            throw SimulatorError.kubeadm(
                "error syncing endpoints with etcd: context deadline exceeded: the authority of etcd on this machine is not "
                    + "the one that signed the certificates of the members")
        }
    }

    private func startEtcd(
        _ plan: BootstrapPlan, _ record: inout MachineRecord, _ cluster: SimulatedCluster
    ) async throws {
        let configuration = try await configuration(plan, cluster)
        if configuration.hasExternalEtcd { return }
        if record.etcd == nil {
            let last = try await cluster.records.allMachines().compactMap { $0.etcd?.order }.max() ?? 0
            record.etcd = MachineRecord.Etcd(id: pki.random.next() | 1, order: last + 1)
        }
        try await createPods([.etcd], record, configuration, cluster)
    }

    private func startAPIServer(
        _ plan: BootstrapPlan, _ record: inout MachineRecord, _ cluster: SimulatedCluster
    ) async throws {
        let configuration = try await configuration(plan, cluster)
        record.certificatesExpire = record.certificatesExpire ?? pki.time.now() + Duration.oneYear
        try await createPods([.apiServer, .controllerManager, .scheduler], record, configuration, cluster)
        guard plan.action == .initialize, let certificates = record.certificates else { return }
        let objects = KubeadmObjects(
            configuration: configuration, version: record.version, authority: certificates.certificate,
            endpoint: cluster.endpoint, bootstrapTokens: plan.bootstrapTokens)
        for object in objects.all() { try await cluster.create(object) }
    }

    private func createPods(
        _ components: [StaticPod.Component], _ record: MachineRecord, _ configuration: ClusterConfiguration,
        _ cluster: SimulatedCluster
    ) async throws {
        let node = try await cluster.client.get(Node.self, NamespacedName(namespace: "", name: record.nodeName))
        for component in components {
            let pod = StaticPod(
                component: component, node: node, machine: record, configuration: configuration, now: pki.time.now()
            ).make()
            let stored = try await cluster.create(pod)
            // Servers drop the status of new Pods; the kubelet reports it.
            guard !stored.isReady else { continue }
            _ = try await cluster.client.patch(
                Pod.resourceType, pod.namespacedName, .merge(["status": pod.status.json]), subresource: "status")
        }
    }

    private func configuration(
        _ plan: BootstrapPlan, _ cluster: SimulatedCluster
    ) async throws -> ClusterConfiguration {
        if let configuration = plan.configuration { return configuration }
        return try await requiredConfiguration(cluster)
    }

    private func requiredConfiguration(_ cluster: SimulatedCluster) async throws -> ClusterConfiguration {
        guard let configuration = try await cluster.configuration() else {
            throw SimulatorError.kubeadm(
                "failed to get config map: configmaps \"kubeadm-config\" not found in namespace \"kube-system\"")
        }
        return configuration
    }

    /// The names that kubeadm writes into the certificate of an API server.
    private func serverNames(
        _ configuration: ClusterConfiguration, _ plan: BootstrapPlan, _ record: MachineRecord,
        _ cluster: SimulatedCluster
    ) -> [String] {
        var names = [
            "kubernetes", "kubernetes.default", "kubernetes.default.svc",
            "kubernetes.default.svc.\(configuration.dnsDomain)", plan.node.name, record.address, cluster.endpoint.host,
        ]
        if let service = configuration.serviceAddress(1) { names.append(service.description) }
        names += configuration.serverNames
        return names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
