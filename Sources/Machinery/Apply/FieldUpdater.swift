import JSON

/// What changes of an object mean for the owners of its fields (`merge.Updater`).
struct FieldUpdater: Sendable {
    var versions: FieldVersions
    var scope: FieldScope

    typealias Managers = [ManagedFields.Identity: ManagedFields.Owned]

    /// The owners after somebody wrote a new object as a whole or by a patch.
    ///
    /// - Returns: The owners that are left with what they still own, and the fields that the writer set.
    func update(
        from live: VersionedObject, to new: VersionedObject, managers: Managers
    ) throws(ApplyFailure) -> (managers: Managers, written: FieldSet) {
        let managers = reconciled(managers)
        let comparison = try compare(live, new)
        let others = try settled(managers, from: live, to: new, comparison, besides: nil, force: true)
        let written = scope.filtered(comparison.changed)
        return (others, written)
    }

    /// The object and its owners after an applier said what it wants.
    ///
    /// - Returns: The object is `nil` where it is what it was.
    func apply(
        _ configuration: VersionedObject, to live: VersionedObject, managers: Managers,
        as applier: ManagedFields.Identity, force: Bool
    ) throws(ApplyFailure) -> (object: VersionedObject?, managers: Managers) {
        var managers = reconciled(managers)
        let merged = try live.merged(with: configuration)
        let last = managers[applier]
        managers[applier] = ManagedFields.Owned(
            set: scope.filtered(configuration.fieldSet), apiVersion: configuration.apiVersion, isApplied: true,
            time: last?.time)
        var pruned = try pruned(merged, managers: managers, applier: applier, last: last)
        // An empty list that the applier wants is lost with the elements that it wanted before.
        if pruned.json != merged.json { pruned = try pruned.merged(with: configuration) }
        let comparison = try compare(live, pruned)
        managers = try settled(managers, from: live, to: pruned, comparison, besides: applier, force: force)
        return (live.json.isSame(as: pruned.json) ? nil : pruned, managers)
    }

    private func compare(
        _ old: VersionedObject, _ new: VersionedObject
    ) throws(ApplyFailure) -> FieldComparison {
        do {
            return try old.schema.compare(old.json, new.json).filtered(scope)
        } catch {
            throw .invalid("failed to compare objects: \(error)")
        }
    }

    /// The owners with fields of lists and objects that have become one value since they were written, and without those
    /// of versions that are gone.
    private func reconciled(_ managers: Managers) -> Managers {
        var result = managers
        for (identity, owned) in managers {
            guard let schema = versions.schema(owned.apiVersion) else {
                result[identity] = nil
                continue
            }
            if let set = schema.reconciled(owned.set) { result[identity]?.set = set }
        }
        return result
    }

    /// The owners after a change: what it sets they lose to the writer, what it removes nobody owns.
    ///
    /// - Parameter comparison: What changes, in the version of the request.
    /// - Throws: `ApplyFailure.conflicts` where somebody would lose a field and `force` is not set.
    private func settled(
        _ managers: Managers, from old: VersionedObject, to new: VersionedObject, _ comparison: FieldComparison,
        besides writer: ManagedFields.Identity?, force: Bool
    ) throws(ApplyFailure) -> Managers {
        var result = managers
        var comparisons = [new.apiVersion: comparison]
        var conflicts: [FieldConflict] = []
        for identity in ManagedFields(managers: managers).sortedIdentities where identity != writer {
            guard let owned = managers[identity] else { continue }
            guard let comparison = try comparisonIn(owned.apiVersion, old, new, &comparisons) else {
                result[identity] = nil
                continue
            }
            let lost = owned.set.intersection(comparison.changed)
            if !lost.isEmpty {
                lost.forEach { conflicts.append(FieldConflict(manager: identity, path: $0)) }
                result[identity]?.set = owned.set.difference(lost)
            }
            if !comparison.removed.isEmpty, let left = result[identity]?.set {
                let kept = left.difference(comparison.removed)
                if kept != left { result[identity]?.set = kept }
            }
        }
        if !force, !conflicts.isEmpty { throw .conflicts(conflicts) }
        return result.filter { !$0.value.set.isEmpty }
    }

