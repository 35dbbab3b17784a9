public import JSON

/// `metav1.LabelSelector`: a selector as a field of an object.
///
/// An empty selector matches every object. An absent one matches none: `Optional<LabelSelector>` has `matches` and
/// `requirements` too.
public struct LabelSelector: JSONRepresentable {
    public var matchLabels: [String: String]
    public var matchExpressions: [Expression]
    public var unknownFields = JSONObject()

    public init(matchLabels: [String: String] = [:], matchExpressions: [Expression] = []) {
        self.matchLabels = matchLabels
        self.matchExpressions = matchExpressions
    }

    public var isEmpty: Bool { matchLabels.isEmpty && matchExpressions.isEmpty }

    /// Whether the labels satisfy every part of the selector. A part that is not valid is satisfied by none.
    public func matches(_ labels: [String: String]) -> Bool {
        matchLabels.allSatisfy { labels[$0.key] == $0.value } && matchExpressions.allSatisfy { $0.matches(labels) }
    }

    /// The selector in the form of a query.
    ///
    /// - Throws: `MachineryError.Code.invalidSelector` where a part is not valid.
    public var requirements: LabelRequirements {
        get throws(MachineryError) {
            var requirements: [LabelRequirement] = []
            for (key, value) in matchLabels.sorted(by: { $0.key < $1.key }) {
                requirements.append(try LabelRequirement(key, .equals, [value]))
            }
            for expression in matchExpressions { requirements.append(try expression.requirement) }
            return LabelRequirements(requirements)
        }
    }

    /// `metav1.LabelSelectorRequirement`.
    public struct Expression: JSONRepresentable {
        public var key: String
        public var `operator`: Operator
        public var values: [String]
        public var unknownFields = JSONObject()

        public init(_ key: String, _ operator: Operator, _ values: [String] = []) {
            self.key = key
            self.operator = `operator`
            self.values = values
        }

        public func matches(_ labels: [String: String]) -> Bool {
            switch `operator` {
            case .in: labels[key].map(values.contains) ?? false
            case .notIn: labels[key].map { !values.contains($0) } ?? true
            case .exists: labels[key] != nil
            case .doesNotExist: labels[key] == nil
            default: false
            }
        }

        var requirement: LabelRequirement {
            get throws(MachineryError) {
                switch `operator` {
                case .in: try LabelRequirement(key, .in, values)
                case .notIn: try LabelRequirement(key, .notIn, values)
                case .exists: try LabelRequirement(key, .exists, values)
                case .doesNotExist: try LabelRequirement(key, .doesNotExist, values)
                default:
                    throw MachineryError(
                        .invalidSelector, "\(`operator`.rawValue.goQuoted) is not a valid label selector operator")
                }
            }
        }
    }

    public struct Operator: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let `in` = Operator(rawValue: "In")
        public static let notIn = Operator(rawValue: "NotIn")
        public static let exists = Operator(rawValue: "Exists")
        public static let doesNotExist = Operator(rawValue: "DoesNotExist")
    }
}

extension LabelSelector? {
    /// Whether the labels satisfy the selector; no labels satisfy an absent one.
    public func matches(_ labels: [String: String]) -> Bool { self?.matches(labels) ?? false }

    /// - Throws: `MachineryError.Code.invalidSelector` where a part is not valid.
    public var requirements: LabelRequirements {
        get throws(MachineryError) {
            guard let selector = self else { return .nothing }
            return try selector.requirements
        }
    }
}

extension LabelSelector {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        matchLabels = try fields.value("matchLabels", default: [:])
        matchExpressions = try fields.value("matchExpressions", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("matchLabels", matchLabels)
        fields.setUnlessEmpty("matchExpressions", matchExpressions)
        return fields.json(adding: unknownFields)
    }

    /// What is wrong with the selector, in the words of Kubernetes' `ValidateLabelSelector`.
    ///
    /// - Parameter field: The path of the selector, such as `spec.selector`.
    public func validate(at field: String) -> [FieldError] {
        var errors = ObjectMeta.validate(labels: matchLabels, at: "\(field).matchLabels")
        for (index, expression) in matchExpressions.enumerated() {
            errors += expression.validate(at: "\(field).matchExpressions[\(index)]")
        }
        return errors
    }
}

extension LabelSelector.Expression {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        key = try fields.required("key")
        `operator` = try fields.required("operator")
        values = try fields.value("values", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("key", key)
        fields.set("operator", `operator`)
        fields.setUnlessEmpty("values", values)
        return fields.json(adding: unknownFields)
    }

    func validate(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        switch `operator` {
        case .in, .notIn:
            if values.isEmpty {
                errors.append(.required("\(field).values", "must be specified when `operator` is 'In' or 'NotIn'"))
            }
        case .exists, .doesNotExist:
            if !values.isEmpty {
                errors.append(
                    .forbidden("\(field).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
            }
        default:
            errors.append(.invalid("\(field).operator", `operator`.json, "not a valid selector operator"))
        }
        errors += NameRule.qualifiedName.problems(in: key).map { .invalid("\(field).key", .string(key), $0) }
        for (index, value) in values.enumerated() {
            errors += NameRule.labelValue.problems(in: value).map {
                .invalid("\(field).values[\(index)]", .string(value), $0)
            }
        }
        return errors
    }
}
