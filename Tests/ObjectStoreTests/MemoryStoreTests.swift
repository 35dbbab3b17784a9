import ObjectStore
import ObjectStoreTestSuite
import Testing

@Suite("The store contract", .timeLimit(.minutes(2)))
struct ContractTests {
    @Test("in memory", arguments: StoreContract.all)
    func memory(_ contract: StoreContract) async throws {
        try await contract.check(MemoryStore())
    }

    @Test("in a scope", arguments: StoreContract.all)
    func scope(_ contract: StoreContract) async throws {
        try await contract.check(MemoryStore().scoped(prefix: "scope/"))
    }

    @Test("in a fork", arguments: StoreContract.all)
    func fork(_ contract: StoreContract) async throws {
        try await MemoryStore().withFork { fork in try await contract.check(fork) }
    }
}
