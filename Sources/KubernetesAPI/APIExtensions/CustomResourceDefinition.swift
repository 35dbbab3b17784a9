public import JSON
public import Machinery

/// `apiextensions.k8s.io/v1 CustomResourceDefinition`.
public struct CustomResourceDefinition: Resource {
    public static let resourceType = ResourceType(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions", isNamespaced: false, shortNames: ["crd", "crds"],
        categories: ["api-extensions"])

    public var metadata: ObjectMeta
    public var spec: Spec
    public var status: Status
    public var unknownFields = JSONObject()

    public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec, status: Status = Status()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// The version that objects are stored in.
    public var storageVersion: Version? { spec.versions.first { $0.storage } }

    /// The resource in one of its versions.
    public func resourceType(version: String) -> ResourceType {
        ResourceType(
            group: spec.group, version: version, kind: spec.names.kind, plural: spec.names.plural,
            singular: spec.names.singular.isEmpty ? nil : spec.names.singular, isNamespaced: spec.scope == .namespaced,
            shortNames: spec.names.shortNames, categories: spec.names.categories)
    }

    public struct Spec: JSONRepresentable {
        public var group: String
        public var names: Names
        public var scope: Scope
        public var versions: [Version]
        public var conversion: Conversion?
        public var unknownFields = JSONObject()

        public init(group: String, names: Names, scope: Scope, versions: [Version], conversion: Conversion? = nil) {
            self.group = group
            self.names = names
            self.scope = scope
            self.versions = versions
            self.conversion = conversion
        }
    }

    public struct Scope: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let namespaced: Self = "Namespaced"
        public static let cluster: Self = "Cluster"
    }

    public struct Names: JSONRepresentable {
        public var plural: String
        public var singular: String
        public var kind: String
        public var listKind: String
        public var shortNames: [String]
        public var categories: [String]
        public var unknownFields = JSONObject()

        public init(
            plural: String, singular: String = "", kind: String, listKind: String = "", shortNames: [String] = [],
            categories: [String] = []
        ) {
            self.plural = plural
            self.singular = singular
            self.kind = kind
            self.listKind = listKind
            self.shortNames = shortNames
            self.categories = categories
        }
    }

    public struct Version: JSONRepresentable {
        public var name: String
        public var served: Bool
        public var storage: Bool
        public var deprecated: Bool?
        public var deprecationWarning: String?
        /// `schema.openAPIV3Schema`: what `StructuralSchema` reads.
        public var schema: JSONValue?
        public var subresources: Subresources?
        public var additionalPrinterColumns: [PrinterColumn]
        public var selectableFields: [SelectableField]
        public var unknownFields = JSONObject()

        public init(
            name: String, served: Bool = true, storage: Bool = true, schema: JSONValue? = nil,
            subresources: Subresources? = nil, additionalPrinterColumns: [PrinterColumn] = [],
            selectableFields: [SelectableField] = [], deprecated: Bool? = nil, deprecationWarning: String? = nil
        ) {
            self.name = name
            self.served = served
            self.storage = storage
            self.deprecated = deprecated
            self.deprecationWarning = deprecationWarning
            self.schema = schema
            self.subresources = subresources
            self.additionalPrinterColumns = additionalPrinterColumns
            self.selectableFields = selectableFields
        }
    }

    public struct Subresources: JSONRepresentable {
        /// Whether `status` is written on its own.
        public var hasStatus: Bool
        public var scale: Scale?
        public var unknownFields = JSONObject()

        public init(hasStatus: Bool = false, scale: Scale? = nil) {
            self.hasStatus = hasStatus
            self.scale = scale
        }
    }

    /// Where the `scale` subresource finds its values.
    public struct Scale: JSONRepresentable {
        public var specReplicasPath: String
        public var statusReplicasPath: String
        public var labelSelectorPath: String?
        public var unknownFields = JSONObject()

        public init(specReplicasPath: String, statusReplicasPath: String, labelSelectorPath: String? = nil) {
            self.specReplicasPath = specReplicasPath
            self.statusReplicasPath = statusReplicasPath
            self.labelSelectorPath = labelSelectorPath
        }
    }

    public struct PrinterColumn: JSONRepresentable {
        public var name: String
        /// `integer`, `number`, `string`, `boolean` or `date`.
        public var type: String
        public var format: String
        public var description: String
        /// Columns above 0 are shown in wide output only.
        public var priority: Int32
        public var jsonPath: String
        public var unknownFields = JSONObject()

        public init(
            name: String, type: String, jsonPath: String, format: String = "", description: String = "",
            priority: Int32 = 0
        ) {
            self.name = name
            self.type = type
            self.format = format
            self.description = description
            self.priority = priority
            self.jsonPath = jsonPath
        }
    }

    public struct SelectableField: JSONRepresentable {
        public var jsonPath: String
        public var unknownFields = JSONObject()

        public init(jsonPath: String) {
            self.jsonPath = jsonPath
        }
    }

    public struct Conversion: JSONRepresentable {
        public var strategy: ConversionStrategy
        /// How to reach the webhook, as written.
        public var webhook: JSONValue?
        public var unknownFields = JSONObject()

        public init(strategy: ConversionStrategy, webhook: JSONValue? = nil) {
            self.strategy = strategy
            self.webhook = webhook
        }
    }

    public struct ConversionStrategy: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Versions differ in nothing but `apiVersion`.
        public static let none: Self = "None"
        public static let webhook: Self = "Webhook"
    }

    public struct Status: JSONRepresentable {
        public var conditions: [CoreCondition]
        public var acceptedNames: Names?
        public var storedVersions: [String]
        public var unknownFields = JSONObject()

        public init(conditions: [CoreCondition] = [], acceptedNames: Names? = nil, storedVersions: [String] = []) {
            self.conditions = conditions
            self.acceptedNames = acceptedNames
            self.storedVersions = storedVersions
        }
    }
}
