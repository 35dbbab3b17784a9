public import JSON

extension MergeSchema {
    /// Every field that an object sets: leaves, the elements of associative lists, and objects that are data rather than
    /// fields of their kind.
    public func fieldSet(of object: JSONValue) -> FieldSet {
        Self.fields(of: object, type).children
    }

    /// - Returns: Whether the value itself is a field that is set, and the fields in it.
    private static func fields(of value: JSONValue, _ type: MergeType) -> (isMember: Bool, children: FieldSet) {
        switch type.rules(for: value) {
        case .scalar: return (true, FieldSet())
        case .list(let list):
            if list.isAtomic { return (true, FieldSet()) }
            return (false, value.arrayValue.map { fields(of: $0, list) } ?? FieldSet())
        case .map(let map):
            if map.isAtomic { return (true, FieldSet()) }
            return (false, value.objectValue.map { fields(of: $0, map) } ?? FieldSet())
        case .none: return (false, FieldSet())
        }
    }

    private static func fields(of members: JSONObject, _ map: MergeMap) -> FieldSet {
        var entries: [FieldSet.Entry] = []
        entries.reserveCapacity(members.count)
        for (name, value) in members {
            let (type, isDeclared) = map.member(name)
            let (isMember, children) = fields(of: value, type)
            let isField = isMember || !isDeclared || value.isNull || value.objectValue?.isEmpty == true
            entries.append(FieldSet.Entry(.field(name), isMember: isField, children: children))
        }
        return FieldSet(unsorted: entries)
    }

    private static func fields(of elements: [JSONValue], _ list: MergeList) -> FieldSet {
        var entries: [FieldSet.Entry] = []
        entries.reserveCapacity(elements.count)
        for value in elements {
            guard let element = try? list.pathElement(of: value) else { continue }
            entries.append(
                FieldSet.Entry(element, isMember: true, children: fields(of: value, list.element).children))
        }
        entries.sort { $0.element < $1.element }
        var distinct: [FieldSet.Entry] = []
        distinct.reserveCapacity(entries.count)
        for entry in entries {
            if let last = distinct.indices.last, distinct[last].element == entry.element {
                // Elements with one key are owned together, whatever they are.
                distinct[last].children = FieldSet()
            } else {
                distinct.append(entry)
            }
        }
        return FieldSet(sorted: distinct)
    }
}

// MARK: - Sets of fields and their types

extension MergeSchema {
    /// The set with the fields of structs that lead to its paths: who removes the last path in a struct removes the struct.
    func addingNamedFields(to set: FieldSet) -> FieldSet {
        Self.addingNamedFields(to: set, type)
    }

    private static func addingNamedFields(to set: FieldSet, _ type: MergeType?) -> FieldSet {
        let map = type?.map
        let list = type?.list
        return FieldSet(
            sorted: set.entries.map { entry in
                guard !entry.children.isEmpty else { return entry }
                var entry = entry
                var inner: MergeType?
                switch entry.element {
                case .field(let name):
                    guard let (type, isDeclared) = map?.member(name) else { break }
                    if isDeclared { entry.isMember = true }
                    inner = type
                case .key: inner = list?.element
                case .value, .index: break
                }
                entry.children = addingNamedFields(to: entry.children, inner)
                return entry
            })
    }

    /// The set as it would be had the schema always been what it is now: what has become one value is owned as one.
    ///
    /// - Returns: `nil` where nothing changes.
    func reconciled(_ set: FieldSet) -> FieldSet? {
        Self.reconciled(set, type)
    }

    private static func reconciled(_ set: FieldSet, _ type: MergeType) -> FieldSet? {
        var entries: [FieldSet.Entry]?
        for (place, entry) in set.entries.enumerated() {
            guard let inner = elementType(of: entry.element, in: type), let changed = reconciled(entry, inner) else {
                continue
            }
            entries = entries ?? set.entries
            entries?[place] = changed
        }
        return entries.map(FieldSet.init(sorted:))
    }

    private static func reconciled(_ entry: FieldSet.Entry, _ type: MergeType) -> FieldSet.Entry? {
        // Without a value to look at, a type that allows several forms counts as a map.
        let isOneValue: Bool
        if let map = type.map {
            if map.isUntyped { return nil }
            isOneValue = map.isAtomic && !entry.children.isEmpty
        } else if type.scalar != nil {
            return nil
        } else if let list = type.list {
            isOneValue = list.isAtomic && !entry.children.isEmpty
        } else {
            return nil
        }
        if isOneValue { return FieldSet.Entry(entry.element, isMember: true) }
        return reconciled(entry.children, type).map {
            FieldSet.Entry(entry.element, isMember: entry.isMember, children: $0)
        }
    }

    private static func elementType(of element: PathElement, in type: MergeType) -> MergeType? {
        if let map = type.map {
            if map.isUntyped || map.isAtomic { return nil }
            guard case .field(let name) = element else { return nil }
            if case .undeclared = map.member(name).type { return nil }
            return map.member(name).type
        }
        return type.scalar == nil ? type.list?.element : nil
    }
}
