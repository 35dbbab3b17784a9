public import JSON

extension MergeSchema {
    /// The object without fields and elements of lists; what is one value for its schema is not taken apart.
    ///
    /// - Parameter emptied: What becomes of a list or an object that loses all it has.
    public func removing(
        _ fields: FieldSet, from object: JSONValue, emptied: Emptied = .stays
    ) -> JSONValue {
        guard !fields.isEmpty else { return object }
        return Removal(emptied: emptied).removing(fields, from: object, type, at: emptied.kept) ?? .null
    }

    /// What becomes of a list or an object that loses all it has.
    public enum Emptied: Sendable, Hashable {
        /// It stays, empty.
        case stays
        /// It becomes `null`.
        case isNull
        /// It goes too, unless it is in the set itself. Kubernetes leaves `null`, which its types drop and custom resources
        /// have no use for; an owner of the list or object as such still has it so.
        case goes(unless: FieldSet)

        fileprivate var kept: FieldSet {
            if case .goes(let kept) = self { kept } else { FieldSet() }
        }
    }

    /// The fields of an object that a set names: what an applier would apply again.
    ///
    /// - Parameter addsKeys: Whether elements of lists bring along the members that tell them apart.
    public func extracting(_ fields: FieldSet, from object: JSONValue, addsKeys: Bool = false) -> JSONValue {
        var fields = fields
        if addsKeys { fields = fields.union(keyFields(of: fields.intersection(fieldSet(of: object)))) }
        return Self.extracting(fields, from: object, type)
    }

    private func keyFields(of fields: FieldSet) -> FieldSet {
        var keys = FieldSet()
        fields.forEach { path in
            for (place, element) in path.enumerated() {
                guard case .key(let members) = element else { continue }
                for member in members { keys.insert(path[...place] + [.field(member.name)]) }
            }
        }
        return keys
    }

    private static func extracting(_ fields: FieldSet, from value: JSONValue, _ type: MergeType) -> JSONValue {
        switch type.rules(for: value) {
        case .scalar: return value
        case .list(let list):
            guard case .array(let elements) = value else { return .null }
            if list.isAtomic || elements.isEmpty { return value }
            let kept = elements.compactMap { item -> JSONValue? in
                guard let element = try? list.pathElement(of: item), let entry = fields.entry(of: element) else {
                    return nil
                }
                return entry.children.isEmpty ? item : extracting(entry.children, from: item, list.element)
            }
            return kept.isEmpty ? .null : .array(kept)
        case .map(let map):
            guard case .object(let members) = value else { return .null }
            if map.isAtomic || members.isEmpty { return value }
            var kept = JSONObject()
            for (name, member) in members {
                guard let entry = fields.entry(of: .field(name)) else { continue }
                let type = map.member(name).type
                kept[name] = extracting(entry.children, from: member, type)
            }
            return kept.isEmpty ? .null : .object(kept)
        case .none: return .null
        }
    }
}

private struct Removal {
    let emptied: MergeSchema.Emptied

    /// - Parameter kept: Which of the lists and objects in the value stay although they are empty.
    /// - Returns: `nil` where the value lost all it had and goes.
    func removing(
        _ fields: FieldSet, from value: JSONValue, _ type: MergeType, at kept: FieldSet, staying: Bool = true
    ) -> JSONValue? {
        switch (type.rules(for: value), value) {
        case (.list(let list), .array(let elements)) where !list.isAtomic:
            let left = elements.compactMap { item -> JSONValue? in
                guard let element = try? list.pathElement(of: item), let entry = fields.entry(of: element) else {
                    return item
                }
                return removing(entry, from: item, list.element, kept.entry(of: element))
            }
            return left.isEmpty ? whatIsLeft(.array([]), staying: staying) : .array(left)
        case (.map(let map), .object(var members)) where !map.isAtomic:
            for entry in fields.entries {
                guard case .field(let name) = entry.element, let member = members[name] else { continue }
                members[name] = removing(entry, from: member, map.member(name).type, kept.entry(of: entry.element))
            }
            return members.isEmpty ? whatIsLeft(.object([:]), staying: staying) : .object(members)
        case (.scalar, _):
            return value
        default:
            return emptied == .isNull ? .some(.null) : value
        }
    }

    private func removing(
        _ entry: FieldSet.Entry, from value: JSONValue, _ type: MergeType, _ kept: FieldSet.Entry?
    ) -> JSONValue? {
        entry.isMember
            ? .none
            : removing(
                entry.children, from: value, type, at: kept?.children ?? FieldSet(), staying: kept?.isMember ?? false)
    }

    private func whatIsLeft(_ empty: JSONValue, staying: Bool) -> JSONValue? {
        switch emptied {
        case .stays: empty
        case .isNull: .some(.null)
        case .goes: staying ? empty : .none
        }
    }
}
