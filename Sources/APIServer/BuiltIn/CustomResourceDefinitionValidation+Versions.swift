import CEL
import JSON
import Machinery

extension CustomResourceDefinitionValidation {
    /// The most fields by which the objects of a version can be selected.
    static let maximumSelectableFields = 8

    func versionErrors() -> [FieldError] {
        var errors: [FieldError] = []
        for (index, version) in versions.enumerated()
        where version.value(at: ["schema", "openAPIV3Schema"])?.objectValue == nil {
            errors.append(.required("spec.versions[\(index)].schema.openAPIV3Schema"))
        }
        for (index, version) in versions.enumerated() {
            let field = "spec.versions[\(index)]"
            if let name = version["name"]?.stringValue {
                errors += Self.labelErrors(name, at: "\(field).name", mayBeEmpty: false)
            }
            let schema = schema(version, at: "\(field).schema.openAPIV3Schema")
            errors += warningErrors(version, at: "\(field).deprecationWarning")
            errors += schema.errors
            errors += scaleErrors(version, at: "\(field).subresources.scale")
            for (index, column) in (version["additionalPrinterColumns"]?.arrayValue ?? []).enumerated() {
                errors += columnErrors(column, at: "\(field).additionalPrinterColumns[\(index)]")
            }
            errors += selectionErrors(version, schema.schema, at: "\(field).selectableFields")
        }
        let names = versions.compactMap { $0["name"] }
        if Set(names).count < names.count {
            errors.append(.invalid("spec.versions", .array(names), "must contain unique version names"))
        }
        if versions.count(where: { $0["storage"] == true }) != 1 {
            errors.append(
                .invalid(
                    "spec.versions", .array(names), "must have exactly one version marked as storage version"))
        }
        return errors
    }

    /// The schema of a version, and what is wrong with it. One that was there before is not judged anew, so that no rule that
    /// comes later stands against a definition that is there.
    private func schema(_ version: JSONValue, at field: String) -> (schema: StructuralSchema?, errors: [FieldError]) {
        let path = ["schema", "openAPIV3Schema"]
        guard let json = version.value(at: path), json.objectValue != nil else { return (nil, []) }
        do {
            let schema = try StructuralSchema(openAPI: json)
            let before = old?.elements(at: "spec", "versions").first { $0["name"] == version["name"] }
            let status = { (version: JSONValue) in version.value(at: ["subresources", "status"]) ?? .null }
            if let before, before.value(at: path) == json, status(before).isNull == status(version).isNull {
                return (schema, [])
            }
            let violations = schema.violations(at: field, hasStatus: !status(version).isNull)
            return (schema, violations.isEmpty ? CRDRules(compiling: schema, at: field).problems : violations)
        } catch {
            return (nil, [.invalid("\(field).\(error.dottedPath)", .null, error.message)])
        }
    }

    private func warningErrors(_ version: JSONValue, at field: String) -> [FieldError] {
        guard let warning = version["deprecationWarning"]?.stringValue else { return [] }
        var problems: [String] = []
        if version["deprecated"] != true {
            problems = ["can only be set for deprecated versions"]
        } else {
            if warning.utf8.count > 256 { problems.append("must be <= 256 characters long") }
            if warning.isEmpty { problems.append("must not be an empty string") }
            if let index = warning.firstUnprintable {
                problems.append(
                    "must only contain printable UTF-8 characters; non-printable character found at index \(index)")
            }
        }
        return problems.map { .invalid(field, .string(warning), $0) }
    }

    private func scaleErrors(_ version: JSONValue, at field: String) -> [FieldError] {
        guard let scale = version.value(at: ["subresources", "scale"]), scale.objectValue != nil else { return [] }
        var errors: [FieldError] = []
        for (key, section) in [("specReplicasPath", ".spec"), ("statusReplicasPath", ".status")] {
            guard let path = scale[key]?.stringValue else { continue }
            if path.isEmpty {
                errors.append(.required("\(field).\(key)"))
            } else if let problem = Self.pathProblem(path) {
                errors.append(.invalid("\(field).\(key)", .string(path), problem))
            } else if !path.hasPrefix("\(section).") {
                errors.append(.invalid("\(field).\(key)", .string(path), "should be a json path under \(section)"))
            }
        }
        if let path = scale["labelSelectorPath"]?.stringValue, !path.isEmpty {
            if let problem = Self.pathProblem(path) {
                errors.append(.invalid("\(field).labelSelectorPath", .string(path), problem))
            } else if !path.hasPrefix(".spec."), !path.hasPrefix(".status.") {
                errors.append(
                    .invalid(
                        "\(field).labelSelectorPath", .string(path),
                        "should be a json path under either .spec or .status"
                    ))
            }
        }
        return errors
    }

    private static func pathProblem(_ path: String) -> String? {
        path.hasPrefix(".") ? nil : "must be a simple json path starting with ."
    }

    private func columnErrors(_ column: JSONValue, at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if column["name"] == "" { errors.append(.required("\(field).name")) }
        let types = "must be one of boolean,date,integer,number,string"
        switch column["type"]?.stringValue {
        case ""?: errors.append(.required("\(field).type", types))
        case let type? where !["boolean", "date", "integer", "number", "string"].contains(type):
            errors.append(.invalid("\(field).type", .string(type), types))
        default: break
        }
        let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
        if let format = column["format"]?.stringValue, !format.isEmpty, !formats.contains(format) {
            errors.append(
                .invalid(
                    "\(field).format", .string(format), "must be one of \(formats.joined(separator: ","))"))
        }
        if let path = column["jsonPath"]?.stringValue {
            if path.isEmpty {
                errors.append(.required("\(field).JSONPath"))
            } else if let problem = Self.pathProblem(path) {
                errors.append(.invalid("\(field).JSONPath", .string(path), problem))
            }
        }
        return errors
    }

    private func selectionErrors(_ version: JSONValue, _ schema: StructuralSchema?, at field: String) -> [FieldError] {
        guard let schema, let fields = version["selectableFields"]?.arrayValue, !fields.isEmpty else { return [] }
        var errors: [FieldError] = []
        var seen: Set<[String]> = []
        for (index, json) in fields.enumerated() {
            guard let path = json["jsonPath"]?.stringValue else { continue }
            let pathField = "\(field)[\(index)].jsonPath"
            guard !path.isEmpty else {
                errors.append(.required(pathField))
                continue
            }
            let found = schema.field(at: path, allowsBrackets: false)
            guard let selected = found.schema else {
                errors.append(.invalid(pathField, .string(path), "is an invalid path: \(found.problem)"))
                continue
            }
            if found.names.first == "metadata" {
                errors.append(.invalid(pathField, .string(path), "must not point to fields in metadata"))
            }
            if ![.string, .boolean, .integer].contains(selected.type) {
                errors.append(
                    .invalid(
                        pathField, .string(path),
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with "
                            + "formats are allowed."))
            }
            if !seen.insert(found.names).inserted { errors.append(.duplicate(pathField, .string(path))) }
        }
        if seen.count > Self.maximumSelectableFields {
            errors.append(.tooMany(field, count: seen.count, maximum: Self.maximumSelectableFields))
        }
        return errors
    }
}

extension String {
    /// The index in bytes of the first character that is not printable.
    fileprivate var firstUnprintable: Int? {
        unicodeScalars.firstIndex { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
            case .spaceSeparator: scalar != " "
            default: false
            }
        }.map { utf8.distance(from: utf8.startIndex, to: $0) }
    }
}
