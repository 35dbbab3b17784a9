import Effects
import JSON
import Machinery

/// What a controller changed on one object, taken apart into the requests that carry it.
struct PatchPlan: Sendable {
    /// Everything but the status; empty where nothing else changed.
    let main: JSONObject
    /// The status without conditions.
    let status: JSONObject
    private let conditions: [ConditionChange]
    /// Whether a list is replaced as a whole, so that somebody else's change of it would be lost.
    private let mainTouchesList: Bool
    let statusTouchesList: Bool

    /// - Parameters:
    ///   - hasClusterAPIConditions: Whether `status.conditions` are of Cluster API v1beta1; else they are metav1's.
    ///   - observedGeneration: What `status.observedGeneration` becomes; `nil` leaves it.
    init(
        from original: JSONValue, to modified: JSONValue, hasClusterAPIConditions: Bool, observedGeneration: Int64?
    ) throws(DecodingFailure) {
        let oldMain = original.objectValue?.removing("status") ?? [:]
        main = Self.diff(from: oldMain, to: modified.objectValue?.removing("status") ?? [:])
        mainTouchesList = Self.touchesList(main, of: oldMain)

        let oldStatus = original["status"]?.objectValue ?? [:]
        var newStatus = modified["status"]?.objectValue ?? [:]
        if let observedGeneration, observedGeneration > 0 {
            newStatus["observedGeneration"] = .integer(observedGeneration)
        }
        let plainOldStatus = ConditionChange.stripped(oldStatus)
        status = Self.diff(from: plainOldStatus, to: ConditionChange.stripped(newStatus))
        statusTouchesList = Self.touchesList(status, of: plainOldStatus)
        conditions = try ConditionChange.changes(
            from: oldStatus, to: newStatus, hasClusterAPIConditions: hasClusterAPIConditions)
    }

    /// Whether the generation will rise, as far as the object's kind keeps one.
    var changesSpecification: Bool { main.contains { $0.key != "metadata" } }
    var hasConditions: Bool { !conditions.isEmpty }
    /// Whether the status only says that the generation was seen.
    var onlyObserves: Bool { status.count == 1 && status["observedGeneration"] != nil && !hasConditions }
    /// Whether nothing changes but the words of conditions: reasons, messages and severities where the status stays.
    var changesOnlyWords: Bool { main.isEmpty && status.isEmpty && conditions.allSatisfy(\.changesOnlyWords) }
    var changesStatus: Bool { !status.isEmpty || hasConditions }

    /// The merge patch of everything but the status.
    ///
    /// - Parameter resourceVersion: The version that the changes were made on. It is sent where a list changes, also one of
    ///   the status, so that the version answered is a safe base for the patch of the status.
    func mainBody(resourceVersion: String) -> JSONValue {
        var body = main
        if mainTouchesList || statusTouchesList { body.setResourceVersion(resourceVersion) }
        return .object(body)
    }

    /// The merge patch of the status on top of what is stored now; `nil` where that is already as it should be.
    ///
    /// - Throws: `MachineryError` with code `conflict` where somebody else changed a condition that is not owned.
    func statusBody(on latest: Unstructured, owned: [String], now: Timestamp) throws -> JSONValue? {
        let latestStatus = latest.fields["status"]?.objectValue ?? [:]
        var changed = status
        for change in conditions {
            try change.merge(into: &changed, latest: latestStatus, owned: owned, now: now)
        }
        guard !changed.isEmpty else { return nil }
        var body: JSONObject = ["status": .object(changed)]
        if statusTouchesList || hasConditions { body.setResourceVersion(latest.resourceVersion) }
        return .object(body)
    }

    private static func diff(from old: JSONObject, to new: JSONObject) -> JSONObject {
        MergePatch.diff(from: .object(old), to: .object(new)).objectValue ?? [:]
    }

    private static func touchesList(_ patch: JSONObject, of old: JSONObject) -> Bool {
        patch.contains { key, value in touchesList(value, of: old[key]) }
    }

    private static func touchesList(_ patch: JSONValue, of old: JSONValue?) -> Bool {
        if case .array = old { return true }
        switch patch {
        case .array: return true
        case .object(let members): return touchesList(members, of: old?.objectValue ?? [:])
        default: return false
        }
    }
}

/// The changes of one list of conditions of either kind.
enum ConditionChange: Sendable {
    case clusterAPI(path: [String], ConditionPatch<Condition>)
    case meta(path: [String], ConditionPatch<MetaCondition>)

    private static let primary = ["conditions"]
    /// Where Cluster API v1beta1 keeps its metav1 conditions.
    private static let v1beta2 = ["v1beta2", "conditions"]

    static func changes(
        from old: JSONObject, to new: JSONObject, hasClusterAPIConditions: Bool
    ) throws(DecodingFailure) -> [ConditionChange] {
        var changes: [ConditionChange] = []
        for path in [primary, v1beta2] {
            // Equal lists are not worth decoding, and most are.
            guard JSONValue.object(old).value(at: path) != JSONValue.object(new).value(at: path) else { continue }
            if hasClusterAPIConditions, path == primary {
                let patch = ConditionPatch<Condition>(from: try list(old, path), to: try list(new, path))
                if !patch.isEmpty { changes.append(.clusterAPI(path: path, patch)) }
            } else {
                let patch = ConditionPatch<MetaCondition>(from: try list(old, path), to: try list(new, path))
                if !patch.isEmpty { changes.append(.meta(path: path, patch)) }
            }
        }
        return changes
    }

    var changesOnlyWords: Bool {
        switch self {
        case .clusterAPI(_, let patch): patch.changesOnlyWords
        case .meta(_, let patch): patch.changesOnlyWords
        }
    }

    /// The status without its conditions.
    static func stripped(_ status: JSONObject) -> JSONObject {
        var status = status.removing("conditions")
        if let group = status["v1beta2"]?.objectValue {
            let rest = group.removing("conditions")
            status["v1beta2"] = rest.isEmpty ? nil : .object(rest)
        }
        return status
    }

    func merge(into body: inout JSONObject, latest: JSONObject, owned: [String], now: Timestamp) throws {
        switch self {
        case .clusterAPI(let path, let patch): try Self.merge(patch, path, &body, latest, owned, now)
        case .meta(let path, let patch): try Self.merge(patch, path, &body, latest, owned, now)
        }
    }

    private static func merge<Element>(
        _ patch: ConditionPatch<Element>, _ path: [String], _ body: inout JSONObject, _ latest: JSONObject,
        _ owned: [String], _ now: Timestamp
    ) throws {
        let stored: [Element] = try list(latest, path)
        var merged = stored
        try patch.apply(to: &merged, owned: owned, now: now)
        if merged != stored { body.set(merged.json, at: path[...]) }
    }

    private static func list<Element: JSONRepresentable>(
        _ status: JSONObject, _ path: [String]
    ) throws(DecodingFailure) -> [Element] {
        guard let json = JSONValue.object(status).value(at: path), !json.isNull else { return [] }
        return try [Element](json: json)
    }
}

extension JSONObject {
    fileprivate func removing(_ key: String) -> JSONObject {
        var rest = self
        rest[key] = nil
        return rest
    }

    fileprivate mutating func set(_ value: JSONValue, at path: ArraySlice<String>) {
        guard let key = path.first else { return }
        guard path.count > 1 else {
            self[key] = value
            return
        }
        var member = self[key]?.objectValue ?? [:]
        member.set(value, at: path.dropFirst())
        self[key] = .object(member)
    }

    fileprivate mutating func setResourceVersion(_ version: String) {
        set(.string(version), at: ["metadata", "resourceVersion"])
    }
}
