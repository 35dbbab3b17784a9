import JSON

/// Whether a schema may have a default, and why not.
enum DefaultRule {
    case allowed
    case forbidden(String)
}

/// One walk of a schema against what CustomResourceDefinitions allow of OpenAPI v3, branches of logical keywords included.
struct KeywordCheck {
    private(set) var errors: [FieldError] = []

    mutating func report(_ error: FieldError) { errors.append(error) }

    mutating func check(
        _ schema: StructuralSchema, at path: String, isRoot: Bool = false, isMetadata: Bool = false,
        _ defaults: DefaultRule
    ) {
        checkSupport(schema, at: path, isMetadata: isMetadata, defaults)
        checkProperties(schema, at: path, isRoot: isRoot, isMetadata: isMetadata, defaults)
        if let not = schema.rules.not { check(not, at: "\(path).not", isMetadata: isMetadata, defaults) }
        for (keyword, branches) in [
            ("allOf", schema.rules.allOf), ("oneOf", schema.rules.oneOf), ("anyOf", schema.rules.anyOf),
        ] {
            for (index, branch) in branches.enumerated() {
                check(branch, at: "\(path).\(keyword)[\(index)]", isMetadata: isMetadata, defaults)
            }
        }
        if let items = schema.items { check(items, at: "\(path).items", isMetadata: isMetadata, defaults) }
        if schema.openAPI["x-kubernetes-preserve-unknown-fields"] == false {
            report(.invalid("\(path).x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"))
        }
        checkMapType(schema, at: path)
        checkListType(schema, at: path)
        checkValidations(schema, at: path)
    }

    /// Keywords that schemas must not have, or not with this value.
    private mutating func checkSupport(
        _ schema: StructuralSchema, at path: String, isMetadata: Bool, _ defaults: DefaultRule
    ) {
        let json = schema.openAPI
        if !schema.writtenType.isEmpty, schema.type == nil {
            report(
                .notSupported(
                    "\(path).type", .string(schema.writtenType),
                    supported: StructuralSchema.ValueType.allCases.map(\.rawValue)))
        }
        if schema.defaultValue != nil, case .forbidden(let reason) = defaults {
            report(.forbidden("\(path).default", "must not be set \(reason)"))
        }
        for keyword in ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"]
        where ![.null, "", [:]].contains(json[keyword] ?? .null) {
            report(.forbidden("\(path).\(keyword)", "\(keyword) is not supported"))
        }
        if schema.writtenType == "null" {
            report(.forbidden("\(path).type", "type cannot be set to null, use nullable as an alternative"))
        }
        if case .array(let schemas)? = json["items"], !schemas.isEmpty {
            report(.forbidden("\(path).items", "items must be a schema object and not an array"))
        }
        if isMetadata, schema.isEmbeddedResource {
            report(
                .forbidden("\(path).x-kubernetes-embedded-resource", "must not be used inside of resource meta"))
        }
        if json["uniqueItems"] == true {
            report(
                .forbidden(
                    "\(path).uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
    }

    private mutating func checkProperties(
        _ schema: StructuralSchema, at path: String, isRoot: Bool, isMetadata: Bool, _ defaults: DefaultRule
    ) {
        if let additional = schema.openAPI["additionalProperties"], !additional.isNull {
            if !schema.properties.isEmpty, additional != true {
                report(
                    .forbidden(
                        "\(path).additionalProperties", "additionalProperties and properties are mutual exclusive"))
            }
            if let additional = schema.additionalProperties?.schema {
                // Without the name of the member, nobody could tell whether the default is pruned.
                let rule =
                    isMetadata
                    ? DefaultRule.forbidden("inside additionalProperties applying to object metadata") : defaults
                check(additional, at: "\(path).additionalProperties", isMetadata: isMetadata, rule)
            }
        }
        for name in schema.propertyNames {
            guard let property = schema.properties[name] else { continue }
            let isMeta = (isRoot || schema.isEmbeddedResource) && ["metadata", "kind", "apiVersion"].contains(name)
            check(
                property, at: "\(path).properties[\(name)]", isMetadata: isMetadata || isMeta,
                isMeta && isRoot ? .forbidden("in top-level \(name)") : defaults)
        }
    }

    private mutating func checkMapType(_ schema: StructuralSchema, at path: String) {
        guard let written = schema.openAPI["x-kubernetes-map-type"]?.stringValue else { return }
        if schema.type != .object {
            reportType(of: schema, at: path, "must be object if x-kubernetes-map-type is specified")
        }
        if schema.mapType == nil {
            report(
                .notSupported(
                    "\(path).x-kubernetes-map-type", .string(written),
                    supported: StructuralSchema.MapType.allCases.map(\.rawValue)))
        }
    }

    mutating func reportType(of schema: StructuralSchema, at path: String, _ detail: String) {
        let written = schema.writtenType
        report(
            written.isEmpty ? .required("\(path).type", detail) : .invalid("\(path).type", .string(written), detail))
    }
}
