extension ClusterRecords {
    /// The members by name. Of those whose machines run, the one that came first leads, or was made the first since.
    func etcdMembers() async throws -> [SimulatedMember] {
        let machines = try await etcdMachines()
        let leader = machines.filter { !$0.isStopped }.min {
            ($0.etcd?.order ?? 0, $0.name) < ($1.etcd?.order ?? 0, $1.name)
        }
        return machines.compactMap { machine in
            guard let etcd = machine.etcd else { return nil }
            return SimulatedMember(
                id: etcd.id, name: machine.nodeName, peerURL: "https://\(machine.address):2380",
                clientURL: "https://\(machine.address):2379", isLeader: machine.name == leader?.name,
                isRunning: !machine.isStopped)
        }
    }

    /// The machines with a member of the cluster.
    private func etcdMachines() async throws -> [MachineRecord] {
        try await allMachines().filter { $0.etcd?.isRemoved == false }
    }

    /// Makes a member come before all others.
    func moveLeadership(to member: UInt64) async throws {
        let machines = try await etcdMachines()
        guard var machine = machines.first(where: { $0.etcd?.id == member }) else { return }
        let first = machines.compactMap { $0.etcd?.order }.min() ?? 0
        guard let order = machine.etcd?.order, order != first else { return }
        machine.etcd?.order = first - 1
        try await put(machine)
    }

    /// - Returns: The machine whose member it was.
    func removeMember(_ member: UInt64) async throws -> MachineRecord? {
        guard var machine = try await etcdMachines().first(where: { $0.etcd?.id == member }) else { return nil }
        machine.etcd?.isRemoved = true
        try await putOrForget(machine)
        return machine
    }
}
