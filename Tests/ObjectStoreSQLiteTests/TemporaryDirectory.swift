import Foundation
import ObjectStoreSQLite

/// Runs `body` with the path of a new directory, removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory.path)
}

/// Runs `body` with a new store. Its memory is so small that most reads and watches need the database.
func withNewStore<Result: Sendable>(
    options: SQLiteStore.Options = .frugal, _ body: (SQLiteStore) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        try await withSQLiteStore(at: directory, program: "test 1", options: options, body)
    }
}

extension SQLiteStore.Options {
    static var frugal: SQLiteStore.Options {
        var options = SQLiteStore.Options()
        options.cacheBytes = 4_096
        options.windowChanges = 64
        options.windowBytes = 1 << 16
        return options
    }
}

func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}

func files(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
}
