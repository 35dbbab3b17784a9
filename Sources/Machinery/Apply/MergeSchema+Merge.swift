public import JSON

extension MergeSchema {
    /// The object with all that a configuration sets: nothing is removed, and where both set a leaf the configuration's
    /// value stays.
    ///
    /// The elements of associative lists stand in the order of the configuration, the others among them where they stood.
    ///
    /// - Throws: `MergeFailure` where an element of a list cannot be told from the others, or is there twice in the
    ///   configuration.
    public func merge(_ object: JSONValue, with configuration: JSONValue) throws(MergeFailure) -> JSONValue {
        var walk = MergeWalk()
        let merged = walk.merge(object, configuration, type)
        if !walk.violations.isEmpty { throw MergeFailure(walk.violations) }
        return merged ?? .null
    }
}

private struct MergeWalk {
    var violations: [MergeFailure.Violation] = []
    private var path: FieldSet.Path = []

    /// - Returns: `nil` where nothing is left to stand there.
    mutating func merge(_ old: JSONValue?, _ new: JSONValue?, _ type: MergeType) -> JSONValue? {
        guard let old else { return new }
        guard let new else { return old }
        switch type.rules(for: new) {
        case .scalar(let scalar):
            if let oldViolation = scalar.violation(by: old), let newViolation = scalar.violation(by: new) {
                report("lhs: " + oldViolation)
                report("rhs: " + newViolation)
            }
            return new
        case .list(let list):
            let oldElements = old.arrayValue ?? []
            let newElements = new.arrayValue ?? []
            if list.isAtomic || oldElements.isEmpty && newElements.isEmpty { return new }
            return merge(oldElements, newElements, list).map { .array($0) }
        case .map(let map):
            let oldMembers = old.objectValue ?? [:]
            let newMembers = new.objectValue ?? [:]
            if map.isAtomic || oldMembers.isEmpty && newMembers.isEmpty { return new }
            return merge(oldMembers, newMembers, map).map { .object($0) }
        case .none:
            report(MergeFailure.noType)
            return nil
        }
    }

    private mutating func merge(_ old: JSONObject, _ new: JSONObject, _ map: MergeMap) -> JSONObject? {
        var merged = old
        for (name, value) in new {
            guard let oldValue = old[name] else {
                merged[name] = value
                continue
            }
            path.append(.field(name))
            merged[name] = merge(oldValue, value, map.member(name).type)
            path.removeLast()
        }
        return merged.isEmpty ? nil : merged
    }

    private mutating func merge(_ old: [JSONValue], _ new: [JSONValue], _ list: MergeList) -> [JSONValue]? {
        if let elements = list.commonElements(old, new) {
            let merged = elements.enumerated().compactMap { place, element -> JSONValue? in
                path.append(element)
                defer { path.removeLast() }
                return merge(old[place], new[place], list.element)
            }
            return merged.isEmpty ? nil : merged
        }
        let violationsBefore = violations.count
        let configured = index(new, list, allowsDuplicates: false)
        let present = index(old, list, allowsDuplicates: true)
        guard violations.count == violationsBefore else { return nil }
        var walk = ListMerge(old: present, new: configured)
        var merged: [JSONValue] = []
        while let step = walk.next() {
            path.append(step.element)
            if let value = merge(step.old.map { old[$0] } ?? step.stand, step.new.map { new[$0] }, list.element) {
                merged.append(value)
            }
            path.removeLast()
        }
        return merged.isEmpty ? nil : merged
    }

    private mutating func index(_ values: [JSONValue], _ list: MergeList, allowsDuplicates: Bool) -> ListIndex {
        var index = ListIndex()
        for (place, value) in values.enumerated() {
            do {
                let element = try list.pathElement(of: value)
                if index.places[element] == nil {
                    index.places[element] = .some(place)
                } else if allowsDuplicates {
                    // Which of them a configuration would mean cannot be known: none.
                    index.places[element] = .some(nil)
                } else {
                    report("duplicate entries for key \(element)")
                    continue
                }
                index.elements.append(element)
            } catch {
                report("element \(place): \(error.message)")
            }
        }
        return index
    }

    private mutating func report(_ message: String) {
        guard violations.count < MergeFailure.maximumCount else { return }
        violations.append(MergeFailure.Violation(path: path.fieldPath, message: message))
    }
}

/// The elements of a list in order, and where each is: nowhere if it is there more than once.
private struct ListIndex {
    var elements: [PathElement] = []
    var places: [PathElement: Int?] = [:]

    func contains(_ element: PathElement) -> Bool { places[element] != nil }
}

/// The order in which the elements of two associative lists come together.
///
/// Elements that are in both keep the new list's order. Those of the old list alone follow the element that they followed
/// before, those of the new list alone stand where they do there.
private struct ListMerge {
    struct Step {
        var element: PathElement
        /// Places in the lists; `nil` where the element is to be taken from the other alone.
        var old: Int?
        var new: Int?
        /// What stands for several old elements with one key.
        var stand: JSONValue?
    }

    private let old: ListIndex
    private let new: ListIndex
    private var shared: ArraySlice<PathElement>
    private var merged: Set<PathElement> = []
    private var oldPlace = 0
    private var newPlace = 0

    init(old: ListIndex, new: ListIndex) {
        self.old = old
        self.new = new
        shared = new.elements.filter(old.contains)[...]
    }

    mutating func next() -> Step? {
        while oldPlace < old.elements.count || newPlace < new.elements.count {
            if oldPlace < old.elements.count {
                let element = old.elements[oldPlace]
                if newPlace < new.elements.count {
                    if element == new.elements[newPlace] {
                        oldPlace += 1
                        shared = shared.dropFirst()
                        return takeNew()
                    }
                    // Shared, but another shared element comes first.
                    if new.contains(element), let next = shared.first, next != element {
                        oldPlace += 1
                        continue
                    }
                }
                if !new.contains(element) {
                    defer { oldPlace += 1 }
                    return Step(element: element, old: oldPlace)
                }
                if merged.contains(element) { oldPlace += 1 }
            }
            if newPlace < new.elements.count {
                if shared.first == new.elements[newPlace] { shared = shared.dropFirst() }
                return takeNew()
            }
        }
        return nil
    }

    private mutating func takeNew() -> Step {
        let element = new.elements[newPlace]
        defer { newPlace += 1 }
        merged.insert(element)
        guard let place = old.places[element] else { return Step(element: element, new: newPlace) }
        return Step(element: element, old: place, new: newPlace, stand: place == nil ? .null : nil)
    }
}
