public import JSON

/// A resource with defaults and rules of its own, beyond what its schema says: what Cluster API's webhooks do.
///
/// All three are pure. They run for writes of the object itself, not for its subresources: defaults after the schema's
/// own defaults, validation after the schema's validation.
public protocol AdmittedResource: CustomResource {
    /// Fills in what the user left open.
    ///
    /// - Parameter old: The stored object on update, `nil` on create.
    mutating func applyDefaults(replacing old: Self?)

    /// What is wrong with a new object; empty where it may be stored.
    func validateCreate() -> [FieldError]

    /// What is wrong with a changed object; empty where it may replace `old`.
    func validateUpdate(from old: Self, in context: AdmissionContext) -> [FieldError]
}

/// What admission knows of a request beside its objects.
public struct AdmissionContext: Sendable, Hashable {
    /// Whether nothing will be stored (`dryRun=All`).
    public var isDryRun: Bool

    public init(isDryRun: Bool = false) {
        self.isDryRun = isDryRun
    }
}

/// A resource of this project without its Swift type: what an API server needs to serve it.
public struct RegisteredResource: Sendable {
    public let resourceType: ResourceType
    private let makeDefinition: @Sendable () -> JSONValue
    private let defaulting: @Sendable (Unstructured, Unstructured?) -> Unstructured
    private let validation: @Sendable (Unstructured, Unstructured?, AdmissionContext) -> [FieldError]

    public init<Value: AdmittedResource>(_ type: Value.Type) {
        resourceType = type.resourceType
        makeDefinition = { type.customResourceDefinition }
        defaulting = { object, old in Self.defaulted(object, old, as: type) }
        validation = { object, old, context in Self.validate(object, old, as: type, context) }
    }

    /// The CustomResourceDefinition, built anew by each call.
    public var customResourceDefinition: JSONValue { makeDefinition() }

    /// The object with its defaults; as it is where it does not fit its type, which validation then tells.
    ///
    /// - Parameter old: The stored object on update, `nil` on create.
    public func applyingDefaults(to object: Unstructured, replacing old: Unstructured? = nil) -> Unstructured {
        defaulting(object, old)
    }

    /// What is wrong with the object: its form first, then its type's own rules.
    public func validate(
        _ object: Unstructured, replacing old: Unstructured? = nil, in context: AdmissionContext = AdmissionContext()
    ) -> [FieldError] {
        validation(object, old, context)
    }

    private static func defaulted<Value: AdmittedResource>(
        _ object: Unstructured, _ old: Unstructured?, as type: Value.Type
    ) -> Unstructured {
        guard var value = try? Value(object) else { return object }
        let before = value
        value.applyDefaults(replacing: old.flatMap { try? Value($0) })
        return value == before ? object : value.unstructured
    }

    private static func validate<Value: AdmittedResource>(
        _ object: Unstructured, _ old: Unstructured?, as type: Value.Type, _ context: AdmissionContext
    ) -> [FieldError] {
        do {
            let value = try Value(object)
            guard let old else { return value.validateCreate() }
            // A stored object that no longer fits its type must not stop the write that mends it.
            guard let oldValue = try? Value(old) else { return value.validateCreate() }
            return value.validateUpdate(from: oldValue, in: context)
        } catch {
            return [FieldError(.invalid, error.dottedPath, error.message)]
        }
    }
}
