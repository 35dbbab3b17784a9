import CEL
import JSON
import Machinery
import ObjectStore

/// Reads what a stored CustomResourceDefinition says. Validation has seen it before it was stored.
enum CustomResourceReader {
    /// - Throws: `APIStatus` where the object is no CustomResourceDefinition after all.
    static func definition(
        of object: Unstructured, revision: Revision, _ environment: ConversionEnvironment
    ) throws -> ResourceDefinition {
        do {
            return try read(object, revision: revision, environment)
        } catch let failure as DecodingFailure {
            throw APIStatus.internalError("CustomResourceDefinition \"\(object.name)\" cannot be read: \(failure)")
        }
    }

    private static func read(
        _ object: Unstructured, revision: Revision, _ environment: ConversionEnvironment
    ) throws -> ResourceDefinition {
        var spec = try FieldDecoder(object.fields["spec"] ?? .null)
        let group: String = try spec.required("group")
        let wanted = CustomResourceNames(json: try spec.required("names", as: JSONValue.self))
        let jsons = try spec.required("versions", as: [JSONValue].self)
        let versions = try jsons.map { try version($0, of: group, wanted.kind, among: jsons) }
        guard let storage = versions.first(where: \.isStorage) else {
            throw DecodingFailure(path: ["spec", "versions"], "no version is stored")
        }
        // Served are the names that were accepted, which may be older than those that are wanted.
        let accepted = CustomResourceNames(json: object.value(at: "status", "acceptedNames"))
        let names = accepted.plural.isEmpty || accepted.kind.isEmpty ? wanted : accepted
        let type = ResourceType(
            group: group, version: storage.name, kind: names.kind, plural: names.plural,
            singular: names.singular.isEmpty ? nil : names.singular,
            isNamespaced: try spec.required("scope", as: String.self) == "Namespaced",
            shortNames: names.shortNames, categories: names.categories)
        var definition = ResourceDefinition(
            names: type, versions: versions.sorted { VersionPriority.precedes($0.name, $1.name) }, isBuiltIn: false)
        definition.listKind = names.listKind.isEmpty ? names.kind + "List" : names.listKind
        definition.source = CustomResourceSource(
            revision: revision, isTerminating: object.isBeingDeleted, specificationRevision: revision,
            schemaRevision: revision)
        let schemas = CustomResourceSchemas(versions)
        if let webhook = try ConversionWebhook(object.value(at: "spec", "conversion") ?? .null) {
            definition.converter = WebhookConverter(webhook: webhook, schemas: schemas, environment: environment)
        } else if schemas.differ {
            definition.converter = SchemaConverter(schemas: schemas)
        }
        return definition
    }

    private static func version(
        _ json: JSONValue, of group: String, _ kind: String, among versions: [JSONValue]
    ) throws -> ResourceVersion {
        var fields = try FieldDecoder(json)
        let name: String = try fields.required("name")
        let isDeprecated = try fields.value("deprecated", default: false)
        let warning: String? = try fields.optional("deprecationWarning")
        var version = ResourceVersion(
            name: name, isServed: try fields.required("served"), isStorage: try fields.required("storage"),
            deprecationWarning: isDeprecated ? warning ?? Self.warning(name, of: group, kind, among: versions) : "",
            schema: try json["schema"]?["openAPIV3Schema"].map { try StructuralSchema(openAPI: $0) },
            subresources: subresources(json["subresources"]),
            columns: try fields.value("additionalPrinterColumns", default: [JSONValue]()).map(column),
            selectableFields: json["selectableFields"]?.arrayValue?.compactMap {
                $0["jsonPath"]?.stringValue.map { path($0).joined(separator: ".") }
            } ?? [])
        version.rules = version.schema.map { CRDRules(compiling: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        return version
    }

    /// The warning off a version that has none of its own: it names the best version that is served and not deprecated.
    private static func warning(
        _ version: String, of group: String, _ kind: String, among versions: [JSONValue]
    ) -> String {
        let better = versions.filter { $0["served"] == true && $0["deprecated"] != true }
            .compactMap { $0["name"]?.stringValue }.filter { VersionPriority.precedes($0, version) }
            .min(by: VersionPriority.precedes)
        let text = "\(group)/\(version) \(kind) is deprecated"
        return better.map { "\(text); use \(group)/\($0) \(kind)" } ?? text
    }

    private static func subresources(_ json: JSONValue?) -> ResourceVersion.Subresources {
        var subresources = ResourceVersion.Subresources(status: !(json?["status"] ?? .null).isNull)
        if let scale = json?["scale"], let spec = scale["specReplicasPath"]?.stringValue,
            let status = scale["statusReplicasPath"]?.stringValue
        {
            subresources.scale = ResourceVersion.ScalePaths(
                specReplicas: path(spec), statusReplicas: path(status),
                labelSelector: scale["labelSelectorPath"]?.stringValue.flatMap { $0.isEmpty ? nil : path($0) })
        }
        return subresources
    }

    private static func column(_ json: JSONValue) throws -> TableColumn {
        var fields = try FieldDecoder(json)
        let path: String = try fields.required("jsonPath")
        var description = try fields.value("description", default: "")
        if description.isEmpty {
            description = "Custom resource definition column (in JSONPath format): \(path)"
        }
        return TableColumn(
            try fields.required("name"), type: try fields.required("type"),
            format: try fields.value("format", default: ""),
            priority: Int(try fields.value("priority", default: Int64(0))),
            description: description, value: .path(path))
    }

    /// The members of a path such as `.spec.replicas`.
    private static func path(_ text: String) -> [String] { text.split(separator: ".").map(String.init) }
}
