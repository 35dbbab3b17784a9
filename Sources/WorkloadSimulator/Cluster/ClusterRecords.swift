import JSON
import Machinery
import ObjectStore

/// The simulator's own records of one cluster, beside the cluster's API objects in the same part of the store.
struct ClusterRecords: Sendable {
    /// The part of the store that holds all of one cluster.
    let store: ScopedStore

    private static let machines = StoreKey("simulator/machines/")
    private static let addresses = StoreKey("simulator/addresses/")
    /// The machines' network is 172.18.0.0/16; its first addresses are the router's and the host's.
    private static let hostNumbers = 2..<65_534

    static func prefix(of cluster: String) -> StoreKey { StoreKey("/simulated/\(cluster)/") }

    /// The machines that are switched on, in the order of their names.
    func machines() async throws -> [MachineRecord] { try await allMachines().filter { !$0.isStopped } }

    /// The machines, those too that have left no more than an etcd member.
    func allMachines() async throws -> [MachineRecord] {
        try await store.list(RangeQuery(prefix: Self.machines)).objects.map { try Self.decode($0.value) }
    }

    /// A machine that is switched on.
    func machine(_ name: String) async throws -> MachineRecord? {
        let record = try await store.get(Self.key(name)).map { try Self.decode($0.value) }
        return record?.isStopped == true ? nil : record
    }

    func put(_ machine: MachineRecord) async throws {
        _ = try await store.commit(Mutation(.put(Self.key(machine.name), value: machine.json.serialized())))
    }

    /// The record of a machine, made with an address of its own where there is none.
    func machineOrNew(_ name: String) async throws -> MachineRecord {
        if let known = try await machine(name) { return known }
        let record = MachineRecord(name: name, address: try await takeAddress(for: name))
        try await put(record)
        return record
    }

    /// Keeps the record of a machine for as long as anything of it is left.
    func putOrForget(_ machine: MachineRecord) async throws {
        let isGone = machine.isStopped && (machine.etcd?.isRemoved ?? true)
        if isGone { try await remove(machine) } else { try await put(machine) }
    }

    /// Forgets a machine and gives its address free. The record goes last: while it is there, it can be removed again.
    func remove(_ machine: MachineRecord) async throws {
        for held in try await store.list(RangeQuery(prefix: Self.addresses)).objects
        where String(decoding: held.value, as: UTF8.self) == machine.name {
            _ = try await store.commit(Mutation(.delete(held.key)))
        }
        _ = try await store.commit(Mutation(.delete(Self.key(machine.name))))
    }

    /// The address is the machine's from the moment of the write, so that a crash gives no address away twice.
    private func takeAddress(for machine: String) async throws -> String {
        let held = try await store.list(RangeQuery(prefix: Self.addresses)).objects
        if let mine = held.first(where: { String(decoding: $0.value, as: UTF8.self) == machine }) {
            return Self.address(under: mine.key)
        }
        let taken = Set(held.map { Self.address(under: $0.key) })
        for number in Self.hostNumbers {
            let address = "172.18.\(number >> 8).\(number & 0xff)"
            if taken.contains(address) { continue }
            let key = StoreKey(Self.addresses.text + address)
            // Another machine may be quicker.
            if try await store.putIfAbsent(key, Array(machine.utf8)) { return address }
        }
        throw SimulatorError(.noAddress, "no address is free in the machines' network 172.18.0.0/16")
    }

    private static func address(under key: StoreKey) -> String { String(key.text.dropFirst(addresses.text.count)) }

    private static func key(_ machine: String) -> StoreKey { StoreKey(machines.text + machine) }

    private static func decode(_ value: [UInt8]) throws -> MachineRecord {
        try MachineRecord(json: try JSONValue(parsing: value))
    }
}

extension ObjectStore {
    /// - Returns: Whether nothing lay under the key, so that the value does now.
    func putIfAbsent(_ key: StoreKey, _ value: [UInt8]) async throws(StoreError) -> Bool {
        do {
            _ = try await commit(Mutation(.put(key, value: value), if: .absent(key)))
            return true
        } catch {
            guard error.code == .preconditionFailed else { throw error }
            return false
        }
    }
}
