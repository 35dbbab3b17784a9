import JSON
import KubernetesAPI
import Machinery

/// The objects of one cluster, to tell events about them from those about others.
struct ClusterMembers: Sendable, Hashable {
    private struct Key: Sendable, Hashable {
        var group: String
        var kind: String
        var name: String
    }

    private let namespace: String
    private var uids: Set<String> = []
    private var named: Set<Key> = []
    /// Objects that others refer to, whose uids nobody has looked up.
    private var referred: Set<Key> = []

    init(namespace: String) {
        self.namespace = namespace
    }

    /// Adds what a snapshot holds. What was there before stays: events are about what is gone, too.
    mutating func insert(_ snapshot: ClusterSnapshot) {
        let parts = [snapshot.cluster, snapshot.infrastructure, snapshot.controlPlane].compactMap(\.self)
        for object in parts + snapshot.machineDeployments + snapshot.machineSets + snapshot.machines {
            uids.insert(object.uid)
            named.insert(
                Key(group: object.groupVersionKind.group, kind: object.kind, name: object.name))
            let references = [
                object.reference("infrastructureRef"), object.reference("controlPlaneRef"),
                object.reference("bootstrap", "configRef"), object.reference("machineTemplate", "infrastructureRef"),
                object.reference("template", "spec", "bootstrap", "configRef"),
                object.reference("template", "spec", "infrastructureRef"),
            ]
            for reference in references.compactMap(\.self) {
                referred.insert(
                    Key(group: reference.kind.group, kind: reference.kind.kind, name: reference.name))
            }
        }
    }

    /// Whether an event is about one of them. An object of the same name that was deleted before is another one.
    func contains(_ object: ObjectReference) -> Bool {
        guard object.namespace.isEmpty || object.namespace == namespace else { return false }
        if uids.contains(object.uid) { return true }
        let key = Key(
            group: GroupVersionKind(apiVersion: object.apiVersion, kind: object.kind).group, kind: object.kind,
            name: object.name)
        return named.contains(key) ? object.uid.isEmpty : referred.contains(key)
    }
}
