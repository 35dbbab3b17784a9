public import JSON

extension StructuralSchema {
    /// The most errors that a validation reports.
    public static let maximumErrors = 100

    /// What is wrong with a value, in the words of Kubernetes; at most `maximumErrors`.
    ///
    /// Checked are types, `nullable`, `required`, `enum`, bounds of numbers, lengths and counts, `multipleOf`, the logical
    /// keywords, the unique items and keys of `x-kubernetes-list-type`, the type of embedded resources, and these formats:
    /// `int32`, `int64`, `float`, `date`, `date-time`, `byte`, `duration`, `uuid` (and `uuid3` to `uuid5`), `ipv4`, `ipv6`,
    /// `cidr`, `mac`. Not checked are `pattern`, other formats and `x-kubernetes-validations`: see `unenforcedRules`.
    ///
    /// - Parameter path: The path of the value inside its object; empty for a whole object.
    public func validate(_ value: JSONValue, at path: String = "") -> [FieldError] {
        var validator = SchemaValidator(at: path)
        validator.validate(value, self)
        return validator.errors
    }

    /// The rules of the schema that `validate` does not enforce: `spec.version: pattern`.
    public var unenforcedRules: [String] {
        var rules: [String] = []
        collectUnenforcedRules(at: "", into: &rules)
        return rules
    }

    private func collectUnenforcedRules(at path: String, into found: inout [String]) {
        let subject = path.isEmpty ? "" : "\(path): "
        if !rules.pattern.isEmpty { found.append("\(subject)pattern") }
        if SchemaFormat.isUnenforced(rules.format) { found.append("\(subject)format \(rules.format)") }
        if !validations.isEmpty { found.append("\(subject)x-kubernetes-validations") }
        for name in propertyNames {
            properties[name]?.collectUnenforcedRules(at: path.isEmpty ? name : "\(path).\(name)", into: &found)
        }
        additionalProperties?.schema?.collectUnenforcedRules(at: "\(path)[*]", into: &found)
        items?.collectUnenforcedRules(at: "\(path)[*]", into: &found)
        for branch in rules.allOf + rules.anyOf + rules.oneOf + (rules.not.map { [$0] } ?? []) {
            branch.collectUnenforcedRules(at: path, into: &found)
        }
    }
}

/// One walk of a value along its schema.
struct SchemaValidator {
    private(set) var errors: [FieldError] = []
    var path: FieldPath

    init(at path: String) {
        self.path = FieldPath(path)
    }

    private init(at path: FieldPath) {
        self.path = path
    }

    mutating func report(_ error: (_ field: String) -> FieldError) {
        guard errors.count < StructuralSchema.maximumErrors else { return }
        errors.append(error(path.text))
    }

    mutating func validate(_ value: JSONValue, _ schema: StructuralSchema) {
        guard !(value.isNull && schema.isNullable) else { return }
        guard validateType(value, schema) else { return }
        switch value {
        case .string(let text): validate(text, schema.rules)
        case .integer, .number: validateNumber(value, schema)
        case .array(let elements): validate(elements, schema)
        case .object(let object): validate(object, schema)
        case .null, .bool: break
        }
        if !schema.rules.enumeration.isEmpty { validateEnumeration(value, schema.rules.enumeration) }
        if schema.rules.hasLogic { validateLogic(value, schema.rules) }
    }

    /// - Returns: Whether the value is of the right type, so that looking further makes sense.
    private mutating func validateType(_ value: JSONValue, _ schema: StructuralSchema) -> Bool {
        let expected: String
        if schema.isIntOrString {
            guard !value.isWholeNumber, value.stringValue == nil else { return true }
            expected = "integer,string"
        } else if let type = schema.type {
            guard !value.is(type) else { return true }
            expected = type.rawValue
        } else {
            return true
        }
        let found = value.schemaTypeName
        report { field in
            .typeInvalid(
                field, .string(found), "\(field) in body must be of type \(expected): \(found.goQuoted)")
        }
        return false
    }

    private mutating func validate(_ object: JSONObject, _ schema: StructuralSchema) {
        for name in schema.rules.required where object[name] == nil {
            path.push(name)
            report { .required($0) }
            path.pop()
        }
        validateCount(object.count, of: "properties", schema.rules.minProperties, schema.rules.maxProperties)
        if schema.isEmbeddedResource { validateEmbeddedType(object) }
        for (name, value) in object {
            guard let member = schema.member(name) else { continue }
            path.push(name)
            validate(value, member)
            path.pop()
        }
    }