    /// What changes in another version; `nil` where there is no such version.
    private func comparisonIn(
        _ apiVersion: String, _ old: VersionedObject, _ new: VersionedObject,
        _ known: inout [String: FieldComparison]
    ) throws(ApplyFailure) -> FieldComparison? {
        if let comparison = known[apiVersion] { return comparison }
        guard let old = try versions.converted(old, to: apiVersion),
            let new = try versions.converted(new, to: apiVersion)
        else { return nil }
        let comparison = try compare(old, new)
        known[apiVersion] = comparison
        return comparison
    }
}

// MARK: - Pruning

extension FieldUpdater {
    /// The merged object without what the applier set the last time, does not set now, and nobody else owns.
    private func pruned(
        _ merged: VersionedObject, managers: Managers, applier: ManagedFields.Identity, last: ManagedFields.Owned?
    ) throws(ApplyFailure) -> VersionedObject {
        guard let last, !last.set.isEmpty, let now = managers[applier] else { return merged }
        // Most configurations are applied again as they are, or with more.
        if last.apiVersion == now.apiVersion, last.set.difference(now.set).isEmpty { return merged }
        guard let inLastVersion = try versions.converted(merged, to: last.apiVersion) else { return merged }
        var pruned = inLastVersion.removing(inLastVersion.schema.addingNamedFields(to: last.set), emptied: .isNull)
        pruned = try addingBackOwned(from: inLastVersion, to: pruned, managers: managers)
        pruned = try addingBackUnowned(from: inLastVersion, to: pruned, managers: managers, last: last)
        return try versions.converted(pruned, to: now.apiVersion) ?? merged
    }

    /// The pruned object with all that somebody owns.
    private func addingBackOwned(
        from merged: VersionedObject, to pruned: VersionedObject, managers: Managers
    ) throws(ApplyFailure) -> VersionedObject {
        var owned: [String: FieldSet] = [:]
        for manager in managers.values {
            owned[manager.apiVersion] = owned[manager.apiVersion]?.union(manager.set) ?? manager.set
        }
        // The version that is pruned comes first, because another may need what it adds back to be converted at all.
        let order = owned.keys.sorted { left, right in
            (left == pruned.apiVersion ? 0 : 1, left) < (right == pruned.apiVersion ? 0 : 1, right)
        }
        var merged = merged
        var pruned = pruned
        for apiVersion in order {
            guard let set = owned[apiVersion], let mergedThere = try versions.converted(merged, to: apiVersion),
                let prunedThere = try versions.converted(pruned, to: apiVersion)
            else { continue }
            let schema = mergedThere.schema
            let kept = schema.addingNamedFields(to: prunedThere.fieldSet).union(schema.addingNamedFields(to: set))
            let gone = schema.addingNamedFields(to: mergedThere.fieldSet).difference(kept)
            merged = mergedThere
            pruned = mergedThere.removing(gone, emptied: .isNull)
        }
        return pruned
    }

    /// The pruned object with what was taken along although the applier had not set it.
    private func addingBackUnowned(
        from merged: VersionedObject, to pruned: VersionedObject, managers: Managers, last: ManagedFields.Owned
    ) throws(ApplyFailure) -> VersionedObject {
        guard let pruned = try versions.converted(pruned, to: merged.apiVersion) else { return merged }
        let schema = merged.schema
        let gone = schema.addingNamedFields(to: merged.fieldSet).difference(
            schema.addingNamedFields(to: pruned.fieldSet))
        let owned = managers.values.reduce(into: FieldSet()) { owned, manager in
            if manager.apiVersion == merged.apiVersion { owned = owned.union(manager.set) }
        }
        return merged.removing(
            gone.intersection(schema.addingNamedFields(to: last.set)), emptied: .goes(unless: owned))
    }
}
