import Effects
import JSON
import KubernetesClient
import Machinery

/// What a delete does to an object: decided without touching it.
enum DeletionPlan {
    /// The object goes at once.
    case remove
    /// The object stays until its finalizers are done; this is to be stored in its place.
    case mark(Unstructured)
    /// Its deletion has begun already and nothing about it changes.
    case wait

    static let orphan = "orphan"
    static let foreground = "foregroundDeletion"

    /// - Parameter now: To the second.
    init(for object: Unstructured, _ options: DeleteOptions, _ definition: ResourceDefinition, now: Timestamp) {
        var marked = object
        marked.finalizers = Self.finalizers(of: object, options.propagation)
        guard definition.isHeld(marked) else {
            self = .remove
            return
        }
        if !object.isBeingDeleted {
            marked.deletionTimestamp = now
            marked.setMetadata("deletionGracePeriodSeconds", 0)
            // What a controller of the kind observed last was not yet being deleted.
            if object.generation > 0 { marked.generation = object.generation + 1 }
            definition.rules.prepareForDeletion?(&marked)
        }
        self = marked == object ? .wait : .mark(marked)
    }

    /// The finalizers that carry out a propagation policy come and go with it; without a policy the object keeps those it
    /// has.
    private static func finalizers(of object: Unstructured, _ propagation: DeleteOptions.Propagation?) -> [String] {
        guard let propagation else { return object.finalizers }
        let wanted: String? =
            switch propagation {
            case .background: nil
            case .foreground: foreground
            case .orphan: orphan
            }
        let others = object.finalizers.filter { $0 == wanted || ($0 != orphan && $0 != foreground) }
        guard let wanted, !others.contains(wanted) else { return others }
        return others + [wanted]
    }
}
