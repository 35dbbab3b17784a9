public import JSON

extension StructuralSchema {
    /// Fills in defaults, in place.
    ///
    /// A missing property with a default gets it. A `null` that the schema does not allow (`nullable`) is replaced by the
    /// default, or removed where there is none. Defaults are then filled in inside the value and inside the defaults. The
    /// default of the schema itself is for whoever holds the value.
    public func applyDefaults(to value: inout JSONValue) {
        if let defaulted = defaulted(value) { value = defaulted }
    }

    /// The value with its defaults; `nil` where nothing changes, which is what most writes of a live object find.
    private func defaulted(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .object(let object): defaulted(object).map { .object($0) }
        case .array(let array): items.flatMap { $0.defaulted(elements: array) }.map { .array($0) }
        default: nil
        }
    }

    private func defaulted(_ object: JSONObject) -> JSONObject? {
        var result: JSONObject?
        for (name, value) in object {
            guard let schema = member(name) else { continue }
            if value.isNull, !schema.isNullable {
                result = result ?? object
                result?[name] = schema.completeDefault
            } else if let changed = schema.defaulted(value) {
                result = result ?? object
                result?[name] = changed
            }
        }
        for (name, _) in defaultedProperties where object[name] == nil {
            result = result ?? object
            result?[name] = properties[name]?.completeDefault
        }
        return result
    }

    private func defaulted(elements: [JSONValue]) -> [JSONValue]? {
        var result: [JSONValue]?
        for (index, value) in elements.enumerated() {
            if value.isNull, !isNullable, let replacement = completeDefault {
                result = result ?? elements
                result?[index] = replacement
            } else if let changed = defaulted(value) {
                result = result ?? elements
                result?[index] = changed
            }
        }
        return result
    }

    /// The default with the defaults inside it.
    private var completeDefault: JSONValue? {
        defaultValue.map { defaulted($0) ?? $0 }
    }
}

extension StructuralSchema {
    /// Removes every `null` that the schema does not allow and has no default for, in place.
    public func removeNulls(from value: inout JSONValue) {
        if let changed = withoutNulls(value) { value = changed }
    }

    private func withoutNulls(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .object(let object):
            var result: JSONObject?
            for (name, member) in object {
                guard let schema = self.member(name) else { continue }
                if member.isNull, !schema.isNullable, schema.defaultValue == nil {
                    result = result ?? object
                    result?[name] = nil
                } else if let changed = schema.withoutNulls(member) {
                    result = result ?? object
                    result?[name] = changed
                }
            }
            return result.map { .object($0) }
        case .array(let elements):
            guard let items else { return nil }
            var result: [JSONValue]?
            for (index, element) in elements.enumerated() {
                guard let changed = items.withoutNulls(element) else { continue }
                result = result ?? elements
                result?[index] = changed
            }
            return result.map { .array($0) }
        default:
            return nil
        }
    }

    /// The formats of strings that Kubernetes does not know, each once, in order.
    public var unrecognizedFormats: [String] {
        var found: [String] = []
        collectUnrecognizedFormats(into: &found)
        return found
    }

    private func collectUnrecognizedFormats(into found: inout [String]) {
        let format = rules.format
        if type == .string, !format.isEmpty, !SchemaFormat.isSupported(format), !found.contains(format) {
            found.append(format)
        }
        items?.collectUnrecognizedFormats(into: &found)
        for name in propertyNames { properties[name]?.collectUnrecognizedFormats(into: &found) }
        additionalProperties?.schema?.collectUnrecognizedFormats(into: &found)
    }
}
