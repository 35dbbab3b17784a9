import JSON
import Machinery

/// One walk of an object along the rules of its schema.
struct RuleEvaluation {
    /// The value of a field before an update.
    struct Counterpart {
        /// `nil` where no old value corresponds.
        var value: JSONValue?
        /// Whether the nearest value above that corresponds has not changed.
        var isInsideSame = false
        /// Whether rules that hold of nothing that changed may be broken, as before.
        var ratchets = false
    }

    private(set) var errors: [FieldError] = []
    private var budget: Int64
    private let callLimit: UInt64
    private var isExhausted = false

    init(budget: Int64, callLimit: UInt64) {
        self.budget = budget
        self.callLimit = callLimit
    }

    mutating func visit(_ value: JSONValue, _ old: Counterpart, _ node: RuleNode, at path: String) {
        guard !isExhausted, !value.isNull else { return }
        evaluateRules(value, old, node, at: path)
        guard !isExhausted else { return }
        switch value {
        case .object(let object): visitMembers(of: object, value, old, node, at: path)
        case .array(let list):
            guard let element = node.elements, node.declaration.kind == .list else { return }
            let counterparts = self.counterparts(of: list, value, old, node)
            for (index, item) in list.enumerated() {
                visit(item, counterparts[index], element, at: "\(path)[\(index)]")
                if isExhausted { return }
            }
        default: break
        }
    }

    private mutating func visitMembers(
        of object: JSONObject, _ value: JSONValue, _ old: Counterpart, _ node: RuleNode, at path: String
    ) {
        if let element = node.elements, node.isMap {
            for (name, member) in object {
                visit(member, counterpart(name, value, old, node), element, at: "\(path)[\(name)]")
                if isExhausted { return }
            }
        }
        for (name, property) in node.properties {
            guard let member = object[name] else { continue }
            visit(member, counterpart(name, value, old, node), property, at: path.isEmpty ? name : "\(path).\(name)")
            if isExhausted { return }
        }
    }
}

// MARK: - Old values

extension RuleEvaluation {
    private func counterpart(_ name: String, _ value: JSONValue, _ old: Counterpart, _ node: RuleNode) -> Counterpart {
        Counterpart(
            value: old.value?[name], isInsideSame: old.isInsideSame || (node.isAtomicMap && old.value == value),
            ratchets: old.ratchets)
    }

    /// Only the elements of lists with keys have counterparts.
    private func counterparts(
        of list: [JSONValue], _ value: JSONValue, _ old: Counterpart, _ node: RuleNode
    ) -> [Counterpart] {
        guard node.listType == .map, let oldList = old.value?.arrayValue else {
            let isSame = old.isInsideSame || (old.value == value)
            return Array(
                repeating: Counterpart(value: nil, isInsideSame: isSame, ratchets: old.ratchets), count: list.count)
        }
        var byKey: [[JSONValue?]: JSONValue] = [:]
        for element in oldList {
            let key = node.listMapKeys.map { element[$0] }
            if byKey[key] == nil { byKey[key] = element }
        }
        return list.map { element in
            Counterpart(
                value: byKey[node.listMapKeys.map { element[$0] }], isInsideSame: old.isInsideSame,
                ratchets: old.ratchets)
        }
    }
}

// MARK: - Rules

extension RuleEvaluation {
    private mutating func evaluateRules(_ value: JSONValue, _ old: Counterpart, _ node: RuleNode, at path: String) {
        guard !node.rules.isEmpty else { return }
        guard budget > 0 else { return exhaust(path, node, Self.outOfBudget) }
        let current = CELValue(value, node.declaration)
        let previous = old.value.flatMap { $0.isNull ? nil : CELValue($0, node.declaration) }
        for rule in node.rules {
            if rule.usesOldSelf, previous == nil, !rule.isOldSelfOptional { continue }
            let oldSelf = rule.isOldSelfOptional ? previous.map(CELValue.present) ?? .absent : previous
            let (result, cost) = rule.program.evaluate([oldSelf, current], limit: callLimit)
            guard cost <= budget else { return exhaust(path, node, Self.outOfBudget) }
            budget -= Int64(cost)
            switch result {
            case .success(.bool(true)): continue
            case .success:
                guard let error = broken(rule, value, [oldSelf, current], node, at: path) else { return }
                if !(old.ratchets && !rule.usesOldSelf && isUnchanged(value, old)) { errors.append(error) }
                if isExhausted { return }
            case .failure(let error):
                guard report(error, rule, node, at: path) else { return }
            }
        }
    }

    private func isUnchanged(_ value: JSONValue, _ old: Counterpart) -> Bool {
        old.value.map { $0 == value } ?? old.isInsideSame
    }

    private static let outOfBudget =
        "validation failed due to running out of cost budget, no further validation rules will be run"

    private mutating func exhaust(_ path: String, _ node: RuleNode, _ detail: String) {
        errors.append(.invalid(path, .string(node.typeName), detail))
        isExhausted = true
    }

    /// - Returns: Whether further rules are evaluated.
    private mutating func report(
        _ error: EvaluationError, _ rule: CompiledRule, _ node: RuleNode, at path: String
    ) -> Bool {
        if error.isCancellation {
            exhaust(
                path, node,
                "'\(error.message)': no further validation rules will be run due to call cost exceeds limit for rule: "
                    + rule.name)
            return false
        }
        let detail =
            error.message.hasPrefix("no such overload")
            ? "'\(error.message)': call arguments did not match a supported operator, function or macro signature "
                + "for rule: \(rule.name)"
            : "\(error.message) evaluating rule: \(rule.name)"
        errors.append(.invalid(path, .string(node.typeName), detail))
        return true
    }

    /// The error of a rule that does not hold; `nil` where its message has used up the budget.
    private mutating func broken(
        _ rule: CompiledRule, _ value: JSONValue, _ variables: [CELValue?], _ node: RuleNode, at path: String
    ) -> FieldError? {
        var field = path + rule.fieldPath
        if path.isEmpty, field.hasPrefix(".") { field.removeFirst() }
        var detail = rule.message
        if let program = rule.messageProgram {
            let (result, cost) = program.evaluate(variables, limit: callLimit)
            guard cost <= budget else {
                exhaust(
                    field, node,
                    "messageExpression evaluation failed due to running out of cost budget, no further "
                        + "validation rules will be run")
                return nil
            }
            budget -= Int64(cost)
            switch result {
            case .success(.string(let text)): detail = Self.message(text) ?? detail
            case .failure(let error) where error.isCancellation:
                exhaust(
                    field, node,
                    "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                        + FunctionLibrary.quoted(rule.name))
                return nil
            default: break
            }
        }
        let isStructure = node.typeName == "object" || node.typeName == "array"
        return FieldError(rule.reason, field, value: isStructure ? Optional.none : value, detail)
    }

    /// At most 5 KiB in one line; `nil` for what is no message.
    private static func message(_ text: String) -> String? {
        let trimmed = text.trimmed
        let isFit = !trimmed.isEmpty && trimmed.utf8.count <= 5 * 1024 && !trimmed.utf8.contains(UInt8(ascii: "\n"))
        return isFit ? trimmed : nil
    }
}
