import JSON

/// The rules for `allOf`, `anyOf`, `oneOf` and `not`: what is inside them constrains values and gives no structure.
extension StructureCheck {
    mutating func checkLogic(of schema: StructuralSchema, at path: String) {
        let rules = schema.rules
        checkRules(
            rules, at: path, skipsAnyOf: Self.isIntOrString(rules.anyOf),
            skipsAnyOfInFirst: rules.allOf.first.map { Self.isIntOrString($0.rules.anyOf) } ?? false)
    }

    /// A schema may spell out what `x-kubernetes-int-or-string` says.
    private static func isIntOrString(_ branches: [StructuralSchema]) -> Bool {
        branches.map(\.openAPI) == [["type": "integer"], ["type": "string"]]
    }

    private mutating func checkRules(
        _ rules: ValueRules, at path: String, skipsAnyOf: Bool = false, skipsAnyOfInFirst: Bool = false
    ) {
        if !skipsAnyOf {
            for (index, branch) in rules.anyOf.enumerated() { checkBranch(branch, at: "\(path).anyOf[\(index)]") }
        }
        for (index, branch) in rules.allOf.enumerated() {
            checkBranch(branch, at: "\(path).allOf[\(index)]", skipsAnyOf: skipsAnyOfInFirst && index == 0)
        }
        for (index, branch) in rules.oneOf.enumerated() { checkBranch(branch, at: "\(path).oneOf[\(index)]") }
        if let not = rules.not { checkBranch(not, at: "\(path).not") }
        if let problem = rules.pattern.problem {
            report(
                .invalid(
                    "\(path).pattern", .string(rules.pattern.text),
                    "must be a valid regular expression, but isn't: \(problem)"))
        }
    }

    private mutating func checkBranch(_ branch: StructuralSchema, at path: String, skipsAnyOf: Bool = false) {
        checkRules(branch.rules, at: path, skipsAnyOf: skipsAnyOf)
        if let items = branch.items { checkBranch(items, at: "\(path).items") }
        for name in branch.propertyNames {
            if let property = branch.properties[name] { checkBranch(property, at: "\(path).properties[\(name)]") }
        }
        for keyword in ["type", "title", "description"] where !(branch.openAPI[keyword]?.stringValue ?? "").isEmpty {
            report(.forbidden("\(path).\(keyword)", "must be empty to be structural"))
        }
        if !(branch.openAPI["additionalProperties"] ?? .null).isNull {
            report(.forbidden("\(path).additionalProperties", "must be undefined to be structural"))
        }
        if branch.defaultValue != nil { report(.forbidden("\(path).default", "must be undefined to be structural")) }
        for keyword in [
            "nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
        ] where branch.openAPI[keyword] == true {
            report(.forbidden("\(path).\(keyword)", "must be false to be structural"))
        }
        for keyword in ["x-kubernetes-list-type", "x-kubernetes-map-type"]
        where !(branch.openAPI[keyword] ?? .null).isNull {
            report(.forbidden("\(path).\(keyword)", "must be undefined to be structural"))
        }
        for (keyword, isEmpty) in [
            ("x-kubernetes-list-map-keys", branch.listMapKeys.isEmpty),
            ("x-kubernetes-validations", branch.validations.isEmpty),
        ] where !isEmpty {
            report(.forbidden("\(path).\(keyword)", "must be empty to be structural"))
        }
        if branch.properties["metadata"] != nil {
            report(.forbidden("\(path).properties[metadata]", "must not be specified in a nested context"))
        }
    }

    /// What the branches speak of must be in the structure.
    mutating func checkCompleteness(of schema: StructuralSchema, at path: String) {
        checkCompleteness(of: schema.rules, in: schema, at: path, of: path)
    }

    private mutating func checkCompleteness(
        of rules: ValueRules, in schema: StructuralSchema, at path: String, of rulesPath: String
    ) {
        if let not = rules.not { checkCompleteness(ofBranch: not, in: schema, at: path, of: "\(rulesPath).not") }
        for (keyword, branches) in [("allOf", rules.allOf), ("anyOf", rules.anyOf), ("oneOf", rules.oneOf)] {
            for (index, branch) in branches.enumerated() {
                checkCompleteness(ofBranch: branch, in: schema, at: path, of: "\(rulesPath).\(keyword)[\(index)]")
            }
        }
    }

    private mutating func checkCompleteness(
        ofBranch branch: StructuralSchema, in schema: StructuralSchema, at path: String, of branchPath: String
    ) {
        checkCompleteness(of: branch.rules, in: schema, at: path, of: branchPath)
        if let items = branch.items {
            if let structure = schema.items {
                checkCompleteness(
                    ofBranch: items, in: structure, at: "\(path).items", of: "\(branchPath).items")
            } else {
                report(.required("\(path).items", "because it is defined in \(branchPath).items"))
            }
        }
        for name in branch.propertyNames {
            guard let property = branch.properties[name] else { continue }
            let (field, rulesField) = ("\(path).properties[\(name)]", "\(branchPath).properties[\(name)]")
            if let structure = schema.properties[name] {
                checkCompleteness(ofBranch: property, in: structure, at: field, of: rulesField)
            } else {
                report(.required(field, "because it is defined in \(rulesField)"))
            }
        }
    }
}
