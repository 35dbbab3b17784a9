/// What Kubernetes asks of literals beyond their types: the validators of its environment.
struct LiteralValidation {
    private let checked: CheckedExpression
    private var issues: [CompileIssue] = []

    /// - Returns: What is wrong, in the order of the text.
    static func issues(in checked: CheckedExpression) -> [CompileIssue] {
        var validation = LiteralValidation(checked: checked)
        validation.visit(checked.tree.root, isExempt: false)
        return validation.issues.sorted { $0.offset < $1.offset }
    }

    private init(checked: CheckedExpression) {
        self.checked = checked
    }

    private mutating func report(_ message: String, at id: NodeID) {
        issues.append(CompileIssue(offset: checked.tree.offsets[id], message: message))
    }

    /// - Parameter isExempt: Whether literals may be of mixed types: what is formatted into a text may.
    private mutating func visit(_ id: NodeID, isExempt: Bool) {
        var isExempt = isExempt
        switch checked.tree[id] {
        case .call(let function, let target, let arguments):
            if function == "format" { isExempt = true }
            validateCall(function, target, arguments, id)
        case .list(let elements, let optionals) where !isExempt: validateList(elements, optionals)
        case .map(let entries) where !isExempt: validateMap(entries)
        default: break
        }
        for child in checked.tree[id].children { visit(child, isExempt: isExempt) }
    }
}

// MARK: - One type

extension LiteralValidation {
    private func type(of id: NodeID, isOptional: Bool) -> CELType {
        guard isOptional else { return checked.types[id] }
        if case .optional(let inner) = checked.types[id] { return inner }
        return .dyn
    }

    private mutating func compare(_ id: NodeID, _ type: CELType, with expected: CELType) {
        if type != expected { report("expected type '\(expected)' but found '\(type)'", at: id) }
    }

    private mutating func validateList(_ elements: [NodeID], _ optionals: Set<Int>) {
        guard let first = elements.first else { return }
        let expected = type(of: first, isOptional: optionals.contains(0))
        for (place, element) in elements.enumerated() {
            let found = type(of: element, isOptional: optionals.contains(place))
            compare(element, found, with: expected)
            if found != expected { return }
        }
    }

    private mutating func validateMap(_ entries: [SyntaxNode.Entry]) {
        guard let first = entries.first else { return }
        let key = checked.types[first.key]
        let value = type(of: first.value, isOptional: first.isOptional)
        for entry in entries {
            compare(entry.key, checked.types[entry.key], with: key)
            compare(entry.value, type(of: entry.value, isOptional: entry.isOptional), with: value)
        }
    }
}

// MARK: - Arguments

extension LiteralValidation {
    private mutating func validateCall(_ function: String, _ target: NodeID?, _ arguments: [NodeID], _ id: NodeID) {
        switch function {
        case "duration", "timestamp", "matches":
            guard let argument = arguments.first, case .constant(let constant) = checked.tree[argument],
                !isAccepted(CELValue(constant), by: function)
            else { return }
            report("invalid \(function) argument", at: argument)
        case "format":
            guard let target, case .constant(.string(let format)) = checked.tree[target], arguments.count == 1,
                case .list(let elements, _) = checked.tree[arguments[0]]
            else { return }
            validateFormat(format, elements, id)
        default: break
        }
    }

    private func isAccepted(_ value: CELValue, by function: String) -> Bool {
        do throws(EvaluationError) {
            switch function {
            case "duration": return try Conversions.duration(value) != nil
            case "timestamp": return try Conversions.timestamp(value) != nil
            default:
                if case .string(let pattern) = value { _ = try FunctionLibrary.expression(pattern) }
                return true
            }
        } catch { return false }
    }

    private mutating func validateFormat(_ format: String, _ elements: [NodeID], _ id: NodeID) {
        var culprit: NodeID?
        do throws(EvaluationError) {
            let (_, taken) = try TextFormat.render(format, count: elements.count) {
                (clause) throws(EvaluationError) in
                guard let misfit = misfit(elements[clause.index], clause.letter) else { return "" }
                culprit = misfit
                throw TextFormat.mismatch(clause.letter, checked.types[misfit])
            }
            if taken < elements.count {
                report(
                    "too many arguments supplied to string.format (expected \(taken), got \(elements.count))", at: id)
            }
        } catch {
            report(error.message, at: culprit ?? id)
        }
    }

    /// The argument, or the part of it, that cannot be written by a clause.
    private func misfit(_ id: NodeID, _ letter: Unicode.Scalar) -> NodeID? {
        guard Self.takes(letter, checked.types[id]) else { return id }
        guard letter == "s" else { return nil }
        switch checked.tree[id] {
        case .list(let elements, _): return elements.lazy.compactMap { misfit($0, letter) }.first
        case .map(let entries):
            return entries.lazy.compactMap { misfit($0.key, letter) ?? misfit($0.value, letter) }.first
        default: return nil
        }
    }

    private static func takes(_ letter: Unicode.Scalar, _ type: CELType) -> Bool {
        switch (letter, type) {
        case (_, .dyn): true
        case ("s", .optional), ("s", .opaque), ("s", .object), ("s", .parameter), ("s", .error): false
        case ("s", _): true
        case ("d", .int), ("d", .uint), ("o", .int), ("o", .uint), ("b", .int), ("b", .uint), ("b", .bool): true
        case ("f", .double), ("f", .string), ("e", .double), ("e", .string): true
        case ("x", .int), ("x", .uint), ("x", .string), ("x", .bytes): true
        case ("X", .int), ("X", .uint), ("X", .string), ("X", .bytes): true
        default: false
        }
    }
}
