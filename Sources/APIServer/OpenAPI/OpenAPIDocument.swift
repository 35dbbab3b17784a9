import JSON
import Machinery

/// The OpenAPI 3.0 document of one group and version: what `kubectl explain` prints and `kubectl apply` looks at to see
/// which options the server understands.
struct OpenAPIDocument {
    private let groupVersion: GroupVersion
    private let resources: [ServedResource]
    private let serverVersion: String

    init(of groupVersion: GroupVersion, in snapshot: CatalogSnapshot, serverVersion: String) {
        self.groupVersion = groupVersion
        self.serverVersion = serverVersion
        resources = snapshot.resources(in: groupVersion)
    }

    var json: JSONValue {
        [
            "openapi": "3.0.0", "info": ["title": "Slipway", "version": .string(serverVersion)],
            "paths": .object(JSONObject(uniqueKeysWithValues: paths)),
            "components": ["schemas": .object(JSONObject(uniqueKeysWithValues: schemas))],
        ]
    }

    // MARK: Paths

    private var root: String {
        groupVersion.group.isEmpty
            ? "/api/\(groupVersion.version)" : "/apis/\(groupVersion.group)/\(groupVersion.version)"
    }

    private var paths: [(String, JSONValue)] {
        resources.flatMap { resource -> [(String, JSONValue)] in
            let operations = OpenAPIOperations(resource: resource, schemaName: Self.schemaName(of: resource))
            let plural = resource.type.plural
            let scope = resource.type.isNamespaced ? "\(root)/namespaces/{namespace}" : root
            var paths = [
                ("\(scope)/\(plural)", operations.collection), ("\(scope)/\(plural)/{name}", operations.item),
            ]
            if resource.type.isNamespaced { paths.append(("\(root)/\(plural)", operations.collectionOfAllNamespaces)) }
            for subresource in DiscoveredSubresource.all(of: resource) {
                paths.append(("\(scope)/\(plural)/{name}/\(subresource.name)", operations.subresource(subresource)))
            }
            return paths.map { ($0.0, OpenAPIOperationID.named($0.1, path: $0.0, of: resource)) }
        }
    }

    // MARK: Schemas

    private var schemas: [(String, JSONValue)] {
        var schemas = MetaSchemas.all
        let kinds = Set(resources.flatMap(\.subresources).map(\.kind))
        if kinds.contains(ScaleObject.kind) { schemas += ScaleSchemas.all }
        if kinds.contains(Eviction.kind) { schemas.append((EvictionSchema.name, EvictionSchema.schema)) }
        for resource in resources {
            let name = Self.schemaName(of: resource)
            schemas.append((name, Self.schema(of: resource)))
            schemas.append((name + "List", Self.listSchema(of: resource, itemName: name)))
        }
        return schemas
    }

    /// Names in Kubernetes' manner: `io.k8s.api.core.v1.Secret` for built-in kinds, `io.x-k8s.cluster.v1beta1.Cluster`
    /// for others.
    private static func schemaName(of resource: ServedResource) -> String {
        let type = resource.type
        let labels = type.group.split(separator: ".")
        let package =
            resource.definition.isBuiltIn
            ? "io.k8s.api.\(labels.first ?? "core")" : labels.reversed().joined(separator: ".")
        return "\(package).\(type.version).\(type.kind)"
    }

    private static func schema(of resource: ServedResource) -> JSONValue {
        let kind: JSONValue = [groupVersionKind(resource.type.groupVersionKind)]
        // Of a kind without a schema nothing is told, lest clients take what they send for unknown fields.
        guard let own = resource.version.openAPISchema.flatMap({ embedded($0).objectValue }) else {
            return ["type": "object", "x-kubernetes-group-version-kind": kind]
        }
        var properties: JSONObject = [
            "apiVersion": MetaSchemas.apiVersion, "kind": MetaSchemas.kind,
            "metadata": Schema.reference(MetaSchemas.objectMeta, "What the object says about itself."),
        ]
        for (name, value) in own["properties"]?.objectValue ?? [:] where properties[name] == nil {
            properties[name] = value
        }
        var schema = own
        schema["type"] = "object"
        schema["properties"] = .object(properties)
        schema["x-kubernetes-group-version-kind"] = kind
        return .object(schema)
    }

    /// Gives the objects inside objects (`x-kubernetes-embedded-resource`) the members that every object has.
    private static func embedded(_ schema: JSONValue) -> JSONValue {
        guard var object = schema.objectValue else { return schema }
        if var properties = object["properties"]?.objectValue {
            for (name, property) in properties { properties[name] = embedded(property) }
            object["properties"] = .object(properties)
        }
        for keyword in ["items", "additionalProperties"] where object[keyword]?.objectValue != nil {
            object[keyword] = object[keyword].map(embedded)
        }
        guard object["x-kubernetes-embedded-resource"]?.boolValue == true else { return .object(object) }
        var properties = object["properties"]?.objectValue ?? [:]
        properties["apiVersion"] = MetaSchemas.apiVersion
        properties["kind"] = MetaSchemas.kind
        properties["metadata"] = Schema.reference(MetaSchemas.objectMeta, "What the object says about itself.")
        object["properties"] = .object(properties)
        let required = (object["required"]?.arrayValue ?? []).filter { $0 != "apiVersion" && $0 != "kind" }
        object["required"] = .array(required + ["apiVersion", "kind"])
        return .object(object)
    }

    private static func listSchema(of resource: ServedResource, itemName: String) -> JSONValue {
        let kind = GroupVersionKind(
            group: resource.type.group, version: resource.type.version, kind: resource.definition.listKind)
        return Schema.object(
            "A list of \(resource.type.kind) objects.", required: ["items"],
            [
                ("apiVersion", MetaSchemas.apiVersion),
                ("items", Schema.array("The objects.", of: Schema.reference(itemName))),
                ("kind", MetaSchemas.kind),
                ("metadata", Schema.reference(MetaSchemas.listMeta, "What the list says about itself.")),
            ]
        ).with("x-kubernetes-group-version-kind", [groupVersionKind(kind)])
    }

    static func groupVersionKind(_ kind: GroupVersionKind) -> JSONValue {
        ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
    }
}
