public import Machinery

/// The ways in which an operator tells controllers to keep their hands off.
public enum Pausing {
    /// Pauses the object that carries it, whatever its value.
    public static let annotation = "cluster.x-k8s.io/paused"

    public static func isPaused(_ metadata: ObjectMeta) -> Bool { metadata.annotations[annotation] != nil }

    public static func isPaused(_ object: Unstructured) -> Bool {
        object.value(at: "metadata", "annotations", annotation) != nil
    }
}
