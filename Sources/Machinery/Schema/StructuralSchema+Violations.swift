import JSON

extension StructuralSchema {
    /// What Kubernetes would refuse a CustomResourceDefinition with this schema for: the rules of structural schemas
    /// (KEP-1693), of the extensions, and of defaults, in Kubernetes' words.
    ///
    /// - Parameters:
    ///   - path: The path of the schema: `spec.versions[0].schema.openAPIV3Schema`.
    ///   - hasStatus: Whether the resource has a status subresource, whose schema must be readable from the root.
    public func violations(at path: String, hasStatus: Bool = false) -> [FieldError] {
        var errors = hasStatus ? statusErrors(at: path) : []
        if isNullable { errors.append(.forbidden("\(path).nullable", "nullable cannot be true at the root")) }
        var structure = StructureCheck()
        structure.check(self, at: path, .root)
        if structure.errors.isEmpty {
            var defaults = DefaultCheck()
            defaults.check(self, at: path, within: nil)
            errors += defaults.errors
        } else {
            errors += structure.errors.sorted { $0.description < $1.description }
        }
        var keywords = KeywordCheck()
        keywords.check(self, at: path, isRoot: true, DefaultRule.allowed)
        return errors + keywords.errors
    }

    /// The sentence of Kubernetes names the fields of its own type.
    private static let fieldsBesideStatus = [
        "Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum",
        "MaxLength", "MinLength", "Pattern", "MaxItems", "MinItems", "UniqueItems", "MultipleOf", "Required", "Items",
        "Properties", "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations",
    ]

    private static let keywordsBesideStatus = Set(
        fieldsBesideStatus.filter { !$0.hasPrefix("X") }.map { $0.prefix(1).lowercased() + $0.dropFirst() } + [
            "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
        ])

    private func statusErrors(at path: String) -> [FieldError] {
        let written = openAPI["type"]?.stringValue ?? ""
        if !written.isEmpty, written != "object" {
            return [
                .invalid(
                    "\(path).type", .string(written),
                    "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"
                )
            ]
        }
        let others = (openAPI.objectValue ?? [:]).contains { keyword, value in
            !Self.keywordsBesideStatus.contains(keyword) && ![.null, false, ""].contains(value)
        }
        guard others else { return [] }
        let fields = Self.fieldsBesideStatus.joined(separator: " ")
        return [
            .invalid(
                path, openAPI,
                "only [\(fields)] fields are allowed at the root of the schema if the status subresource is enabled")
        ]
    }

    /// The type as it was written, empty where there is none.
    var writtenType: String { openAPI["type"]?.stringValue ?? "" }
}