    private mutating func validate(_ elements: [JSONValue], _ schema: StructuralSchema) {
        validateCount(elements.count, of: "items", schema.rules.minItems, schema.rules.maxItems)
        if let items = schema.items {
            for (index, element) in elements.enumerated() {
                path.push(index)
                validate(element, items)
                path.pop()
            }
        }
        switch schema.listType {
        case .set: validateUnique(elements) { $0 }
        case .map: validateUnique(elements) { Self.mapKey(of: $0, schema) }
        case .atomic, nil: break
        }
    }

    private mutating func validateCount(_ count: Int, of what: String, _ minimum: Int64?, _ maximum: Int64?) {
        if let maximum, count > maximum {
            report { .tooMany($0, count: count, maximum: Int(maximum)) }
        }
        if let minimum, count < minimum {
            report { field in
                .invalid(field, .integer(Int64(count)), "\(field) in body should have at least \(minimum) \(what)")
            }
        }
    }

    /// - Parameter key: What must be unique of an element; `nil` where it is not of the right shape, which its own schema
    ///   reports.
    private mutating func validateUnique(_ elements: [JSONValue], by key: (JSONValue) -> JSONValue?) {
        var seen = Set<JSONValue>(minimumCapacity: elements.count)
        for (index, element) in elements.enumerated() {
            guard let key = key(element), !seen.insert(key).inserted else { continue }
            path.push(index)
            report { .duplicate($0, key) }
            path.pop()
        }
    }

    private static func mapKey(of element: JSONValue, _ schema: StructuralSchema) -> JSONValue? {
        guard let object = element.objectValue else { return nil }
        var key = JSONObject()
        for name in schema.listMapKeys { key[name] = object[name] ?? schema.items?.properties[name]?.defaultValue }
        return .object(key)
    }

    private mutating func validateEmbeddedType(_ object: JSONObject) {
        for name in ["apiVersion", "kind"] where (object[name]?.stringValue ?? "").isEmpty {
            path.push(name)
            report { .required($0, "must not be empty") }
            path.pop()
        }
    }

    private mutating func validateEnumeration(_ value: JSONValue, _ allowed: [JSONValue]) {
        guard !allowed.contains(where: { $0.isEquivalent(to: value) }) else { return }
        report { .notSupported($0, value, supported: allowed.map { $0.stringValue ?? $0.description }) }
    }
}

// MARK: - Logical keywords

extension SchemaValidator {
    private mutating func validateLogic(_ value: JSONValue, _ rules: ValueRules) {
        let broken = rules.allOf.flatMap { failures(of: value, $0) }
        if !broken.isEmpty {
            report { .invalid($0, "", "\($0.goQuoted) must validate all the schemas (allOf)") }
            append(broken)
        }
        if !rules.anyOf.isEmpty {
            let branches = rules.anyOf.map { failures(of: value, $0) }
            if !branches.contains(where: \.isEmpty) {
                report { .invalid($0, "", "\($0.goQuoted) must validate at least one schema (anyOf)") }
                append(Self.nearest(branches))
            }
        }
        if !rules.oneOf.isEmpty {
            let branches = rules.oneOf.map { failures(of: value, $0) }
            let valid = branches.count { $0.isEmpty }
            let sentence = "must validate one and only one schema (oneOf)."
            if valid == 0 {
                report { .invalid($0, "", "\($0.goQuoted) \(sentence) Found none valid") }
                append(Self.nearest(branches))
            } else if valid > 1 {
                report { .invalid($0, "", "\($0.goQuoted) \(sentence) Found \(valid) valid alternatives") }
            }
        }
        if let not = rules.not, failures(of: value, not).isEmpty {
            report { .invalid($0, "", "\($0.goQuoted) must not validate the schema (not)") }
        }
    }

    private func failures(of value: JSONValue, _ schema: StructuralSchema) -> [FieldError] {
        var branch = SchemaValidator(at: path)
        branch.validate(value, schema)
        return branch.errors
    }

    private mutating func append(_ failures: [FieldError]) {
        errors += failures.prefix(StructuralSchema.maximumErrors - errors.count)
    }

    /// The branch that fails least: what the author of the value most likely meant.
    private static func nearest(_ branches: [[FieldError]]) -> [FieldError] {
        branches.min { $0.count < $1.count } ?? []
    }
}

extension ValueRules {
    fileprivate var hasLogic: Bool { !allOf.isEmpty || !anyOf.isEmpty || !oneOf.isEmpty || not != nil }
}
