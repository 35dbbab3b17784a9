import ClusterAPI
import JSON
import KubernetesAPI
import Machinery

/// Whether a machine was set up with what the control plane would set it up with now.
///
/// The cluster configuration is compared with the one that was written down on the Machine when it was made, because joining
/// machines have none of their own; all else with the Machine's KubeadmConfig, but for what the bootstrap provider fills in.
struct KubeadmConfigComparison: Sendable {
    private let wanted: KubeadmConfigSpec

    init(_ wanted: KubeadmConfigSpec) {
        self.wanted = wanted
    }

    func matches(_ machine: Machine, _ config: KubeadmConfig?) -> Bool {
        matchesClusterConfiguration(machine.metadata.annotations[KubeadmControlPlaneAnnotation.clusterConfiguration])
            && matchesMachineConfiguration(config)
    }

    /// What is remembered on each Machine; `null` where the control plane has no cluster configuration.
    static func annotation(for spec: KubeadmConfigSpec) -> String {
        spec.clusterConfiguration.map { $0.json.text } ?? "null"
    }

    // MARK: Cluster configuration

    private func matchesClusterConfiguration(_ annotation: String?) -> Bool {
        guard let annotation else { return true }
        guard let json = try? JSONValue(parsing: Array(annotation.utf8)),
            let used = json.isNull ? KubeadmClusterConfiguration() : try? KubeadmClusterConfiguration(json: json)
        else { return false }
        return Self.normalized(used) == Self.normalized(wanted.clusterConfiguration ?? KubeadmClusterConfiguration())
    }

    private static func normalized(_ configuration: KubeadmClusterConfiguration) -> KubeadmClusterConfiguration {
        var configuration = configuration
        configuration.apiVersion = nil
        configuration.kind = nil
        // DNS is changed in place.
        configuration.dns = nil
        return configuration
    }

    // MARK: The rest

    private func matchesMachineConfiguration(_ config: KubeadmConfig?) -> Bool {
        guard let config else { return true }
        var wanted = Self.defaulted(wanted)
        var used = Self.defaulted(config.spec)
        wanted.clusterConfiguration = nil
        used.clusterConfiguration = nil
        Self.alignInit(&wanted, &used)
        Self.alignJoin(&wanted, &used)
        return wanted == used
    }

    private static func defaulted(_ spec: KubeadmConfigSpec) -> KubeadmConfigSpec {
        var config = KubeadmConfig(spec: spec)
        config.applyDefaults(replacing: nil)
        return config.spec
    }

    /// Only the machine that founded the cluster has an init configuration; where the user gives none, it is an empty one.
    private static func alignInit(_ wanted: inout KubeadmConfigSpec, _ used: inout KubeadmConfigSpec) {
        guard var usedInit = used.initConfiguration else {
            wanted.initConfiguration = nil
            return
        }
        var wantedInit = wanted.initConfiguration ?? defaulted(withEmptyInit).initConfiguration ?? usedInit
        usedInit.apiVersion = nil
        usedInit.kind = nil
        wantedInit.apiVersion = nil
        wantedInit.kind = nil
        used.initConfiguration = usedInit
        wanted.initConfiguration = wantedInit
    }

    private static var withEmptyInit: KubeadmConfigSpec {
        var spec = KubeadmConfigSpec()
        spec.initConfiguration = KubeadmInitConfiguration()
        return spec
    }

    /// The bootstrap provider makes up what is left out of a join configuration, and how the machine finds the cluster.
    private static func alignJoin(_ wanted: inout KubeadmConfigSpec, _ used: inout KubeadmConfigSpec) {
        guard var usedJoin = used.joinConfiguration, var wantedJoin = wanted.joinConfiguration else {
            wanted.joinConfiguration = nil
            used.joinConfiguration = nil
            return
        }
        usedJoin.discovery = KubeadmDiscovery()
        wantedJoin.discovery = KubeadmDiscovery()
        usedJoin.apiVersion = nil
        usedJoin.kind = nil
        wantedJoin.apiVersion = nil
        wantedJoin.kind = nil
        if wantedJoin.controlPlane == nil { usedJoin.controlPlane = nil }
        if wantedJoin.nodeRegistration == unsetRegistration { usedJoin.nodeRegistration = unsetRegistration }
        used.joinConfiguration = usedJoin
        wanted.joinConfiguration = wantedJoin
    }

    /// A registration in which the user chose nothing, with its defaults.
    private static var unsetRegistration: KubeadmNodeRegistration {
        var spec = KubeadmConfigSpec()
        spec.joinConfiguration = KubeadmJoinConfiguration()
        return defaulted(spec).joinConfiguration?.nodeRegistration ?? KubeadmNodeRegistration()
    }
}
