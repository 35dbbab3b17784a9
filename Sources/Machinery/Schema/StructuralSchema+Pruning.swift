public import JSON

extension StructuralSchema {
    /// Removes the members that the schema does not know, in place.
    ///
    /// `x-kubernetes-preserve-unknown-fields` keeps unknown members with all they hold. Whole resources keep `apiVersion`,
    /// `kind` and `metadata` whatever the schema says.
    ///
    /// - Parameter isResource: Whether the value is a whole resource, as `x-kubernetes-embedded-resource` says of values
    ///   inside one.
    /// - Returns: The paths of what was removed, sorted: `spec.list[2].unknown`.
    @discardableResult
    public func prune(_ value: inout JSONValue, isResource: Bool = true) -> [String] {
        var pruner = Pruner()
        if let pruned = pruner.pruned(value, by: self, isResource: isResource) { value = pruned }
        return pruner.removed.sorted()
    }
}

private struct Pruner {
    var removed: [String] = []
    private var path = FieldPath()

    /// The value without its unknown members; `nil` where it has none.
    ///
    /// - Parameter schema: `nil` where the schema allows the value but says nothing of its members.
    mutating func pruned(_ value: JSONValue, by schema: StructuralSchema?, isResource: Bool) -> JSONValue? {
        switch value {
        case .object(let object): pruned(object, by: schema, isResource: isResource).map { .object($0) }
        case .array(let array): pruned(array, by: schema).map { .array($0) }
        default: nil
        }
    }

    private mutating func pruned(
        _ object: JSONObject, by schema: StructuralSchema?, isResource: Bool
    ) -> JSONObject? {
        var result: JSONObject?
        for (name, value) in object {
            if isResource, name == "metadata" || name == "apiVersion" || name == "kind" { continue }
            let isKnown = schema?.properties[name] != nil || schema?.additionalProperties != nil
            guard isKnown else {
                if schema?.preservesUnknownFields == true { continue }
                path.push(name)
                removed.append(path.text)
                path.pop()
                result = result ?? object
                result?[name] = nil
                continue
            }
            guard value.isContainer else { continue }
            path.push(name)
            let member = schema?.member(name)
            if let changed = pruned(value, by: member, isResource: member?.isEmbeddedResource ?? false) {
                result = result ?? object
                result?[name] = changed
            }
            path.pop()
        }
        return result
    }

    private mutating func pruned(_ array: [JSONValue], by schema: StructuralSchema?) -> [JSONValue]? {
        // Lists of which a schema that preserves says nothing are kept whole.
        if schema?.items == nil, schema?.preservesUnknownFields == true { return nil }
        var result: [JSONValue]?
        let items = schema?.items
        for (index, value) in array.enumerated() where value.isContainer {
            path.push(index)
            if let changed = pruned(value, by: items, isResource: items?.isEmbeddedResource ?? false) {
                result = result ?? array
                result?[index] = changed
            }
            path.pop()
        }
        return result
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}
