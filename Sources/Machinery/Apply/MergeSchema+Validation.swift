public import JSON

extension MergeSchema {
    /// Checks that an object is what the schema says, as far as merging needs it.
    ///
    /// - Parameter allowsDuplicates: Whether several elements of a list may have one key, as in objects that were stored
    ///   before their schema said that they may not.
    /// - Throws: `MergeFailure` with every violation, up to a hundred.
    public func validate(_ object: JSONValue, allowsDuplicates: Bool = false) throws(MergeFailure) {
        var check = MergeCheck(allowsDuplicates: allowsDuplicates)
        check.check(object, type)
        if !check.violations.isEmpty { throw MergeFailure(check.violations) }
    }
}

private struct MergeCheck {
    let allowsDuplicates: Bool
    var violations: [MergeFailure.Violation] = []
    private var path: FieldSet.Path = []

    init(allowsDuplicates: Bool) {
        self.allowsDuplicates = allowsDuplicates
    }

    mutating func check(_ value: JSONValue, _ type: MergeType) {
        switch type.rules(for: value) {
        case .scalar(let scalar):
            if let message = scalar.violation(by: value) { report(message) }
        case .list(let list):
            switch value {
            case .null: break
            case .array(let elements): check(elements, list)
            default: report("expected list, got \(value.goPointer)")
            }
        case .map(let map):
            switch value {
            case .null: break
            case .object(let members): check(members, map)
            default: report("expected map, got \(value.goPointer)")
            }
        case .none: report(MergeFailure.noType)
        }
    }

    private mutating func check(_ members: JSONObject, _ map: MergeMap) {
        // What is known to be nothing but one value has no rules inside.
        if map.isAtomic, case .all(.untyped) = map.members { return }
        for (name, value) in members {
            path.append(.field(name))
            defer { path.removeLast() }
            let type = map.member(name).type
            if case .undeclared = type {
                report("field not declared in schema")
                return
            }
            check(value, type)
        }
    }

    private mutating func check(_ elements: [JSONValue], _ list: MergeList) {
        if list.isAtomic {
            if case .untyped = list.element { return }
            for (index, element) in elements.enumerated() { check(element, list.element, at: .index(index)) }
            return
        }
        var seen: Set<PathElement> = []
        for (index, value) in elements.enumerated() {
            let element: PathElement
            do {
                element = try list.pathElement(of: value)
            } catch {
                report("element \(index): \(error.message)")
                return
            }
            if !seen.insert(element).inserted, !allowsDuplicates {
                report("duplicate entries for key \(element)")
            }
            check(value, list.element, at: element)
        }
    }

    private mutating func check(_ value: JSONValue, _ type: MergeType, at element: PathElement) {
        path.append(element)
        check(value, type)
        path.removeLast()
    }

    private mutating func report(_ message: String) {
        guard violations.count < MergeFailure.maximumCount else { return }
        violations.append(MergeFailure.Violation(path: path.fieldPath, message: message))
    }
}

extension MergeScalar {
    /// What is wrong with a value; `nil` where nothing is, or there is none.
    func violation(by value: JSONValue) -> String? {
        switch (self, value) {
        case (_, .null), (.numeric, .integer), (.numeric, .number), (.string, .string), (.boolean, .bool): nil
        case (.untyped, .integer), (.untyped, .number), (.untyped, .string), (.untyped, .bool): nil
        case (.numeric, _): "expected numeric (int or float), got \(value.goType)"
        case (.string, _): "expected string, got &value.valueUnstructured{Value:\(value.goSyntax)}"
        case (.boolean, _): "expected boolean, got \(value.goPointer)"
        case (.untyped, _): "expected any scalar, got \(value.goPointer)"
        }
    }
}

// MARK: - Values as Go prints them

extension JSONValue {
    /// No message repeats more of a value than this.
    private static let maximumShown = 512

    private static func cut(_ text: String) -> String {
        text.utf8.count <= maximumShown ? text : text.prefix(maximumShown) + "..."
    }

    fileprivate var goPointer: String { "&{\(Self.cut(goText))}" }
    fileprivate var goSyntax: String { Self.cut(goLiteral) }

    /// `%v`
    private var goText: String {
        switch self {
        case .null: "<nil>"
        case .string(let text): text
        case .array(let elements): "[\(elements.map(\.goText).joined(separator: " "))]"
        case .object(let object):
            "map[\(object.sortedByKey().map { "\($0.key):\($0.value.goText)" }.joined(separator: " "))]"
        default: inFieldError
        }
    }

    /// `%#v`
    private var goLiteral: String {
        switch self {
        case .null: "interface {}(nil)"
        case .array(let elements): "[]interface {}{\(elements.map(\.goLiteral).joined(separator: ", "))}"
        case .object(let object):
            "map[string]interface {}{"
                + object.sortedByKey().map { "\($0.key.goQuoted):\($0.value.goLiteral)" }.joined(separator: ", ") + "}"
        default: inFieldError
        }
    }
}
