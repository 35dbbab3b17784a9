import JSON
import RE2

extension SchemaValidator {
    mutating func validate(
        _ elements: [JSONValue], _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        try validateItems(elements, schema, place, &result)
        if let minimum = schema.minItems, elements.count < minimum {
            result.add("Array must have at least \(minimum) items", at: place)
        }
        if let maximum = schema.maxItems, elements.count > maximum {
            result.add("Array must have at most \(maximum) items", at: place)
        }
        if schema.uniqueItems {
            var places: [String: Int] = [:]
            for (index, element) in elements.enumerated() {
                let text = element.canonicalText
                if let other = places[text] { result.add("array items[\(other),\(index)] must be unique", at: place) }
                places[text] = index
            }
        }
        if let contains = schema.contains { try validateContains(contains, elements, place, &result) }
        result.count()
    }

    private mutating func validateItems(
        _ elements: [JSONValue], _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        for (index, element) in elements.enumerated() {
            let item: SchemaNode
            if let items = schema.items {
                item = items
            } else if index < schema.prefixItems.count {
                item = schema.prefixItems[index]
            } else if !schema.prefixItems.isEmpty, case .schema(let rest) = schema.additionalItems {
                item = rest
            } else {
                break
            }
            result.merge(try self.result(of: element, item, SchemaPlace("\(index)", in: place)))
        }
        if !schema.prefixItems.isEmpty, elements.count > schema.prefixItems.count,
            case .allowed(false) = schema.additionalItems
        {
            result.add("No additional items allowed on array", at: place)
        }
    }

    private mutating func validateContains(
        _ contains: SchemaNode, _ elements: [JSONValue], _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        var best: SchemaResult?
        for (index, element) in elements.enumerated() {
            let attempt = try self.result(of: element, contains, SchemaPlace("\(index)", in: place))
            if attempt.isValid { return }
            if attempt.score > best?.score ?? .min { best = attempt }
        }
        result.add("At least one of the items must match", at: place)
        if let best { result.merge(best) }
    }

    mutating func validate(
        _ object: JSONObject, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        if let minimum = schema.minProperties, object.count < minimum {
            result.add("Must have at least \(minimum) properties", at: place)
        }
        if let maximum = schema.maxProperties, object.count > maximum {
            result.add("Must have at most \(maximum) properties", at: place)
        }
        for name in schema.required {
            if object[name] == nil { result.add("\(name) is required", at: place) } else { result.count() }
        }
        for (name, value) in object.sortedByKey() { try validateMember(name, value, schema, place, &result) }
        if let names = schema.propertyNames {
            for (name, _) in object.sortedByKey() {
                let attempt = try self.result(of: .string(name), names, place)
                guard !attempt.isValid else { continue }
                result.add("Property name of \"\(name)\" does not match", at: place)
                result.merge(attempt)
            }
        }
        result.count()
    }

    /// Holds a member against the patterns, or against what there may be beyond what is named.
    private mutating func validateMember(
        _ name: String, _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace,
        _ result: inout SchemaResult
    ) throws(ChartError) {
        var isNamed = schema.properties.contains { $0.name == name }
        var matches = false
        for (pattern, property) in schema.patternProperties where pattern.matches(name) {
            matches = true
            result.merge(try self.result(of: value, property, SchemaPlace(name, in: place)))
        }
        if matches { result.count() }
        isNamed = isNamed || matches
        guard !isNamed else { return }
        switch schema.additionalProperties {
        case .allowed(false): result.add("Additional property \(name) is not allowed", at: place)
        case .schema(let rest): result.merge(try self.result(of: value, rest, SchemaPlace(name, in: place)))
        case .allowed(true), nil: break
        }
    }
}
