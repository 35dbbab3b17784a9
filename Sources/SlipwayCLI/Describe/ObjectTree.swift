import Effects
import Machinery

/// One line of the tree that `describe` shows, with the lines below it.
struct ObjectTree: Sendable, Hashable {
    /// `Cluster/demo`, `ControlPlane - KubeadmControlPlane/demo-control-plane`, or `Workers` for a line that is no object.
    var title: String
    /// The object's `Ready` condition, if it has one.
    var ready: Condition?
    /// Conditions to show below the object, `Ready` not among them.
    var conditions: [Condition] = []
    var isBeingDeleted = false
    var children: [ObjectTree] = []
    /// What may be shown as one line with siblings of the same kind: `Machine`; `nil` for lines that stand alone.
    var groupKind: String?
    var name: String

    init(
        title: String, name: String = "", ready: Condition? = nil, groupKind: String? = nil, children: [ObjectTree] = []
    ) {
        self.title = title
        self.name = name
        self.ready = ready
        self.groupKind = groupKind
        self.children = children
    }

    /// Replaces siblings of one kind whose `Ready` conditions say the same by one line: `3 Machines...`.
    ///
    /// Siblings that show conditions or children of their own stay apart, as in `clusterctl describe`.
    func grouped() -> ObjectTree {
        var result = self
        result.children = []
        var positions: [GroupKey: Int] = [:]
        var members: [GroupKey: [ObjectTree]] = [:]
        for child in children.map({ $0.grouped() }) {
            guard let key = child.groupingKey else {
                result.children.append(child)
                continue
            }
            if positions[key] == nil {
                positions[key] = result.children.count
                result.children.append(child)
            }
            members[key, default: []].append(child)
        }
        for (key, position) in positions {
            guard let group = members[key], group.count > 1 else { continue }
            result.children[position] = Self.line(for: group, of: key.kind)
        }
        return result
    }

    private struct GroupKey: Hashable {
        var kind: String
        var status: ConditionStatus?
        var severity: Condition.Severity?
        var reason: String?
    }

    private var groupingKey: GroupKey? {
        guard let groupKind, conditions.isEmpty, children.isEmpty, !isBeingDeleted else { return nil }
        return GroupKey(kind: groupKind, status: ready?.status, severity: ready?.severity, reason: ready?.reason)
    }

    private static func line(for group: [ObjectTree], of kind: String) -> ObjectTree {
        let names = group.map(\.name).sorted()
        var line = ObjectTree(title: "\(group.count) \(kind)s...")
        line.ready = group.compactMap(\.ready).min {
            ($0.lastTransitionTime ?? .distantFuture) < ($1.lastTransitionTime ?? .distantFuture)
        }
        let shown = names.prefix(2).joined(separator: ", ")
        line.ready?.message = "See \(shown)" + (names.count > 2 ? ", ..." : "")
        return line
    }
}

extension Timestamp {
    fileprivate static let distantFuture = Timestamp(nanosecondsSinceEpoch: .max)
}
