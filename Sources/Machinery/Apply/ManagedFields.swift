import Effects
public import JSON

/// Who set which fields of an object, from its `metadata.managedFields`.
public struct ManagedFields: Sendable, Hashable {
    static let fieldsType = "FieldsV1"
    /// The most entries of updates; the oldest are joined into one.
    static let maximumUpdateManagers = 10
    static let ancientChanges = "ancient-changes"
    static let beforeFirstApply = "before-first-apply"

    /// What makes a manager one. An applier is the same in every version of the API, an updater is another.
    struct Identity: Sendable, Hashable {
        var manager: String
        var operation: ManagedFieldsEntry.Operation
        /// Empty for appliers.
        var apiVersion: String
        var subresource: String

        init(
            _ manager: String, _ operation: ManagedFieldsEntry.Operation, apiVersion: String, subresource: String = ""
        ) {
            self.manager = manager
            self.operation = operation
            self.apiVersion = operation == .apply ? "" : apiVersion
            self.subresource = subresource
        }

        /// What Kubernetes' managers go by, and are sorted by: an entry with these members alone, as JSON.
        var sortKey: String {
            var entry = ManagedFieldsEntry()
            entry.manager = manager
            entry.operation = operation
            entry.apiVersion = apiVersion
            entry.subresource = subresource
            return entry.json.text
        }
    }

    struct Owned: Sendable, Hashable {
        /// The fields; a change of them forgets how they were written.
        var set: FieldSet {
            didSet { written = nil }
        }
        var apiVersion: String
        var isApplied: Bool
        var time: Timestamp?
        /// The set as it was read, which spares writing it again.
        private(set) var written: JSONValue?

        init(set: FieldSet, apiVersion: String, isApplied: Bool, time: Timestamp? = nil, written: JSONValue? = nil) {
            self.set = set
            self.apiVersion = apiVersion
            self.isApplied = isApplied
            self.time = time
            self.written = written
        }
    }

    var managers: [Identity: Owned] = [:]

    init(managers: [Identity: Owned] = [:]) {
        self.managers = managers
    }

    public var isEmpty: Bool { managers.isEmpty }

    /// All fields that somebody owns.
    public var fields: FieldSet { managers.values.reduce(FieldSet()) { $0.union($1.set) } }

    /// The managers in the order in which Kubernetes compares them by name.
    var sortedIdentities: [Identity] {
        managers.count < 2
            ? Array(managers.keys)
            : managers.keys.map { ($0, $0.sortKey) }.sorted { $0.1.byteOrder(to: $1.1) < 0 }.map(\.0)
    }
}

// MARK: - Coding

extension ManagedFields {
    /// Reads `metadata.managedFields`; nothing is owned where it is missing.
    ///
    /// - Throws: `DecodingFailure` for anything that no API server has written.
    public init(json: JSONValue?) throws(DecodingFailure) {
        guard let json, !json.isNull else { return }
        for (index, json) in try [JSONValue](json: json).enumerated() {
            do {
                let entry = try ManagedFieldsEntry(json: json)
                let (identity, owned) = try Self.read(entry, index: index)
                managers[identity] = owned
            } catch {
                throw error.nested(in: "[\(index)]")
            }
        }
    }

    private static func read(
        _ entry: ManagedFieldsEntry, index: Int
    ) throws(DecodingFailure) -> (Identity, Owned) {
        guard entry.operation == .apply || entry.operation == .update else {
            throw DecodingFailure("operation must be `Apply` or `Update`")
        }
        guard !entry.apiVersion.isEmpty else { throw DecodingFailure("apiVersion must not be empty") }
        guard entry.fieldsType == fieldsType else {
            throw DecodingFailure(
                entry.fieldsType.isEmpty
                    ? "missing fieldsType in managed fields entry \(index)"
                    : "invalid fieldsType \(entry.fieldsType.goQuoted) in managed fields entry \(index)")
        }
        let set = try entry.fieldsV1.map { json throws(DecodingFailure) in try FieldSet(fieldsV1: json) }
        let identity = Identity(
            entry.manager, entry.operation, apiVersion: entry.apiVersion, subresource: entry.subresource)
        let owned = Owned(
            set: set ?? FieldSet(), apiVersion: entry.apiVersion, isApplied: entry.operation == .apply,
            time: entry.time, written: entry.fieldsV1)
        return (identity, owned)
    }

