package import CEL
public import Effects
public import JSON
import KubernetesAPI
public import Machinery
public import ObjectStore
import Synchronization

/// One served resource: all that a plane knows of it, for built-in kinds and custom resources alike.
public struct ResourceDefinition: Sendable {
    /// The names of the resource, with its storage version.
    public var names: ResourceType
    /// The kind of its lists.
    public var listKind: String
    /// The preferred version first.
    public var versions: [ResourceVersion]
    /// The form in which its objects are stored; that of `names` unless two resources share their objects.
    public var storageGroupVersion: GroupVersion
    /// Ends with `/`; every object of the resource lies under it.
    public var storagePrefix: StoreKey
    public var isBuiltIn: Bool
    public var verbs: [Verb]
    /// What names of its objects look like.
    public var nameRule: NameRule = .dns1123Subdomain
    /// Whether `metadata.generation` counts the changes of what is neither metadata nor status.
    public var tracksGeneration: Bool
    /// Whether an update may leave out the `resourceVersion` it is based on.
    public var allowsUnconditionalUpdate: Bool
    /// Whether an update of an object that is not there creates it.
    public var allowsCreateOnUpdate = false
    public var rules = ResourceRules()
    /// Between versions that differ in more than their name; `nil` where they do not.
    public var converter: (any VersionConverter)?
    /// How long an object is kept after it was last touched; `nil` for ever.
    public var expiry: Expiry?
    /// Answers in place of the store, for resources whose objects are made when they are asked for.
    var answer: Subresource.Handler?
    /// The definition's own object, for a custom resource.
    var source: CustomResourceSource?

    /// - Parameter versions: At least one; exactly one is the storage version, whose version is that of `names`.
    public init(names: ResourceType, versions: [ResourceVersion], isBuiltIn: Bool, verbs: [Verb] = Verb.all) {
        self.names = names
        self.listKind = names.kind + "List"
        self.versions = versions
        self.storageGroupVersion = names.groupVersion
        self.storagePrefix = StorageKeys.prefix(of: names.groupResource)
        self.isBuiltIn = isBuiltIn
        self.verbs = verbs
        tracksGeneration = !isBuiltIn
        allowsUnconditionalUpdate = isBuiltIn
    }

    /// What may be done with a resource, in the words of discovery and authorization.
    public enum Verb: String, Sendable, Hashable, CaseIterable {
        case create, delete, deletecollection, get, list, patch, update, watch

        public static let all = allCases
    }

    /// When objects that nobody deletes go.
    public struct Expiry: Sendable {
        public var timeToLive: Duration
        /// When an object was last touched, by what it says itself, so that a restart changes nothing.
        public var lastTouched: @Sendable (Unstructured) -> Timestamp?

        public init(timeToLive: Duration, lastTouched: @escaping @Sendable (Unstructured) -> Timestamp?) {
            self.timeToLive = timeToLive
            self.lastTouched = lastTouched
        }
    }
}

/// Converts objects between the versions of a resource.
public protocol VersionConverter: Sendable {
    /// - Returns: The objects in the same order.
    func convert(_ objects: [Unstructured], to groupVersion: GroupVersion) async throws -> [Unstructured]
}

/// The CustomResourceDefinition behind a definition.
struct CustomResourceSource: Sendable {
    /// Instances are written only while the object still has this revision.
    var revision: Revision
    var isTerminating: Bool
    /// When the specification, or the names in use, last changed: watches that are older end.
    var specificationRevision: Revision
    /// Instances written after this revision were pruned and defaulted by the schemas of this definition.
    var schemaRevision: Revision
    /// Older instances that are as they would be.
    var completeRevisions = CompleteRevisions()
}

/// The revisions of objects that are older than their schema and complete by it, so that they are looked at once.
final class CompleteRevisions: Sendable {
    private let revisions = Mutex<Set<UInt64>>([])

