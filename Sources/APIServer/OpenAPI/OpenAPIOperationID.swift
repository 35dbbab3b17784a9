import JSON
import Machinery

/// The names of operations, by which generators of clients name their methods: `readCoreV1NamespacedPodStatus`.
enum OpenAPIOperationID {
    /// A path item with a name for each of its operations.
    ///
    /// - Parameter path: `/api/v1/namespaces/{namespace}/pods/{name}/status`
    static func named(_ item: JSONValue, path: String, of resource: ServedResource) -> JSONValue {
        guard var operations = item.objectValue else { return item }
        for (method, operation) in operations {
            guard let id = id(of: method, path: path, resource) else { continue }
            operations[method] = operation.with("operationId", .string(id))
        }
        return .object(operations)
    }

    private static func id(of method: String, path: String, _ resource: ServedResource) -> String? {
        let segments = path.split(separator: "/")
        let nameIndex = segments.firstIndex(of: "{name}")
        let isCollection = nameIndex == nil
        let verb: String
        switch method {
        case "get": verb = isCollection ? "list" : "read"
        case "post": verb = "create"
        case "put": verb = "replace"
        case "patch": verb = "patch"
        case "delete": verb = "delete"
        default: return nil
        }
        let isNamespaced = segments.contains("{namespace}")
        let subresource = nameIndex.map { segments[($0 + 1)...].map { pascalCase($0) }.joined() } ?? ""
        return verb + groupVersion(resource.type) + (method == "delete" && isCollection ? "Collection" : "")
            + (isNamespaced ? "Namespaced" : "") + resource.type.kind + subresource
            + (resource.type.isNamespaced && !isNamespaced ? "ForAllNamespaces" : "")
    }

    /// `CoreV1`, `AppsV1`, `RbacAuthorizationV1`, `ExampleComV1beta1`
    private static func groupVersion(_ type: ResourceType) -> String {
        let suffix = ".k8s.io"
        let group = type.group.hasSuffix(suffix) ? String(type.group.dropLast(suffix.count)) : type.group
        let labels = group.isEmpty ? ["core"] : group.split { ".-".contains($0) }
        return labels.map { pascalCase($0) }.joined() + pascalCase(type.version[...])
    }

    private static func pascalCase(_ text: Substring) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
