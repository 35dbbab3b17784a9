public import JSON

extension StructuralSchema {
    /// The most errors that a validation reports.
    public static let maximumErrors = 100

    /// What is wrong with a value, in the words of Kubernetes; at most `maximumErrors`.
    ///
    /// Checked is every keyword but `x-kubernetes-validations`, for whose expressions the target `CEL` is there.
    ///
    /// - Parameters:
    ///   - path: The path of the value inside its object; empty for a whole object.
    ///   - prefix: Where the object lies that `path` begins at: it is part of the fields, but not of the sentences.
    public func validate(_ value: JSONValue, at path: String = "", under prefix: String = "") -> [FieldError] {
        let errors =
            ruleErrors(of: value, at: path, under: prefix) + embeddedErrors(in: value, at: path, under: prefix)
            + listErrors(in: value, at: path, under: prefix)
        return Array(errors.prefix(Self.maximumErrors))
    }

    /// What is wrong with a value that takes the place of another. Values that are wrong and have not changed are allowed
    /// (KEP-4008), and so are double elements of lists where the old value had some.
    public func validate(
        _ value: JSONValue, replacing old: JSONValue, at path: String = "", under prefix: String = ""
    ) -> [FieldError] {
        var errors =
            ruleErrors(of: value, replacing: old, at: path, under: prefix)
            + embeddedErrors(in: value, at: path, under: prefix)
        let listErrors = listErrors(in: value, at: path, under: prefix)
        if !listErrors.isEmpty, self.listErrors(in: old).isEmpty { errors += listErrors }
        return Array(errors.prefix(Self.maximumErrors))
    }

    /// What the keywords of OpenAPI say of a value.
    func ruleErrors(
        of value: JSONValue, replacing old: JSONValue? = nil, at path: String = "", under prefix: String = ""
    ) -> [FieldError] {
        var validator = SchemaValidator(at: FieldPath(path, under: prefix))
        validator.validate(value, self, old.map { SchemaCounterpart(value: $0, schema: self) })
        return validator.errors
    }
}

/// One walk of a value along its schema.
struct SchemaValidator {
    private(set) var errors: [FieldError] = []
    var path: FieldPath

    init(at path: FieldPath) {
        self.path = path
    }

    /// - Parameter error: From the field and the name that sentences give the value.
    mutating func report(_ error: (_ field: String, _ name: String) -> FieldError) {
        guard errors.count < StructuralSchema.maximumErrors else { return }
        errors.append(error(path.field, path.text))
    }

    /// Reports a sentence that Kubernetes says of no field.
    mutating func report(_ sentence: (_ name: String) -> String) {
        report { _, name in .invalid("<nil>", "", sentence(name)) }
    }

    mutating func validate(_ value: JSONValue, _ schema: StructuralSchema, _ old: SchemaCounterpart?) {
        if let old, old.isSame(as: value) { return }
        check(value, schema, old)
    }

    private mutating func check(_ value: JSONValue, _ schema: StructuralSchema, _ old: SchemaCounterpart?) {
        guard !(value.isNull && schema.isNullable) else { return }
        guard validateType(value, schema) else { return }
        switch value {
        case .string(let text): validate(text, schema.rules)
        case .integer, .number: validateNumber(value, schema)
        case .array(let elements): validate(elements, schema, old)
        case .object(let object): validate(object, schema, old)
        case .null, .bool: break
        }
        if !schema.rules.enumeration.isEmpty { validateEnumeration(value, schema.rules.enumeration) }
        if schema.rules.hasLogic { validateLogic(value, schema.rules, old) }
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
        // Where a format says more than the type, Kubernetes names the formats of both.
        let isFormat = SchemaFormat.isSupported(schema.rules.format) && value.formatName != nil
        let (expectation, found) =
            isFormat ? (schema.rules.format, value.formatName ?? "") : (expected, value.schemaTypeName)
        report { field, name in
            .typeInvalid(field, .string(found), "\(name) in body must be of type \(expectation): \(found.goQuoted)")
        }
        return false
    }

    private mutating func validate(_ object: JSONObject, _ schema: StructuralSchema, _ old: SchemaCounterpart?) {
        validateCount(object.count, of: "properties", schema.rules.minProperties, schema.rules.maxProperties)
        for (name, value) in object {
            guard let member = schema.member(name) else { continue }
            path.push(name)
            validate(value, member, old?.member(name))
            path.pop()
        }
        for name in schema.rules.required where object[name] == nil {
            path.push(name)
            report { field, _ in .required(field) }
            path.pop()
        }
    }

    private mutating func validate(_ elements: [JSONValue], _ schema: StructuralSchema, _ old: SchemaCounterpart?) {
        if let items = schema.items {
            let counterparts = old?.elements(of: elements)
            for (index, element) in elements.enumerated() {
                path.push(index)
                validate(element, items, counterparts?[index])
                path.pop()
            }
        }
        validateCount(elements.count, of: "items", schema.rules.minItems, schema.rules.maxItems)
    }

    private mutating func validateCount(_ count: Int, of what: String, _ minimum: Int64?, _ maximum: Int64?) {
        if let minimum, count < minimum {
            report { field, name in
                .invalid(field, .integer(Int64(count)), "\(name) in body should have at least \(minimum) \(what)")
            }
        }
        if let maximum, count > maximum {
            report { field, _ in .tooMany(field, count: count, maximum: Int(maximum)) }
        }
    }

    private mutating func validateEnumeration(_ value: JSONValue, _ allowed: [JSONValue]) {
        guard !allowed.contains(where: { $0.isEquivalent(to: value) }) else { return }
        report { field, _ in
            .notSupported(field, value, supported: allowed.map { $0.stringValue ?? $0.description })
        }
    }
}

// MARK: - Logical keywords

extension SchemaValidator {
    private mutating func validateLogic(_ value: JSONValue, _ rules: ValueRules, _ old: SchemaCounterpart?) {
        if !rules.anyOf.isEmpty {
            let branches = rules.anyOf.map { failures(of: value, $0, old) }
            if !branches.contains(where: \.isEmpty) {
                report { "\($0.goQuoted) must validate at least one schema (anyOf)" }
                append(Self.nearest(branches))
            }
        }
        if !rules.oneOf.isEmpty {
            let branches = rules.oneOf.map { failures(of: value, $0, old) }
            let valid = branches.count { $0.isEmpty }
            let sentence = "must validate one and only one schema (oneOf)."
            if valid == 0 {
                report { "\($0.goQuoted) \(sentence) Found none valid" }
                append(Self.nearest(branches))
            } else if valid > 1 {
                report { "\($0.goQuoted) \(sentence) Found \(valid) valid alternatives" }
            }
        }
        if !rules.allOf.isEmpty {
            let branches = rules.allOf.map { failures(of: value, $0, old) }
            append(branches.flatMap { $0 })
            let broken = branches.count { !$0.isEmpty }
            if broken > 0 {
                let none = broken == branches.count ? ". None validated" : ""
                report { "\($0.goQuoted) must validate all the schemas (allOf)\(none)" }
            }
        }
        if let not = rules.not, failures(of: value, not, old).isEmpty {
            report { "\($0.goQuoted) must not validate the schema (not)" }
        }
    }

    private func failures(
        of value: JSONValue, _ schema: StructuralSchema, _ old: SchemaCounterpart?
    ) -> [FieldError] {
        var branch = SchemaValidator(at: path)
        branch.check(value, schema, old)
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
