public import JSON

/// A resource that a CustomResourceDefinition of this project describes; the conformance is generated.
public protocol CustomResource: Resource, SchemaProviding {
    /// The `apiextensions.k8s.io/v1` CustomResourceDefinition with one version, served and stored.
    static var customResourceDefinition: JSONValue { get }
}

/// Builds CustomResourceDefinitions from generated texts.
public enum CustomResourceText {
    /// - Parameters:
    ///   - type: The resource.
    ///   - schema: The structural schema of its version.
    ///   - details: A JSON object with `labels`, `subresources` and `additionalPrinterColumns`.
    public static func definition(of type: ResourceType, schema: JSONValue, details: StaticString) -> JSONValue {
        let details = SchemaText.parse(details)
        var metadata: JSONObject = ["name": .string(type.groupResource.description)]
        if let labels = details["labels"], labels.objectValue?.isEmpty == false { metadata["labels"] = labels }
        return [
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": .object(metadata),
            "spec": [
                "group": .string(type.group),
                "names": .object(names(of: type)),
                "scope": type.isNamespaced ? "Namespaced" : "Cluster",
                "versions": [.object(version(of: type, schema: schema, details: details))],
            ],
        ]
    }

    private static func names(of type: ResourceType) -> JSONObject {
        var names: JSONObject = [:]
        if !type.categories.isEmpty { names["categories"] = .array(type.categories.map(JSONValue.string)) }
        names["kind"] = .string(type.kind)
        names["listKind"] = .string("\(type.kind)List")
        names["plural"] = .string(type.plural)
        if !type.shortNames.isEmpty { names["shortNames"] = .array(type.shortNames.map(JSONValue.string)) }
        names["singular"] = .string(type.singular)
        return names
    }

    private static func version(of type: ResourceType, schema: JSONValue, details: JSONValue) -> JSONObject {
        var version: JSONObject = ["name": .string(type.version), "served": true, "storage": true]
        if let columns = details["additionalPrinterColumns"], columns.arrayValue?.isEmpty == false {
            version["additionalPrinterColumns"] = columns
        }
        version["schema"] = ["openAPIV3Schema": schema]
        if let subresources = details["subresources"], subresources.objectValue?.isEmpty == false {
            version["subresources"] = subresources
        }
        return version
    }
}
