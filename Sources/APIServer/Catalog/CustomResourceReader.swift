import JSON
import Machinery
import ObjectStore

/// Reads what a stored CustomResourceDefinition says. Validation has seen it before it was stored.
enum CustomResourceReader {
    /// - Throws: `APIStatus` where the object is no CustomResourceDefinition after all.
    static func definition(of object: Unstructured, revision: Revision) throws -> ResourceDefinition {
        do {
            return try read(object, revision: revision)
        } catch let failure as DecodingFailure {
            throw APIStatus.internalError("CustomResourceDefinition \"\(object.name)\" cannot be read: \(failure)")
        }
    }

    private static func read(_ object: Unstructured, revision: Revision) throws -> ResourceDefinition {
        var spec = try FieldDecoder(object.fields["spec"] ?? .null)
        let versions: [ResourceVersion] = try spec.required("versions", as: [JSONValue].self).map(version)
        guard let storage = versions.first(where: \.isStorage) else {
            throw DecodingFailure(path: ["spec", "versions"], "no version is stored")
        }
        var names = try FieldDecoder(try spec.required("names", as: JSONValue.self))
        let kind: String = try names.required("kind")
        let type = ResourceType(
            group: try spec.required("group"), version: storage.name, kind: kind, plural: try names.required("plural"),
            singular: try names.optional("singular"),
            isNamespaced: try spec.required("scope", as: String.self) == "Namespaced",
            shortNames: try names.value("shortNames", default: []),
            categories: try names.value("categories", default: []))
        var definition = ResourceDefinition(
            names: type, versions: versions.sorted { VersionPriority.precedes($0.name, $1.name) }, isBuiltIn: false)
        definition.converter = SchemaConverter(versions)
        definition.listKind = try names.value("listKind", default: kind + "List")
        definition.source = CustomResourceSource(revision: revision, isTerminating: object.isBeingDeleted)
        return definition
    }

    private static func version(_ json: JSONValue) throws -> ResourceVersion {
        var fields = try FieldDecoder(json)
        let name: String = try fields.required("name")
        let isDeprecated = try fields.value("deprecated", default: false)
        let warning: String? = try fields.optional("deprecationWarning")
        return ResourceVersion(
            name: name, isServed: try fields.required("served"), isStorage: try fields.required("storage"),
            deprecationWarning: isDeprecated ? warning ?? "version \(name) of this resource is deprecated" : "",
            schema: try json["schema"]?["openAPIV3Schema"].map { try StructuralSchema(openAPI: $0) },
            subresources: subresources(json["subresources"]),
            columns: try fields.value("additionalPrinterColumns", default: [JSONValue]()).map(column),
            selectableFields: json["selectableFields"]?.arrayValue?.compactMap {
                $0["jsonPath"]?.stringValue.map { path($0).joined(separator: ".") }
            } ?? [])
    }

    private static func subresources(_ json: JSONValue?) -> ResourceVersion.Subresources {
        var subresources = ResourceVersion.Subresources(status: json?["status"] != nil)
        if let scale = json?["scale"], let spec = scale["specReplicasPath"]?.stringValue,
            let status = scale["statusReplicasPath"]?.stringValue
        {
            subresources.scale = ResourceVersion.ScalePaths(
                specReplicas: path(spec), statusReplicas: path(status),
                labelSelector: scale["labelSelectorPath"]?.stringValue.map(path))
        }
        return subresources
    }

    private static func column(_ json: JSONValue) throws -> TableColumn {
        var fields = try FieldDecoder(json)
        return TableColumn(
            try fields.required("name"), type: try fields.required("type"),
            format: try fields.value("format", default: ""),
            priority: Int(try fields.value("priority", default: Int64(0))),
            description: try fields.value("description", default: ""), value: .path(try fields.required("jsonPath")))
    }

    /// The members of a path such as `.spec.replicas`.
    private static func path(_ text: String) -> [String] { text.split(separator: ".").map(String.init) }
}
