public import Machinery

/// What the server itself does to objects of one kind, besides what their schema says. Objects are in the storage version.
public struct ResourceRules: Sendable {
    /// Sets what the server owns in a new object, before it is validated.
    public var prepareForCreate: (@Sendable (inout Unstructured) -> Void)?
    /// Sets what the server owns in a changed object, before it is validated.
    public var prepareForUpdate: (@Sendable (inout Unstructured, _ old: Unstructured) -> Void)?
    /// Sets what the server owns in an object whose deletion begins and must wait.
    public var prepareForDeletion: (@Sendable (inout Unstructured) -> Void)?
    /// What is wrong with an object; `old` is `nil` for a new one.
    public var validate: (@Sendable (_ object: Unstructured, _ old: Unstructured?) -> [FieldError])?
    /// Why an object may not be deleted; `nil` where it may.
    public var refuseDeletion: (@Sendable (Unstructured) -> APIStatus?)?
    /// Whether something besides finalizers keeps an object that is being deleted.
    public var holdsDeletion: (@Sendable (Unstructured) -> Bool)?
    /// Sentences for those who store an object.
    public var warnings: (@Sendable (Unstructured) -> [String])?
    /// Sentences for those who change an object, instead of `warnings`.
    public var warningsOnUpdate: (@Sendable (_ object: Unstructured, _ old: Unstructured) -> [String])?
    /// Whether a new object keeps the status it comes with, as Nodes do that register themselves.
    public var keepsStatusOnCreate = false

    public init() {}
}
