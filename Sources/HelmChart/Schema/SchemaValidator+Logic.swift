import JSON

extension SchemaValidator {
    mutating func validateLogic(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        if !schema.anyOf.isEmpty { try validateAnyOf(value, schema, place, &result) }
        if !schema.oneOf.isEmpty { try validateOneOf(value, schema, place, &result) }
        if !schema.allOf.isEmpty { try validateAllOf(value, schema, place, &result) }
        if let not = schema.not, try self.result(of: value, not, place).isValid {
            result.add("Must not validate the schema (not)", at: place)
        }
        try validateDependencies(value, schema, place, &result)
        if let condition = schema.condition { try validateCondition(condition, value, schema, place, &result) }
        result.count()
    }

    private mutating func validateAnyOf(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        var best: SchemaResult?
        for alternative in schema.anyOf {
            let attempt = try self.result(of: value, alternative, place)
            if attempt.isValid { return }
            if attempt.score > best?.score ?? .min { best = attempt }
        }
        result.add("Must validate at least one schema (anyOf)", at: place)
        if let best { result.merge(best) }
    }

    private mutating func validateOneOf(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        var best: SchemaResult?
        var validCount = 0
        for alternative in schema.oneOf {
            let attempt = try self.result(of: value, alternative, place)
            if attempt.isValid { validCount += 1 } else if attempt.score > best?.score ?? .min { best = attempt }
        }
        guard validCount != 1 else { return }
        result.add("Must validate one and only one schema (oneOf)", at: place)
        if validCount == 0, let best { result.merge(best) }
    }

    private mutating func validateAllOf(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        var isValid = true
        for part in schema.allOf {
            let attempt = try self.result(of: value, part, place)
            isValid = isValid && attempt.isValid
            result.merge(attempt)
        }
        if !isValid { result.add("Must validate all the schemas (allOf)", at: place) }
    }

    private mutating func validateDependencies(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        guard !schema.dependencies.isEmpty, case .object(let object) = value else { return }
        for (name, _) in object.sortedByKey() {
            switch schema.dependencies[name] {
            case .properties(let names):
                for name in names where object[name] == nil { result.add("Has a dependency on \(name)", at: place) }
            case .schema(let dependency): try validate(value, dependency, place, &result)
            case nil: break
            }
        }
    }

    private mutating func validateCondition(
        _ condition: SchemaNode, _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace,
        _ result: inout SchemaResult
    ) throws(ChartError) {
        let holds = try self.result(of: value, condition, place).isValid
        guard let branch = holds ? schema.consequence : schema.alternative else { return }
        let attempt = try self.result(of: value, branch, place)
        guard !attempt.isValid else { return }
        let message =
            holds ? "Must validate \"then\" as \"if\" was valid" : "Must validate \"else\" as \"if\" was not valid"
        result.add(message, at: place)
        result.merge(attempt)
    }
}
