import Effects
import JSON
import Machinery

/// The parts of a machine that come up one after the other.
public enum MachineStep: String, Sendable, Hashable, CaseIterable {
    /// The kubelet runs and has registered its Node.
    case node
    /// The etcd member runs, on control-plane machines.
    case etcd
    /// The API server and the other static Pods run, on control-plane machines.
    case apiServer

    /// The steps of a machine in their order.
    public static func steps(isControlPlane: Bool) -> [MachineStep] { isControlPlane ? allCases : [.node] }
}

/// A member of the etcd cluster of a simulated cluster.
public struct SimulatedMember: Sendable, Hashable {
    public var id: UInt64
    /// The name of its Node.
    public var name: String
    public var peerURL: String
    public var clientURL: String
    public var isLeader = false
    /// Whether its machine runs. The member of a machine that was lost stays one until it is removed.
    public var isRunning = true
    public var isLearner: Bool { false }
}

/// What is known of one simulated machine beside the objects of its cluster: all that its disk would hold.
struct MachineRecord: Sendable, Hashable {
    /// The name of the machine.
    var name: String
    var address: String
    /// The name of its Node; empty before the Node is there.
    var nodeName = ""
    /// `v1.34.1`
    var version = ""
    var completed: [MachineStep] = []
    /// Of a control-plane machine.
    var certificates: MachineCertificates?
    /// The authority of etcd on such a machine, where etcd runs on it.
    var etcdAuthority: MachineCertificates?
    /// The names that its API server shows beside those of every API server.
    var serverNames: [String] = []
    /// The identity of its etcd member and its place in the order in which the members came.
    var etcd: Etcd?
    /// When the certificates expire that kubeadm made.
    var certificatesExpire: Timestamp?
    /// Whether the machine is switched off for ever. Its record stays for as long as its etcd member does.
    var isStopped = false

    struct Etcd: Sendable, Hashable {
        var id: UInt64
        var order: Int64
        /// Whether the member was taken out of the cluster.
        var isRemoved = false
    }

    /// An API server does not run without the etcd member beside it.
    var runsAPIServer: Bool {
        completed.contains(.apiServer) && certificates != nil && !isStopped && !(etcd?.isRemoved ?? false)
    }
}

extension MachineRecord: JSONRepresentable {
    init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        name = try fields.required("name")
        address = try fields.required("address")
        nodeName = try fields.value("nodeName", default: "")
        version = try fields.value("version", default: "")
        completed = try fields.value("completed", default: [String]()).compactMap(MachineStep.init)
        serverNames = try fields.value("serverNames", default: [])
        let certificate = try fields.value("certificate", default: "")
        let privateKey = try fields.value("privateKey", default: "")
        if !certificate.isEmpty { certificates = MachineCertificates(certificate: certificate, privateKey: privateKey) }
        let etcdCertificate = try fields.value("etcdCertificate", default: "")
        let etcdPrivateKey = try fields.value("etcdPrivateKey", default: "")
        if !etcdCertificate.isEmpty {
            etcdAuthority = MachineCertificates(certificate: etcdCertificate, privateKey: etcdPrivateKey)
        }
        let id = try fields.value("etcdID", default: "")
        if let id = UInt64(id, radix: 16) {
            etcd = Etcd(
                id: id, order: try fields.value("etcdOrder", default: 0),
                isRemoved: try fields.value("etcdRemoved", default: false))
        }
        certificatesExpire = try fields.optional("certificatesExpire")
        isStopped = try fields.value("stopped", default: false)
    }

    var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("name", name)
        fields.set("address", address)
        fields.setUnlessEmpty("nodeName", nodeName)
        fields.setUnlessEmpty("version", version)
        fields.setUnlessEmpty("completed", completed.map(\.rawValue))
        fields.setUnlessEmpty("serverNames", serverNames)
        fields.setUnlessEmpty("certificate", certificates?.certificate ?? "")
        fields.setUnlessEmpty("privateKey", certificates?.privateKey ?? "")
        fields.setUnlessEmpty("etcdCertificate", etcdAuthority?.certificate ?? "")
        fields.setUnlessEmpty("etcdPrivateKey", etcdAuthority?.privateKey ?? "")
        if let etcd {
            fields.set("etcdID", String(etcd.id, radix: 16))
            fields.set("etcdOrder", etcd.order)
            if etcd.isRemoved { fields.set("etcdRemoved", true) }
        }
        fields.set("certificatesExpire", certificatesExpire)
        if isStopped { fields.set("stopped", true) }
        return fields.json(adding: [:])
    }
}
