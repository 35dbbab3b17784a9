public import JSON

/// The fields in which an object differs from another.
public struct FieldComparison: Sendable, Hashable {
    /// Set in the new object alone.
    public var added = FieldSet()
    /// Set in both, to different values.
    public var modified = FieldSet()
    /// Set in the old object alone.
    public var removed = FieldSet()

    public var isEmpty: Bool { added.isEmpty && modified.isEmpty && removed.isEmpty }

    /// What the new object sets otherwise than the old.
    var changed: FieldSet { added.union(modified) }

    func filtered(_ scope: FieldScope) -> FieldComparison {
        FieldComparison(
            added: scope.filtered(added), modified: scope.filtered(modified), removed: scope.filtered(removed))
    }
}

extension MergeSchema {
    /// What a change from one object to another adds, modifies and removes.
    ///
    /// Where an element of a list occurs more than once, all that have its key are compared as one value.
    ///
    /// - Throws: `MergeFailure` where both have a value of which the schema does not know what it is.
    public func compare(_ old: JSONValue, _ new: JSONValue) throws(MergeFailure) -> FieldComparison {
        var walk = ComparisonWalk()
        let change = walk.compare(old, new, type)
        if !walk.violations.isEmpty { throw MergeFailure(walk.violations) }
        return FieldComparison(added: change.added, modified: change.modified, removed: change.removed)
    }
}

/// How one value differs: itself, and what is in it.
private struct Change {
    var isAdded = false
    var isModified = false
    var isRemoved = false
    var added = FieldSet()
    var modified = FieldSet()
    var removed = FieldSet()

    static let none = Change()

    mutating func merge(_ other: Change) {
        isAdded = isAdded || other.isAdded
        isModified = isModified || other.isModified
        isRemoved = isRemoved || other.isRemoved
        added = added.union(other.added)
        modified = modified.union(other.modified)
        removed = removed.union(other.removed)
    }
}

/// Gathers the changes of members or elements.
private struct ChangeGatherer {
    private var added: [FieldSet.Entry] = []
    private var modified: [FieldSet.Entry] = []
    private var removed: [FieldSet.Entry] = []

    mutating func add(_ change: Change, at element: @autoclosure () -> PathElement) {
        Self.add(change.isAdded, change.added, at: element, to: &added)
        Self.add(change.isModified, change.modified, at: element, to: &modified)
        Self.add(change.isRemoved, change.removed, at: element, to: &removed)
    }

    private static func add(
        _ isMember: Bool, _ children: FieldSet, at element: () -> PathElement, to entries: inout [FieldSet.Entry]
    ) {
        if isMember || !children.isEmpty {
            entries.append(FieldSet.Entry(element(), isMember: isMember, children: children))
        }
    }

    var change: Change {
        var change = Change()
        if !added.isEmpty { change.added = FieldSet(unsorted: added) }
        if !modified.isEmpty { change.modified = FieldSet(unsorted: modified) }
        if !removed.isEmpty { change.removed = FieldSet(unsorted: removed) }
        return change
    }
}

private struct ComparisonWalk {
    var violations: [MergeFailure.Violation] = []
    private var path: FieldSet.Path = []

    /// - Parameters:
    ///   - old: `nil` where the value is not there, which is not the same as `null`.
    mutating func compare(_ old: JSONValue?, _ new: JSONValue?, _ type: MergeType) -> Change {
        if let old, let new, old.isSameScalar(as: new) { return .none }
        let oldForms = type.forms(of: old)
        let newForms = type.forms(of: new)
        var change = Change()
        var isLeaf = false
        if let new {
            // What is there in two forms is compared in both.
            if old != nil, oldForms != newForms {
                var ignored = false
                change = compare(old, new, type.rules(for: oldForms), isLeaf: &ignored)
            }
            change.merge(compare(old, new, type.rules(for: newForms), isLeaf: &isLeaf))
        } else {
            change = compare(old, nil, type.rules(for: oldForms), isLeaf: &isLeaf)
        }
        if !isLeaf {
            if old == nil {
                change.isAdded = true
            } else if new == nil {
                change.isRemoved = true
            }
        }
        return change
    }

    private mutating func compare(
        _ old: JSONValue?, _ new: JSONValue?, _ rules: MergeRules, isLeaf: inout Bool
    ) -> Change {
        switch rules {
        case .scalar(let scalar):
            let oldViolation = old.flatMap(scalar.violation)
            let newViolation = new.flatMap(scalar.violation)
            if let oldViolation, let newViolation {
                report("lhs: " + oldViolation)
                report("rhs: " + newViolation)
                return .none
            }
        case .list(let list):
            let oldElements = old?.arrayValue ?? []
            let newElements = new?.arrayValue ?? []
            if !list.isAtomic, !(oldElements.isEmpty && newElements.isEmpty) {
                return compare(oldElements, newElements, list)
            }
        case .map(let map):
            let oldMembers = old?.objectValue ?? [:]
            let newMembers = new?.objectValue ?? [:]
            // Two empty values are a leaf, so that an empty object and null are told apart.
            if !map.isAtomic, !(oldMembers.isEmpty && newMembers.isEmpty) {
                return compare(oldMembers, newMembers, map)
            }
        case .none:
            report(MergeFailure.noType)
            return .none
        }
        isLeaf = true
        return Self.leaf(old, new)
    }

