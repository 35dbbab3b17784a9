import ArgumentParser
import JSON
import Machinery

/// What a new cluster is to be, as `create cluster` reads it from flags.
struct ClusterBlueprint: Sendable, Hashable {
    var name: String
    var namespace = "default"
    /// With a `v`: `v1.34.1`.
    var kubernetesVersion: String
    var controlPlanes = 1
    var workerGroups: [WorkerGroup] = []
    /// One range, or one of each IP family.
    var podCIDRs = ["192.168.0.0/16"]
    var serviceCIDRs = ["10.128.0.0/12"]
    var serviceDomain = "cluster.local"
    /// How long a simulated machine takes to start.
    var startupDuration = Duration.milliseconds(400)

    /// Machines of one MachineDeployment, `CLUSTER-GROUP`.
    struct WorkerGroup: Sendable, Hashable {
        var name: String
        var count: Int
    }

    static let controlPlaneLimit = 99
    static let workerLimit = 10_000
    static let startupLimit = Duration.seconds(86_400)
    /// Names end up as values of labels.
    private static let nameLimit = 63

    /// - Throws: `ValidationError` that names the flag of the first thing that cannot be.
    func check() throws {
        try checkNames()
        guard (try? SemanticVersion(parsing: kubernetesVersion)) != nil else {
            throw ValidationError("--kubernetes-version \"\(kubernetesVersion)\" is not a version such as v1.34.1")
        }
        guard (1...Self.controlPlaneLimit).contains(controlPlanes), controlPlanes % 2 == 1 else {
            throw ValidationError(
                "--control-planes must be an odd number from 1 to \(Self.controlPlaneLimit), and not \(controlPlanes): "
                    + "etcd needs a majority of its members, and an even number adds none")
        }
        for group in workerGroups where !(0...Self.workerLimit).contains(group.count) {
            throw ValidationError(
                "--workers and --worker-group take numbers from 0 to \(Self.workerLimit), and not \(group.count)")
        }
        try ClusterNetworkCheck(podCIDRs: podCIDRs, serviceCIDRs: serviceCIDRs).check()
        if let problem = NameRule.dns1123Subdomain.problems(in: serviceDomain).first {
            throw ValidationError("--service-domain \"\(serviceDomain)\": \(problem)")
        }
        guard startupDuration <= Self.startupLimit else {
            throw ValidationError("--startup-duration must be at most 24h")
        }
    }

    private func checkNames() throws {
        if let problem = NameRule.dns1123Label.problems(in: name).first {
            throw ValidationError("the cluster's name \"\(name)\" is not a DNS label: \(problem)")
        }
        if let problem = NameRule.dns1123Label.problems(in: namespace).first {
            throw ValidationError("--namespace \"\(namespace)\": \(problem)")
        }
        var seen: Set = [Self.controlPlaneGroup]
        for group in workerGroups {
            if let problem = NameRule.dns1123Label.problems(in: group.name).first {
                throw ValidationError("--worker-group \"\(group.name)\": \(problem)")
            }
            guard group.name != Self.controlPlaneGroup else {
                throw ValidationError("--worker-group \"\(group.name)\" is the name of the control plane's objects")
            }
            guard seen.insert(group.name).inserted else {
                throw ValidationError("--worker-group: there are two groups \"\(group.name)\"")
            }
        }
        for group in seen.sorted() where objectName(group).utf8.count > Self.nameLimit {
            throw ValidationError(
                "the name \"\(objectName(group))\", made from the cluster's name, is longer than "
                    + "\(Self.nameLimit) characters: choose a shorter one")
        }
    }

    static let controlPlaneGroup = "control-plane"

    func objectName(_ group: String) -> String { "\(name)-\(group)" }
}

/// Whether the ranges of pods and services can stand beside each other.
struct ClusterNetworkCheck: Sendable {
    var podCIDRs: [String]
    var serviceCIDRs: [String]

    /// Bits that are left for the addresses of services: the API server and DNS take the first ten.
    private static let serviceBits = 4

    func check() throws {
        let pods = try Self.blocks(podCIDRs, flag: "--pod-cidr")
        let services = try Self.blocks(serviceCIDRs, flag: "--service-cidr")
        for (index, block) in services.enumerated()
        where (block.isVersion4 ? 32 : 128) - block.prefixLength < Self.serviceBits {
            throw ValidationError("--service-cidr \(serviceCIDRs[index]) is too small: it must hold 16 addresses")
        }
        for (podIndex, pod) in pods.enumerated() {
            for (serviceIndex, service) in services.enumerated() where pod.overlaps(service) {
                throw ValidationError(
                    "--pod-cidr \(podCIDRs[podIndex]) and --service-cidr \(serviceCIDRs[serviceIndex]) overlap: "
                        + "choose ranges apart from each other")
            }
        }
    }

    private static func blocks(_ texts: [String], flag: String) throws -> [CIDRBlock] {
        let blocks = try texts.map { text in
            guard let block = CIDRBlock(parsing: text) else {
                throw ValidationError("\(flag) \"\(text)\" is not a range of addresses such as 10.128.0.0/12")
            }
            return block
        }
        guard blocks.count == 1 || blocks.count == 2 && blocks[0].isVersion4 != blocks[1].isVersion4 else {
            throw ValidationError("\(flag) takes one range, or one of IPv4 and one of IPv6")
        }
        return blocks
    }
}
