import JSON
import Machinery

/// Which changes are worth a reconcile.
public struct Predicate: Sendable {
    let admits: @Sendable (ObjectChange) -> Bool

    public init(_ admits: @escaping @Sendable (ObjectChange) -> Bool) {
        self.admits = admits
    }

    public static let always = Predicate { _ in true }

    /// The object is new, gone, marked for deletion, or its spec changed.
    public static let generationChanged = Predicate { change in
        guard let old = change.old, let new = change.new else { return true }
        return old.generation != new.generation || old.isBeingDeleted != new.isBeingDeleted
    }

    public static let labelsChanged = Predicate { $0.old?.labels != $0.new?.labels }

    public static let annotationsChanged = Predicate { $0.old?.annotations != $0.new?.annotations }

    /// The object does not carry the annotation that pauses it.
    public static let notPaused = Predicate { !Pausing.isPaused($0.object) }

    /// The value at a path of members differs, a missing one from every other.
    public static func changed(at path: String...) -> Predicate {
        Predicate { $0.old?.json.value(at: path) != $0.new?.json.value(at: path) }
    }

    public static func || (left: Predicate, right: Predicate) -> Predicate {
        Predicate { left.admits($0) || right.admits($0) }
    }

    public static func && (left: Predicate, right: Predicate) -> Predicate {
        Predicate { left.admits($0) && right.admits($0) }
    }

    public static prefix func ! (predicate: Predicate) -> Predicate {
        Predicate { !predicate.admits($0) }
    }
}
