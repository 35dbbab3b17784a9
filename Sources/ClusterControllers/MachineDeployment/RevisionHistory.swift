import ClusterAPI
import Machinery

/// Which MachineSets of old templates are kept, so that a deployment can go back to them.
enum RevisionHistory {
    /// The sets that are to be deleted: of those that are empty, all but the newest revisions.
    ///
    /// - Parameters:
    ///   - newest: The set of the current template, which stays.
    ///   - limit: How many empty sets are kept.
    static func surplus(of machineSets: [MachineSet], newest: MachineSet, limit: Int) -> [MachineSet] {
        let empty = machineSets.filter { machineSet in
            machineSet.metadata.uid != newest.metadata.uid && isEmpty(machineSet) && !machineSet.metadata.isBeingDeleted
        }
        let sorted = empty.sorted { left, right in
            let (mine, other) = (MachineSetRevision(of: left).number, MachineSetRevision(of: right).number)
            return mine == other ? left.metadata.name < right.metadata.name : mine < other
        }
        return Array(sorted.dropLast(max(0, limit)))
    }

    /// Whether a set has no Machines and will not get any.
    private static func isEmpty(_ machineSet: MachineSet) -> Bool {
        machineSet.spec.replicas == 0 && (machineSet.status?.replicas ?? 0) == 0
            && machineSet.status?.observedGeneration == machineSet.metadata.generation
    }
}
