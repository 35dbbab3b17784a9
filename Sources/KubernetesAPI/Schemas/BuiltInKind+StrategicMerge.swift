public import Machinery
import Synchronization

extension BuiltInKind {
    /// Which lists of the kind a strategic merge patch merges, as its schema tells clients.
    public var strategicMergeRules: StrategicMergeRules {
        Self.rules.withLock { rules in
            if let known = rules[groupVersionKind] { return known }
            var lists: [String: StrategicMergeRules.List] = [:]
            if let reference = BuiltInMessage.reference(of: groupVersionKind) {
                Self.collect(BuiltInMessage[reference], at: "", into: &lists)
            }
            let made = StrategicMergeRules(lists)
            rules[groupVersionKind] = made
            return made
        }
    }

    private static let rules = Mutex<[GroupVersionKind: StrategicMergeRules]>([:])

    private static func collect(
        _ message: BuiltInMessage, at path: String, into lists: inout [String: StrategicMergeRules.List]
    ) {
        // A message that contains itself has no lists that merge.
        guard message.name != "JSONSchemaProps" else { return }
        for field in message.fields {
            let path = path.isEmpty ? field.name : "\(path).\(field.name)"
            if field.shape == .list, field.notes.patchStrategy?.contains("merge") == true {
                lists[path] = field.notes.patchMergeKey.map { .map(key: $0) } ?? .set
            }
            if case .message(let reference) = field.type, field.shape != .map {
                collect(BuiltInMessage[reference], at: path, into: &lists)
            }
        }
    }
}
