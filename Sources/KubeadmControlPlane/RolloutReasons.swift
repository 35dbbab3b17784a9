import ClusterAPI
import JSON
import KubernetesAPI
import Machinery

/// Why a Machine is not what the control plane asks for any more.
///
/// Replacing such machines is not supported yet: the differences are told in the condition `MachinesSpecUpToDate`. Missing
/// data never counts as a difference.
enum RolloutReasons {
    static func reasons(for machine: Machine, infrastructure: Unstructured?, _ controlPlane: KubeadmControlPlane)
        -> [String]
    {
        var reasons: [String] = []
        if let version = machine.spec.version, version != controlPlane.spec.version {
            reasons.append("version \(version), \(controlPlane.spec.version) required")
        }
        let template = controlPlane.spec.machineTemplate.infrastructureRef
        if let infrastructure,
            let name = infrastructure.annotations[ClusterAnnotation.clonedFromName],
            let kind = infrastructure.annotations[ClusterAnnotation.clonedFromGroupKind],
            name != template.name || kind != "\(template.groupKind)"
        {
            reasons.append(
                "\(infrastructure.kind) is made from \(kind) \(name), \(template.groupKind) \(template.name) required")
        }
        if let text = machine.metadata.annotations[KubeadmControlPlaneAnnotation.clusterConfiguration],
            let used = try? JSONValue(parsing: Array(text.utf8)),
            used != clusterConfiguration(of: controlPlane)
        {
            reasons.append("the cluster configuration differs")
        }
        return reasons
    }

    /// What is remembered on each Machine; DNS is changed in place.
    static func clusterConfiguration(of controlPlane: KubeadmControlPlane) -> JSONValue {
        var configuration = controlPlane.spec.kubeadmConfigSpec.clusterConfiguration ?? KubeadmClusterConfiguration()
        configuration.dns = nil
        return configuration.json
    }
}
