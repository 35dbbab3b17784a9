import JSON

/// The value that a value takes the place of in an update. What was invalid and has not changed stays allowed (KEP-4008).
struct SchemaCounterpart {
    let value: JSONValue
    /// Says how the elements of lists correspond; `nil` where nothing is known of the value.
    let schema: StructuralSchema?

    func member(_ name: String) -> SchemaCounterpart? {
        guard schema?.mapType != .atomic, let member = value[name] else { return nil }
        return SchemaCounterpart(value: member, schema: schema?.member(name))
    }

    /// The counterparts of the elements of a list: only those of lists with keys have any.
    func elements(of list: [JSONValue]) -> [SchemaCounterpart?] {
        guard let schema, schema.listType == .map, let old = value.arrayValue else {
            return Array(repeating: nil, count: list.count)
        }
        var byKey: [JSONValue: JSONValue] = [:]
        for element in old {
            if let key = schema.mapKey(of: element), byKey[key] == nil { byKey[key] = element }
        }
        return list.map { element in
            schema.mapKey(of: element).flatMap { byKey[$0] }.map { SchemaCounterpart(value: $0, schema: schema.items) }
        }
    }

    /// Whether nothing has changed. The order of lists with keys does not count.
    func isSame(as new: JSONValue) -> Bool {
        if value == new { return true }
        switch (value, new) {
        case (.object(let old), .object(let object)):
            return old.count == object.count
                && object.allSatisfy { name, value in
                    old[name].map { SchemaCounterpart(value: $0, schema: schema?.member(name)).isSame(as: value) }
                        ?? false
                }
        case (.array(let old), .array(let list)):
            guard old.count == list.count else { return false }
            if schema?.listType == .map {
                return zip(list, elements(of: list)).allSatisfy { element, old in old?.isSame(as: element) ?? false }
            }
            return zip(old, list).allSatisfy { old, element in
                SchemaCounterpart(value: old, schema: schema?.items).isSame(as: element)
            }
        default:
            return false
        }
    }
}

extension StructuralSchema {
    /// The members that tell an element of a list with keys from the others; `nil` for what is no object.
    func mapKey(of element: JSONValue) -> JSONValue? {
        guard let object = element.objectValue else { return nil }
        return .object(
            JSONObject(uniqueKeysWithValues: listMapKeys.compactMap { name in object[name].map { (name, $0) } }))
    }
}
