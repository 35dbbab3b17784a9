import JSON

extension KeywordCheck {
    /// The form of `x-kubernetes-validations`; nothing reads the rules themselves here.
    mutating func checkValidations(_ schema: StructuralSchema, at path: String) {
        for (index, json) in schema.validations.enumerated() {
            let field = "\(path).x-kubernetes-validations[\(index)]"
            checkTexts(of: json, at: field)
            if let reason = json["reason"]?.stringValue, !Self.reasons.contains(reason) {
                report(.notSupported("\(field).reason", .string(reason), supported: Self.reasons))
            }
            guard let fieldPath = json["fieldPath"]?.stringValue, !fieldPath.isEmpty else { continue }
            if fieldPath.isBlank {
                report(.invalid("\(field).fieldPath", .string(fieldPath), "must be non-empty if specified"))
            }
            if fieldPath.hasLineBreaks {
                report(.invalid("\(field).fieldPath", .string(fieldPath), "must not contain line breaks"))
            }
            if schema.field(at: fieldPath, allowsBrackets: true).schema == nil {
                report(.invalid("\(field).fieldPath", .string(fieldPath), "must be a valid path"))
            }
        }
    }

    private static let reasons = [
        "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired",
    ]

    private mutating func checkTexts(of json: JSONValue, at field: String) {
        let rule = json["rule"]?.stringValue ?? ""
        let message = json["message"]?.stringValue ?? ""
        if rule.isBlank {
            report(.required("\(field).rule", "rule is not specified"))
        } else if !message.isEmpty, message.isBlank {
            report(.invalid("\(field).message", .string(message), "must be non-empty if specified"))
        } else if message.hasLineBreaks {
            report(.invalid("\(field).message", .string(message), "must not contain line breaks"))
        } else if rule.hasLineBreaks, message.isBlank {
            report(.required("\(field).message", "message must be specified if rule contains line breaks"))
        }
        if let expression = json["messageExpression"]?.stringValue, !expression.isEmpty, expression.isBlank {
            report(.required("\(field).messageExpression", "messageExpression must be non-empty if specified"))
        }
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }

    /// Line breaks inside the text.
    fileprivate var hasLineBreaks: Bool {
        let isBreak = { (byte: UInt8) in byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
        let isBlank = { (byte: UInt8) in isBreak(byte) || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let start = utf8.firstIndex(where: { !isBlank($0) }), let end = utf8.lastIndex(where: { !isBlank($0) })
        else { return false }
        return utf8[start...end].contains(where: isBreak)
    }
}

extension StructuralSchema {
    /// Follows a path of fields through the schema: `.spec.color`, `.spec['a.b']`.
    ///
    /// - Returns: The schema that the path leads to with the names on the way, or why it leads nowhere.
    public func field(
        at path: String, allowsBrackets: Bool
    ) -> (schema: StructuralSchema?, names: [String], problem: String) {
        var schema = self
        var names: [String] = []
        var rest = path[...]
        while let step = rest.first {
            rest = rest.dropFirst()
            let name: String
            switch step {
            case ".":
                name = String(rest.prefix { !".[]".contains($0) })
                guard !name.isEmpty else {
                    return (
                        nil, names, rest.isEmpty ? "unexpected end of JSON path" : "does not refer to a valid field"
                    )
                }
                rest = rest.dropFirst(name.count)
            case "[":
                guard allowsBrackets else { return (nil, names, "array notation is not allowed") }
                guard rest.first == "'", let end = rest.dropFirst().firstIndex(of: "'") else {
                    return (nil, names, "expected single quoted string but got \(rest.prefix { $0 != "]" })")
                }
                name = String(rest[rest.index(after: rest.startIndex)..<end])
                rest = rest[rest.index(after: end)...]
                guard rest.first == "]" else { return (nil, names, "unexpected end of JSON path") }
                rest = rest.dropFirst()
            default:
                return (nil, names, "expected [ or . but got: \(step)\(rest.prefix { !".[]".contains($0) })")
            }
            let next = schema.properties.isEmpty ? schema.additionalProperties?.schema : schema.properties[name]
            guard let next else { return (nil, names, "does not refer to a valid field") }
            schema = next
            names.append(name)
        }
        return (schema, names, "")
    }
}
