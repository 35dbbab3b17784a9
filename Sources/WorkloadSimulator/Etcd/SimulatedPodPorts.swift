import APIServer
import EtcdClient
import EtcdSimulator
import JSON
import KubernetesClient
import Machinery
import PKI
import StreamTLS

/// What answers at the ports of the static Pods of a simulated cluster: etcd to its clients, and the API servers by their
/// certificates.
struct SimulatedPodPorts: PodPorts {
    let machines: ClusterMachines
    let pki: PKIEnvironment

    private static let etcdPort: UInt16 = 2379
    private static let apiServerPort: UInt16 = 6443

    func serve(_ connection: any DuplexStream, toPort port: UInt16, of pod: Unstructured) async throws {
        let node = pod.value(at: "spec", "nodeName")?.stringValue ?? ""
        guard let machine = try await machines.records.machines().first(where: { $0.nodeName == node }) else {
            throw PortForwardError(
                "error forwarding port \(port) to pod \(pod.name): the machine of node \(node) is off")
        }
        switch (StaticPod.component(of: pod), port) {
        case (.etcd, Self.etcdPort):
            guard let etcd = try await etcd(on: machine) else { throw refused(port, pod) }
            try await etcd.serve(connection)
        case (.apiServer, Self.apiServerPort):
            guard let identity = try await ServingIdentity(pki: pki).apiServer(on: machine) else {
                throw refused(port, pod)
            }
            try await CertificateServer(identity: identity).serve(connection)
        default:
            throw refused(port, pod)
        }
    }

    private func etcd(on machine: MachineRecord) async throws -> EtcdServer? {
        guard let member = try await machines.records.etcdMembers().first(where: { $0.name == machine.nodeName }),
            let (identity, authority) = try await ServingIdentity(pki: pki).etcd(on: machine)
        else { return nil }
        return EtcdServer(
            service: SimulatedEtcd(machines: machines, member: member), identity: identity,
            clientAuthorities: [authority], time: pki.time)
    }

    private func refused(_ port: UInt16, _ pod: Unstructured) -> PortForwardError {
        PortForwardError(
            "error forwarding port \(port) to pod \(pod.name): dial tcp4 127.0.0.1:\(port): connect: connection refused"
        )
    }
}
