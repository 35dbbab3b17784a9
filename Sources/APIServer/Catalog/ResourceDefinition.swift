public import JSON
public import Machinery
public import ObjectStore

/// One served resource: all that a plane knows of it, for built-in kinds and custom resources alike.
public struct ResourceDefinition: Sendable {
    /// The names of the resource, with its storage version.
    public var names: ResourceType
    /// The kind of its lists.
    public var listKind: String
    /// The preferred version first.
    public var versions: [ResourceVersion]
    /// Ends with `/`; every object of the resource lies under it.
    public var storagePrefix: StoreKey
    public var isBuiltIn: Bool
    public var verbs: [Verb]

    /// - Parameter versions: At least one; exactly one is the storage version, whose version is that of `names`.
    public init(names: ResourceType, versions: [ResourceVersion], isBuiltIn: Bool, verbs: [Verb] = Verb.all) {
        self.names = names
        self.listKind = names.kind + "List"
        self.versions = versions
        self.storagePrefix = StorageKeys.prefix(of: names.groupResource)
        self.isBuiltIn = isBuiltIn
        self.verbs = verbs
    }

    /// What may be done with a resource, in the words of discovery and authorization.
    public enum Verb: String, Sendable, Hashable, CaseIterable {
        case create, delete, deletecollection, get, list, patch, update, watch

        public static let all = allCases
    }
}

/// One version of a resource.
public struct ResourceVersion: Sendable {
    public var name: String
    public var isServed: Bool
    public var isStorage: Bool
    /// Not empty where clients are to be warned off this version.
    public var deprecationWarning: String
    /// The schema as its author wrote it (`openAPIV3Schema`), for OpenAPI documents.
    public var openAPISchema: JSONValue?
    public var subresources: Subresources
    /// The columns of its tables; Kubernetes' Name and Age where empty.
    public var columns: [TableColumn]
    /// Paths that field selectors may name besides `metadata.name` and `metadata.namespace`: `spec.nodeName`.
    public var selectableFields: [String]

    public init(
        name: String, isServed: Bool = true, isStorage: Bool = true, deprecationWarning: String = "",
        openAPISchema: JSONValue? = nil, subresources: Subresources = Subresources(), columns: [TableColumn] = [],
        selectableFields: [String] = []
    ) {
        self.name = name
        self.isServed = isServed
        self.isStorage = isStorage
        self.deprecationWarning = deprecationWarning
        self.openAPISchema = openAPISchema
        self.subresources = subresources
        self.columns = columns
        self.selectableFields = selectableFields
    }

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
        public var labelSelector: [String]?

        public init(specReplicas: [String], statusReplicas: [String], labelSelector: [String]? = nil) {
            self.specReplicas = specReplicas
            self.statusReplicas = statusReplicas
            self.labelSelector = labelSelector
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