    /// `metadata.managedFields` that somebody wrote, as the server stores them.
    ///
    /// - Returns: `nil` for none, which forgets all owners.
    /// - Throws: Where an entry is wrong, or cannot be read as one that a server wrote.
    public static func checked(_ json: JSONValue?) throws(DecodingFailure) -> JSONValue? {
        guard let json, !json.isNull else { return .none }
        let entries = try [ManagedFieldsEntry](json: json)
        if let violation = ManagedFieldsEntry.violations(in: entries).first {
            throw DecodingFailure(violation.description)
        }
        _ = try ManagedFields(json: json)
        return entries.isEmpty ? .none : .some(.array(entries.map(\.json)))
    }

    /// The entries as they stand in an object: appliers first, each kind by time and name; `nil` for none.
    public var json: JSONValue? {
        guard !managers.isEmpty else { return .none }
        return .array(entries.map(\.json))
    }

    /// The entries in order.
    public var entries: [ManagedFieldsEntry] {
        managers.map { identity, owned in
            var entry = ManagedFieldsEntry()
            entry.manager = identity.manager
            entry.operation = owned.isApplied ? .apply : identity.operation
            entry.apiVersion = owned.apiVersion
            entry.time = owned.time
            entry.fieldsType = Self.fieldsType
            entry.fieldsV1 = owned.written ?? owned.set.fieldsV1
            entry.subresource = identity.subresource
            return entry
        }
        .sorted { left, right in
            if left.operation != right.operation { return left.operation == .apply }
            let seconds = (left.time?.secondsSinceEpoch ?? 0, right.time?.secondsSinceEpoch ?? 0)
            if seconds.0 != seconds.1 { return seconds.0 < seconds.1 }
            let orders = [
                left.manager.byteOrder(to: right.manager), left.apiVersion.byteOrder(to: right.apiVersion),
                left.subresource.byteOrder(to: right.subresource),
            ]
            return (orders.first { $0 != 0 } ?? 0) < 0
        }
    }

    /// Whether a client asks to forget all owners: an empty list, or a list of one empty entry.
    static func isReset(_ json: JSONValue?) -> Bool {
        guard case .array(let entries)? = json else { return false }
        guard let first = entries.first else { return true }
        return entries.count == 1 && (try? ManagedFieldsEntry(json: first)) == ManagedFieldsEntry()
    }
}

// MARK: - Changes

extension ManagedFields {
    /// Joins the oldest entries of updates, version by version, until no more are left than allowed.
    mutating func joinOldestUpdates() {
        var count = managers.values.count { !$0.isApplied }
        guard count > Self.maximumUpdateManagers else { return }
        var updates = managers.filter { !$0.value.isApplied }.keys.map { ($0, $0.sortKey) }
        func seconds(_ identity: Identity) -> Int64 { managers[identity]?.time?.secondsSinceEpoch ?? 0 }
        updates.sort { left, right in
            let times = (seconds(left.0), seconds(right.0))
            return times.0 == times.1 ? left.1.byteOrder(to: right.1) < 0 : times.0 < times.1
        }
        var firstOfVersion: [String: Identity] = [:]
        for (identity, _) in updates where count > Self.maximumUpdateManagers {
            guard let owned = managers[identity] else { continue }
            guard let first = firstOfVersion[owned.apiVersion] else {
                firstOfVersion[owned.apiVersion] = identity
                continue
            }
            let bucket = Identity(Self.ancientChanges, .update, apiVersion: owned.apiVersion)
            if managers[bucket] == nil { managers[bucket] = managers.removeValue(forKey: first) }
            managers[identity] = nil
            var joined = managers[bucket] ?? owned
            joined.set = owned.set.union(joined.set)
            joined.time = owned.time
            managers[bucket] = joined
            count -= 1
        }
    }

    mutating func removeEmpty() {
        managers = managers.filter { !$0.value.set.isEmpty }
    }
}

extension JSONValue {
    var managedFields: JSONValue? { self["metadata"]?["managedFields"] }

    /// The object with other owners: with none where they are `nil`.
    func withManagedFields(_ managedFields: JSONValue?) -> JSONValue {
        var object = self
        if object["metadata"] == nil, managedFields == nil { return self }
        if object.managedFields == nil, managedFields == nil { return self }
        object.set(managedFields, at: ["metadata", "managedFields"])
        return object
    }
}
