/// How many replicas each MachineSet of a MachineDeployment shall have where Machines are replaced only once their user deletes
/// them.
struct OnDeletePlan: Sendable, Hashable {
    /// What the plan must know of a set of an old template.
    struct OldGroup: Sendable, Hashable {
        var specReplicas: Int
        var statusReplicas: Int
        /// Its Machines that nobody has deleted.
        var remaining: Int
    }

    /// In the order in which the old sets were given.
    let oldReplicas: [Int]
    let newReplicas: Int

    /// Old sets shrink by what was deleted of them, and, where there are too many Machines in all, before the new one does. The
    /// new one fills what is missing once the deleted Machines are gone.
    ///
    /// - Parameter old: Oldest first; they shrink in this order.
    init(desired: Int, new: RolloutPlan.Group, old: [OldGroup]) {
        let keptNew = min(new.specReplicas, desired)
        var counts = old.map { max(0, min($0.specReplicas, $0.remaining)) }
        var surplus = counts.reduce(keptNew, +) - desired
        for index in counts.indices where surplus > 0 {
            let taken = min(surplus, counts[index])
            counts[index] -= taken
            surplus -= taken
        }
        let missing = desired - counts.reduce(keptNew, +)
        let present = zip(counts, old).reduce(max(keptNew, new.statusReplicas)) { sum, pair in
            sum + max(pair.0, pair.1.statusReplicas)
        }
        oldReplicas = counts
        newReplicas = keptNew + max(0, min(missing, desired - present))
    }
}
