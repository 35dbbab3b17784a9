/// Where the values and the history live that a store does not hold in memory.
///
/// A value is addressed by the revision of the mutation that wrote it, so it never changes; it only disappears by compaction.
package protocol StoreArchive: Sendable {
    /// The values that were written at these revisions, in the same order; `nil` where one is no longer kept.
    func values(at revisions: [Revision]) async throws(StoreError) -> [[UInt8]?]

    /// The changes of keys under `prefix` above `after` and up to `through`, the oldest first, as many as fit one batch.
    func changes(
        prefix: StoreKey, after: Revision, through: Revision
    ) async throws(StoreError) -> StoreWatchBatch

    /// For every key under `prefix` that changed above `after` and up to `through`: where the value lay that it had as of
    /// `after`, `nil` where it had none.
    func replacements(
        prefix: StoreKey, after: Revision, through: Revision
    ) async throws(StoreError) -> [(key: StoreKey, revision: Revision?)]
}
