import JSON

/// The rules for `allOf`, `anyOf`, `oneOf` and `not`: what is inside them constrains values and gives no structure.
extension SchemaCheck {
    /// - Parameters:
    ///   - rules: The rules that hold the logical keywords.
    ///   - schema: The structure that they apply to.
    ///   - path: The path of the structure.
    ///   - rulesPath: The path of the rules, which is the structure's own for the outermost ones.
    mutating func checkLogic(
        _ rules: ValueRules, within schema: StructuralSchema, at path: String, of rulesPath: String
    ) {
        for (keyword, branches) in [("allOf", rules.allOf), ("anyOf", rules.anyOf), ("oneOf", rules.oneOf)] {
            for (index, branch) in branches.enumerated() {
                let branchPath = "\(rulesPath).\(keyword)[\(index)]"
                checkBranch(
                    branch, within: schema, at: path, of: branchPath,
                    mayHaveType: schema.isIntOrString && Self.isTypeOfIntOrString(branch, keyword: keyword))
            }
        }
        if let not = rules.not { checkBranch(not, within: schema, at: path, of: "\(rulesPath).not") }
    }

    private mutating func checkBranch(
        _ branch: StructuralSchema, within schema: StructuralSchema, at path: String, of branchPath: String,
        mayHaveType: Bool = false
    ) {
        checkKeywords(branch.openAPI, at: branchPath)
        checkEmpty(branch, at: branchPath, mayHaveType: mayHaveType)
        for name in branch.propertyNames {
            let propertyPath = "\(path).properties[\(name)]"
            let branchPropertyPath = "\(branchPath).properties[\(name)]"
            if name == "metadata" {
                report(.forbidden(branchPropertyPath, "must not be specified in a nested context"))
            }
            guard let branchProperty = branch.properties[name] else { continue }
            if let property = schema.properties[name] {
                checkBranch(branchProperty, within: property, at: propertyPath, of: branchPropertyPath)
            } else {
                report(.required(propertyPath, "because it is defined in \(branchPropertyPath)"))
            }
        }
        if let branchItems = branch.items {
            if let items = schema.items {
                checkBranch(branchItems, within: items, at: "\(path).items", of: "\(branchPath).items")
            } else {
                report(.required("\(path).items", "because it is defined in \(branchPath).items"))
            }
        }
        checkLogic(branch.rules, within: schema, at: path, of: branchPath)
    }

    /// Reports the keywords that describe structure.
    private mutating func checkEmpty(_ branch: StructuralSchema, at path: String, mayHaveType: Bool) {
        for keyword in ["title", "description"] where !(branch.openAPI[keyword]?.stringValue ?? "").isEmpty {
            report(.forbidden("\(path).\(keyword)", "must be empty to be structural"))
        }
        if !mayHaveType, !(branch.openAPI["type"]?.stringValue ?? "").isEmpty {
            report(.forbidden("\(path).type", "must be empty to be structural"))
        }
        if branch.additionalProperties != nil {
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
        if !branch.listMapKeys.isEmpty {
            report(.forbidden("\(path).x-kubernetes-list-map-keys", "must be empty to be structural"))
        }
    }

    /// A schema may spell out what `x-kubernetes-int-or-string` says: `anyOf` of integer and string.
    private static func isTypeOfIntOrString(_ branch: StructuralSchema, keyword: String) -> Bool {
        guard keyword == "anyOf", let keys = branch.openAPI.objectValue?.keys else { return false }
        return keys == ["type"] && (branch.type == .integer || branch.type == .string)
    }
}
