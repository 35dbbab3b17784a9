import Machinery

/// What a reconcile leaves to be done.
public enum ReconcileResult: Sendable, Hashable {
    /// Nothing, until a watch tells of a change.
    case done
    /// To look again after this long. Only for what cannot be watched: the call site says what that is.
    case after(Duration)

    /// The sooner of two.
    public func merging(_ other: ReconcileResult) -> ReconcileResult {
        switch (self, other) {
        case (.done, let result), (let result, .done): result
        case (.after(let mine), .after(let theirs)): .after(min(mine, theirs))
        }
    }
}

/// Several failures of one reconcile.
public struct AggregateError: Error, Sendable, CustomStringConvertible {
    public let errors: [any Error]

    /// - Parameter errors: Nested aggregates are taken apart.
    public init(_ errors: [any Error]) {
        self.errors = errors.flatMap { ($0 as? AggregateError)?.errors ?? [$0] }
    }

    public var description: String {
        errors.count == 1 ? "\(errors[0])" : "[\(errors.map { "\($0)" }.joined(separator: ", "))]"
    }
}

/// Runs the phases of a reconcile to the end: one that fails does not keep the next from its work.
///
/// ```swift
/// var phases = Phases()
/// await phases.run { try await reconcileBootstrap(&machine, context) }
/// await phases.run { try await reconcileInfrastructure(&machine, context) }
/// return try phases.result()
/// ```
public struct Phases: Sendable {
    private var merged = ReconcileResult.done
    private var errors: [any Error] = []

    public init() {}

    public mutating func run(
        isolation: isolated (any Actor)? = #isolation, _ phase: () async throws -> ReconcileResult
    ) async {
        do {
            merged = merged.merging(try await phase())
        } catch {
            errors.append(error)
        }
    }

    /// The soonest time of all phases.
    ///
    /// - Throws: The failure where one phase failed, ``AggregateError`` where several did.
    public func result() throws -> ReconcileResult {
        switch errors.count {
        case 0: return merged
        case 1: throw errors[0]
        default: throw AggregateError(errors)
        }
    }
}

extension Error {
    /// Whether nothing is wrong but that somebody else wrote first.
    var isConflict: Bool {
        if let aggregate = self as? AggregateError { return aggregate.errors.allSatisfy(\.isConflict) }
        return (self as? APIStatus)?.reason == .conflict
    }
}
