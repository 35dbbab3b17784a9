import Effects

/// One contact of the code under simulation with the world around it: where it is traced, and where it can be made to fail.
public struct Effect: Sendable, Hashable, CustomStringConvertible {
    /// An open set.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let apiRequest = Kind(rawValue: "api request")
        public static let watchEvent = Kind(rawValue: "watch event")
        public static let workloadCall = Kind(rawValue: "workload call")
        public static let cloudCall = Kind(rawValue: "cloud call")
        public static let timer = Kind(rawValue: "timer")
        /// A point at which the process may end.
        public static let crash = Kind(rawValue: "crash")
    }

    public var kind: Kind
    /// `patch clusters.cluster.x-k8s.io default/demo`.
    public var detail: String

    public init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    public var description: String { "\(kind.rawValue): \(detail)" }
}

/// What goes wrong with an effect.
public enum Fault: Sendable {
    /// The effect does not take place.
    case failure(any Error)
    /// The effect takes place, but its caller hears of a failure.
    case lostAnswer(any Error)
    /// The effect takes place later.
    case delay(Duration)
}

/// Decides what goes wrong with an effect; `nil` where nothing does.
public typealias FaultInjector = @Sendable (Effect) -> Fault?

extension SimulationContext {
    /// Carries out `operation` as `effect`: traced, and with the fault that the simulation chose for it.
    ///
    /// - Parameter outcome: How the trace tells the result; empty text unless given.
    public func perform<Result: Sendable>(
        _ effect: Effect, outcome: (Result) -> String = { _ in "" },
        isolation: isolated (any Actor)? = #isolation, _ operation: () async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await apply(faults?(effect), operation)
            trace.record(effect, outcome: outcome(result), at: time.now())
            return result
        } catch {
            trace.record(effect, outcome: "\(error)", at: time.now())
            throw error
        }
    }

    private func apply<Result: Sendable>(
        _ fault: Fault?, isolation: isolated (any Actor)? = #isolation, _ operation: () async throws -> Result
    ) async throws -> Result {
        switch fault {
        case nil:
            return try await operation()
        case .failure(let error):
            throw error
        case .lostAnswer(let error):
            _ = try await operation()
            throw error
        case .delay(let duration):
            try await time.sleep(for: duration)
            return try await operation()
        }
    }

    /// Records something that happened without a chance to fail.
    public func note(_ effect: Effect, outcome: String = "") {
        trace.record(effect, outcome: outcome, at: time.now())
    }
}
