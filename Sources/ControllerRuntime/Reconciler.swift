public import Effects
public import KubernetesClient
public import Logging
public import Machinery

/// Brings the world of one object to what the object asks for.
///
/// Reconciles of one key never overlap; those of different keys do. A reconcile is called again after every change of what
/// its controller watches, and after it has failed, so it must be able to begin from any state.
public protocol Reconciler: Sendable {
    /// - Parameter name: The object, which may be gone by now.
    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult
}

/// What a reconcile works with.
public struct ReconcileContext: Sendable {
    /// Writes, and reads that must be up to date. What is written here is waited for: the key is not reconciled again until
    /// the caches have seen it.
    public let client: any Client
    /// Reads from what the watches have told.
    public let cache: ObjectCache
    public let time: any TimeSource
    public let random: any RandomSource
    public let events: EventRecorder
    /// Carries the controller, the object and the number of the reconcile.
    public let logger: Logger

    let observation: Observation
}