    func contains(_ revision: Revision) -> Bool { revisions.withLock { $0.contains(revision.rawValue) } }
    func insert(_ revision: Revision) { revisions.withLock { _ = $0.insert(revision.rawValue) } }
}

/// One version of a resource.
public struct ResourceVersion: Sendable {
    public var name: String
    public var isServed: Bool
    public var isStorage: Bool
    /// Not empty where clients are to be warned off this version.
    public var deprecationWarning: String
    /// `nil` for kinds of which anything is stored as it is sent.
    public var schema: StructuralSchema? {
        get { ownSchema ?? builtInKind?.schema }
        set { ownSchema = newValue }
    }
    private var ownSchema: StructuralSchema?
    /// The rules in the schema of a custom resource; `nil` where it has none.
    package var rules: CRDRules?
    /// For a built-in kind that tables describe: they take the place of a schema of its own.
    var builtInKind: BuiltInKind?
    public var subresources: Subresources
    /// The subresources besides `status` and `scale`.
    var actions: [Subresource] = []
    /// The columns of its tables; Kubernetes' Name and Age where empty.
    public var columns: [TableColumn]
    /// Paths that field selectors may name besides `metadata.name` and `metadata.namespace`: `spec.nodeName`.
    public var selectableFields: [String]

    public init(
        name: String, isServed: Bool = true, isStorage: Bool = true, deprecationWarning: String = "",
        schema: StructuralSchema? = nil, subresources: Subresources = Subresources(), columns: [TableColumn] = [],
        selectableFields: [String] = []
    ) {
        self.name = name
        self.isServed = isServed
        self.isStorage = isStorage
        self.deprecationWarning = deprecationWarning
        ownSchema = schema
        self.subresources = subresources
        self.columns = columns
        self.selectableFields = selectableFields
    }

    /// The schema as its author wrote it (`openAPIV3Schema`), for OpenAPI documents.
    public var openAPISchema: JSONValue? { schema?.openAPI }

    public struct Subresources: Sendable, Hashable {
        /// Whether `status` is written through a path of its own and nowhere else.
        public var status: Bool
        public var scale: ScalePaths?

        public init(status: Bool = false, scale: ScalePaths? = nil) {
            self.status = status
            self.scale = scale
        }
    }

    /// Where `autoscaling/v1` Scale finds its fields, as paths of object members from the object.
    public struct ScalePaths: Sendable, Hashable {
        public var specReplicas: [String]
        public var statusReplicas: [String]
        /// Of a selector in the syntax of queries.
        public var labelSelector: [String]?
        /// Of a `metav1.LabelSelector`, as built-in kinds have it.
        public var structuredSelector: [String]?

        public init(
            specReplicas: [String], statusReplicas: [String], labelSelector: [String]? = nil,
            structuredSelector: [String]? = nil
        ) {
            self.specReplicas = specReplicas
            self.statusReplicas = statusReplicas
            self.labelSelector = labelSelector
            self.structuredSelector = structuredSelector
        }
    }
}

/// One column of the tables that `kubectl get` prints.
public struct TableColumn: Sendable {
    /// `Status`; clients print it in capitals.
    public var name: String
    /// `string`, `integer`, `number`, `boolean` or `date`; dates are printed as the time since.
    public var type: String
    /// An OpenAPI format, `name` for the object's name; usually empty.
    public var format: String
    public var description: String
    /// Zero is printed always, more only in wide output.
    public var priority: Int
    public var value: Value

    public enum Value: Sendable {
        /// A JSONPath of the simple form that CustomResourceDefinitions allow: `.status.phase`.
        case path(String)
        /// Computed from the object: a string, an integer, for `date` columns an RFC 3339 timestamp, or `null`.
        case computed(@Sendable (Unstructured) -> JSONValue)
    }

    public init(
        _ name: String, type: String = "string", format: String = "", priority: Int = 0, description: String = "",
        value: Value
    ) {
        self.name = name
        self.type = type
        self.format = format
        self.description = description
        self.priority = priority
        self.value = value
    }
}