    private static func leaf(_ old: JSONValue?, _ new: JSONValue?) -> Change {
        var change = Change()
        switch (old, new) {
        case (nil, _): change.isAdded = true
        case (_, nil): change.isRemoved = true
        case (let old?, let new?): change.isModified = !old.isSame(as: new)
        }
        return change
    }

    private mutating func compare(_ old: JSONObject, _ new: JSONObject, _ map: MergeMap) -> Change {
        var changes = ChangeGatherer()
        // Two states of one object mostly have the same members in the same order: no member is then looked up.
        var newMembers = new.makeIterator()
        var areInStep = true
        var shared = 0
        for (name, oldValue) in old {
            var newValue: JSONValue?
            if areInStep, let member = newMembers.next(), member.key.byteOrder(to: name) == 0 {
                newValue = member.value
            } else {
                areInStep = false
                newValue = new[name]
            }
            if newValue != nil { shared += 1 }
            changes.add(compareMember(name, oldValue, newValue, map), at: .field(name))
        }
        if shared < new.count {
            for (name, value) in new where old[name] == nil {
                changes.add(compareMember(name, nil, value, map), at: .field(name))
            }
        }
        return changes.change
    }

    private mutating func compareMember(
        _ name: String, _ old: JSONValue?, _ new: JSONValue?, _ map: MergeMap
    ) -> Change {
        if let old, let new, old.isSameScalar(as: new) { return .none }
        path.append(.field(name))
        defer { path.removeLast() }
        return compare(old, new, map.member(name).type)
    }

    private mutating func compare(_ old: [JSONValue], _ new: [JSONValue], _ list: MergeList) -> Change {
        if old == new { return .none }
        if let elements = list.commonElements(old, new) {
            var changes = ChangeGatherer()
            for (place, element) in elements.enumerated() {
                changes.add(compare(old[place], new[place], list.element, at: element), at: element)
            }
            return changes.change
        }
        var order: [PathElement] = []
        let oldByElement = group(old, list, order: &order)
        let newByElement = group(new, list, order: &order)
        var changes = ChangeGatherer()
        var seen: Set<PathElement> = []
        for element in order where seen.insert(element).inserted {
            let olds = oldByElement[element] ?? []
            let news = newByElement[element] ?? []
            switch (olds.count > 1, news.count > 1) {
            case (false, false):
                changes.add(compare(olds.first, news.first, list.element, at: element), at: element)
            case (true, true):
                let isSame = olds.count == news.count && zip(olds, news).allSatisfy { $0.isSame(as: $1) }
                changes.add(Change(isModified: !isSame), at: element)
            case (true, false):
                if let value = news.first { changes.add(compare(nil, value, list.element, at: element), at: element) }
                changes.add(Change(isRemoved: true), at: element)
            case (false, true):
                if let value = olds.first { changes.add(compare(value, nil, list.element, at: element), at: element) }
                changes.add(Change(isAdded: true), at: element)
            }
        }
        return changes.change
    }

    private mutating func compare(
        _ old: JSONValue?, _ new: JSONValue?, _ type: MergeType, at element: PathElement
    ) -> Change {
        path.append(element)
        defer { path.removeLast() }
        return compare(old, new, type)
    }

    private mutating func group(
        _ values: [JSONValue], _ list: MergeList, order: inout [PathElement]
    ) -> [PathElement: [JSONValue]] {
        var groups: [PathElement: [JSONValue]] = [:]
        for (index, value) in values.enumerated() {
            do {
                let element = try list.pathElement(of: value)
                groups[element, default: []].append(value)
                order.append(element)
            } catch {
                report("element \(index): \(error.message)")
            }
        }
        return groups
    }

    private mutating func report(_ message: String) {
        guard violations.count < MergeFailure.maximumCount else { return }
        violations.append(MergeFailure.Violation(path: path.fieldPath, message: message))
    }
}

extension JSONValue {
    /// Whether both are one and the same scalar, written alike: the quick answer for most fields of most updates.
    @inline(__always)
    fileprivate func isSameScalar(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)): left.byteOrder(to: right) == 0
        case (.integer(let left), .integer(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        default: false
        }
    }
}
