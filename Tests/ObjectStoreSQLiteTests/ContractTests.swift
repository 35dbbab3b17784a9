import ObjectStore
import ObjectStoreSQLite
import ObjectStoreTestSuite
import Testing

@Suite("The store contract in SQLite", .timeLimit(.minutes(5)))
struct SQLiteContractTests {
    @Test("with little memory", arguments: StoreContract.all)
    func frugal(_ contract: StoreContract) async throws {
        try await withNewStore { store in try await contract.check(store) }
    }

    @Test("with the usual memory", arguments: StoreContract.all)
    func usual(_ contract: StoreContract) async throws {
        try await withNewStore(options: SQLiteStore.Options()) { store in try await contract.check(store) }
    }

    @Test("in a scope", arguments: StoreContract.all)
    func scope(_ contract: StoreContract) async throws {
        try await withNewStore { store in try await contract.check(store.scoped(prefix: "scope/")) }
    }

    @Test("in a fork", arguments: StoreContract.all)
    func fork(_ contract: StoreContract) async throws {
        try await withNewStore { store in
            try await store.withFork { fork in try await contract.check(fork) }
        }
    }
}
