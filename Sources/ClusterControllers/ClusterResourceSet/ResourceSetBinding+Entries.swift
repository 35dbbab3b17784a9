import ClusterAPI
import ControllerRuntime
import Effects
import KubernetesAPI
import Machinery

extension ClusterResourceSetBinding {
    /// What a set has made; an empty entry before it made anything.
    func entry(of set: ClusterResourceSet) -> ResourceSetBinding {
        spec.bindings.first { $0.clusterResourceSetName == set.metadata.name }
            ?? ResourceSetBinding(clusterResourceSetName: set.metadata.name)
    }

    mutating func set(_ entry: ResourceSetBinding, for set: ClusterResourceSet) {
        metadata.ownerReferences.set(set.ownerReference(isController: false))
        if let index = spec.bindings.firstIndex(where: { $0.clusterResourceSetName == entry.clusterResourceSetName }) {
            spec.bindings[index] = entry
        } else {
            spec.bindings.append(entry)
        }
    }

    mutating func remove(_ set: ClusterResourceSet) {
        metadata.ownerReferences.remove(set.ownerReference(isController: false))
        spec.bindings.removeAll { $0.clusterResourceSetName == set.metadata.name }
    }
}

extension ResourceSetBinding {
    /// Whether manifests are still to be applied: once, or again after every change.
    func isDue(_ reference: ResourceSetReference, _ hash: String, _ strategy: ResourceSetStrategy) -> Bool {
        guard let done = resources.first(where: { $0.kind == reference.kind && $0.name == reference.name }) else {
            return true
        }
        return !done.applied || strategy == .reconcile && done.hash != hash
    }

    mutating func record(_ reference: ResourceSetReference, _ hash: String, applied: Bool, now: Timestamp) {
        let result = ResourceBinding(
            name: reference.name, kind: reference.kind, hash: hash, lastAppliedTime: now.truncatedToSeconds,
            applied: applied)
        if let index = resources.firstIndex(where: { $0.kind == reference.kind && $0.name == reference.name }) {
            resources[index] = result
        } else {
            resources.append(result)
        }
    }
}
