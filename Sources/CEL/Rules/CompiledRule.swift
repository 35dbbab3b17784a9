import JSON
import Machinery

/// One rule of `x-kubernetes-validations`, ready to be evaluated.
struct CompiledRule: Sendable {
    static let variables = ["oldSelf", "self"]

    let program: Program
    let usesOldSelf: Bool
    let isOldSelfOptional: Bool
    let messageProgram: Program?
    /// What errors call the rule: its message, or else its text.
    let name: String
    let message: String
    /// Leads from the value of the rule to the field of its errors.
    let fieldPath: String
    let reason: FieldError.Kind
}

/// A rule as it is written.
struct RuleText {
    let rule: String
    let message: String
    let messageExpression: String
    let fieldPath: String
    let reason: String
    let optionalOldSelf: Bool?

    init(_ json: JSONValue) {
        rule = json["rule"]?.stringValue ?? ""
        message = json["message"]?.stringValue ?? ""
        messageExpression = json["messageExpression"]?.stringValue ?? ""
        fieldPath = json["fieldPath"]?.stringValue ?? ""
        reason = json["reason"]?.stringValue ?? ""
        optionalOldSelf = json["optionalOldSelf"]?.boolValue
    }

    var trimmedMessage: String { message.trimmed }
    var name: String { message.isEmpty ? rule.trimmed : trimmedMessage }

    var reasonKind: FieldError.Kind {
        switch reason {
        case "FieldValueForbidden": .forbidden
        case "FieldValueRequired": .required
        case "FieldValueDuplicate": .duplicate
        default: .invalid
        }
    }
}

extension String {
    var trimmed: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        let scalars = unicodeScalars.drop(while: isBlank)
        guard let end = scalars.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(scalars[...end])
    }
}
