import APIServer

/// The machines of one simulated cluster: what is recorded of them, and which API servers run.
struct ClusterMachines: Sendable {
    /// The identity of the cluster.
    let cluster: String
    let records: ClusterRecords
    let servers = RunningServers()
    let front: HTTPFront?

    /// Where the cluster's API servers listen, as a name for the front.
    var listenerName: String { "simulated-\(cluster)" }

    /// Ends the API server of a machine, and with the last one the listener.
    func stopServing(_ machine: String) {
        servers.remove(machine)
        if servers.isEmpty { front?.close(listenerName) }
    }

    /// Ends all API servers.
    func stopServing() {
        servers.removeAll()
        front?.close(listenerName)
    }
}
