public import ObjectStore
public import Testing

/// One thing that every ``ObjectStore`` must do. Each implementation's tests run all of them, each on a new empty store.
public struct StoreContract: Sendable, CustomTestStringConvertible {
    public let name: String
    public let check: @Sendable (any ObjectStore) async throws -> Void

    public var testDescription: String { name }

    init(_ name: String, _ check: @escaping @Sendable (any ObjectStore) async throws -> Void) {
        self.name = name
        self.check = check
    }

    public static let all: [StoreContract] =
        reads + commits + watches + history + forks + scopes + concurrency + model
}
