import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery

/// The part of a machine template whose change replaces machines: version, bootstrap, infrastructure and failure domain.
///
/// Labels, annotations, time-outs and readiness gates are carried to running machines; the version of a reference's API and
/// its namespace make no difference to the machine.
struct RolloutTemplate: Sendable, Hashable {
    private let json: JSONValue

    init(_ template: MachineTemplateSpec) {
        var spec = template.spec
        spec.clusterName = ""
        spec.readinessGates = []
        spec.nodeDrainTimeout = nil
        spec.nodeVolumeDetachTimeout = nil
        spec.nodeDeletionTimeout = nil
        spec.infrastructureRef = Self.comparable(spec.infrastructureRef)
        spec.bootstrap.configRef = spec.bootstrap.configRef.map(Self.comparable)
        json = spec.json
    }

    /// A short text that differs where templates differ: FNV-1a over the canonical JSON.
    var hash: String {
        String(FNV1a.hash32(json.serialized(sortedKeys: true)), radix: 10)
    }

    /// The newest set made from this template.
    ///
    /// - Parameter rolloutAfter: Once it has passed, only sets made at or after it count.
    static func match(
        for deployment: MachineDeployment, among machineSets: [MachineSet], now: Timestamp
    ) -> MachineSet? {
        let wanted = RolloutTemplate(deployment.spec.template)
        let matching = machineSets.filter { set in set.spec.template.map(RolloutTemplate.init) == wanted }
            .sorted { left, right in
                let (leftCount, rightCount) = (left.spec.replicas ?? 0, right.spec.replicas ?? 0)
                return leftCount == rightCount ? left.metadata.name < right.metadata.name : leftCount > rightCount
            }
        guard let deadline = deployment.spec.rolloutAfter, deadline <= now else { return matching.first }
        return matching.first { ($0.metadata.creationTimestamp ?? now) >= deadline }
    }

    static func comparable(_ reference: ObjectReference) -> ObjectReference {
        var reference = reference
        reference.apiVersion = reference.groupVersionKind.group
        reference.namespace = ""
        reference.uid = ""
        reference.resourceVersion = ""
        return reference
    }
}
