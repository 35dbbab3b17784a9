// Conditions made of other conditions, by the rules of Cluster API v1beta1: the worst group decides.

/// How a summary or an aggregate is made.
public struct ConditionMerge: Sendable {
    /// The types that take part, most important first; `nil` takes all but `Ready`.
    public var types: [String]?
    /// Says `2 of 5 completed` instead of the message of the worst condition.
    public var countsSteps: Bool
    /// Counts steps only where no other types than these are present, and against their number.
    public var countsStepsOnlyOf: [String]?
    /// Adds the kind and name of the object whose condition decided to the reason: `Failed @ Machine/m-1`.
    public var namesSource: Bool

    public init(
        types: [String]? = nil, countsSteps: Bool = false, countsStepsOnlyOf: [String]? = nil, namesSource: Bool = false
    ) {
        self.types = types
        self.countsSteps = countsSteps
        self.countsStepsOnlyOf = countsStepsOnlyOf
        self.namesSource = namesSource
    }
}

extension [Condition] {
    /// The `Ready` condition of this list under another type.
    ///
    /// - Parameters:
    ///   - type: The type of the mirror.
    ///   - fallback: The mirror where the list has no `Ready`.
    public func mirror(as type: String, fallback: Condition? = nil) -> Condition? {
        guard var mirror = self[Condition.ready] else { return fallback }
        mirror.type = type
        return mirror
    }

    /// A condition that sums up this list.
    ///
    /// - Returns: `nil` where no condition takes part.
    public func summary(
        as type: String = Condition.ready, _ options: ConditionMerge = ConditionMerge()
    ) -> Condition? {
        let inScope = filter { $0.type != Condition.ready && (options.types?.contains($0.type) ?? true) }
        var steps: Int?
        if let allowed = options.countsStepsOnlyOf {
            if inScope.allSatisfy({ allowed.contains($0.type) }) { steps = allowed.count }
        } else if options.countsSteps {
            steps = options.types?.count ?? inScope.count
        }
        return merge(inScope.map { LocatedCondition(condition: $0, source: "") }, as: type, options, steps: steps)
    }

    /// A condition that sums up the `Ready` conditions of several objects.
    ///
    /// - Parameters:
    ///   - type: The type of the aggregate.
    ///   - sources: The kind, name and conditions of every object.
    ///   - options: Steps are counted unless told otherwise: `2 of 3 completed`.
    /// - Returns: `nil` where no object has a `Ready` condition.
    public static func aggregate(
        as type: String, of sources: [(kind: String, name: String, conditions: [Condition])],
        _ options: ConditionMerge = ConditionMerge(countsSteps: true)
    ) -> Condition? {
        let found = sources.compactMap { source in
            source.conditions[Condition.ready].map {
                LocatedCondition(condition: $0, source: "\(source.kind)/\(source.name)")
            }
        }
        return merge(found, as: type, options, steps: options.countsSteps ? sources.count : nil)
    }

    /// The same over typed objects.
    public static func aggregate<Object: Conditioned>(
        as type: String, of objects: [Object], _ options: ConditionMerge = ConditionMerge(countsSteps: true)
    ) -> Condition? {
        let kind = Object.resourceType.kind
        return aggregate(as: type, of: objects.map { (kind, $0.metadata.name, $0.conditions) }, options)
    }
}

private struct LocatedCondition {
    var condition: Condition
    /// `Kind/name` of its object.
    var source: String
}

/// - Parameter steps: The number to count true conditions against; `nil` says the worst condition's message.
private func merge(
    _ conditions: [LocatedCondition], as type: String, _ options: ConditionMerge, steps: Int?
) -> Condition? {
    // The first of several conditions of one priority decides unless the options name another.
    guard let top = conditions.map(\.condition.mergePriority).min() else { return nil }
    let worst = conditions.filter { $0.condition.mergePriority == top }
    let named = options.types.flatMap { types in
        types.lazy.compactMap { type in worst.first { $0.condition.type == type } }.first
    }
    guard let deciding = named ?? worst.first else { return nil }
    guard deciding.condition.status != .true else { return .true(type) }

    var reason = deciding.condition.reason
    if options.namesSource, !deciding.source.isEmpty, !reason.contains("@") { reason += " @ \(deciding.source)" }
    let completed = conditions.filter { $0.condition.status == .true }.count
    let message = steps.map { "\(completed) of \($0) completed" } ?? deciding.condition.message
    guard deciding.condition.status == .false else { return .unknown(type, reason: reason, message) }
    return .false(type, reason: reason, severity: deciding.condition.severity, message)
}

extension Condition {
    /// False conditions by severity, then true ones, then unknown ones.
    fileprivate var mergePriority: Int {
        switch (status, severity) {
        case (.false, .error): 0
        case (.false, .warning): 1
        case (.false, .info): 2
        case (.true, _): 3
        case (.unknown, _): 4
        default: 5
        }
    }
}
