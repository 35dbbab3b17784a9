import JSON
import Machinery

/// The operations of one resource as OpenAPI path items.
struct OpenAPIOperations {
    let resource: ServedResource
    /// The component that describes the object.
    let schemaName: String

    var collection: JSONValue {
        var item = JSONObject()
        if has(.list) { item["get"] = operation("list", answer: schemaName + "List", Self.listParameters) }
        if has(.create) {
            item["post"] = operation("post", body: schemaName, answer: schemaName, Self.createParameters)
        }
        if has(.deletecollection) {
            item["delete"] = operation(
                "deletecollection", body: MetaSchemas.deleteOptions, answer: MetaSchemas.status,
                Self.listParameters + Self.deleteParameters)
        }
        return pathItem(item, named: false)
    }

    var collectionOfAllNamespaces: JSONValue {
        var item = JSONObject()
        if has(.list) { item["get"] = operation("list", answer: schemaName + "List", Self.listParameters) }
        item["parameters"] = [Self.pretty]
        return .object(item)
    }

    var item: JSONValue {
        var item = JSONObject()
        if has(.get) { item["get"] = operation("get", answer: schemaName, []) }
        if has(.update) { item["put"] = operation("put", body: schemaName, answer: schemaName, Self.updateParameters) }
        if has(.patch) { item["patch"] = patch(answer: schemaName) }
        if has(.delete) {
            item["delete"] = operation(
                "delete", body: MetaSchemas.deleteOptions, answer: MetaSchemas.status, Self.deleteParameters)
        }
        return pathItem(item, named: true)
    }

    func subresource(_ subresource: DiscoveredSubresource) -> JSONValue {
        let kind = subresource.kind
        let name =
            switch kind {
            case ScaleObject.kind: ScaleSchemas.scale
            case Eviction.kind: EvictionSchema.name
            default: schemaName
            }
        var item = JSONObject()
        for verb in subresource.verbs {
            switch verb {
            case "get": item["get"] = operation("get", answer: name, [], kind: kind)
            case "create":
                item["post"] = operation("post", body: name, answer: name, Self.createParameters, kind: kind)
            case "update":
                item["put"] = operation("put", body: name, answer: name, Self.updateParameters, kind: kind)
            case "patch": item["patch"] = patch(answer: name, kind: kind)
            default: break
            }
        }
        return pathItem(item, named: true)
    }

    private func has(_ verb: ResourceDefinition.Verb) -> Bool { resource.definition.verbs.contains(verb) }

    private func pathItem(_ operations: JSONObject, named: Bool) -> JSONValue {
        var item = operations
        var parameters = named ? [Self.pathParameter("name", "The name of the object.")] : []
        if resource.type.isNamespaced {
            parameters.append(Self.pathParameter("namespace", "The namespace of the object."))
        }
        item["parameters"] = .array(parameters + [Self.pretty])
        return .object(item)
    }

    private func operation(
        _ action: String, body: String? = nil, answer: String, _ parameters: [JSONValue], kind: GroupVersionKind? = nil
    ) -> JSONValue {
        operation(
            action, content: body.map { ["*/*": ["schema": Schema.reference($0)]] }, answer: answer, parameters,
            kind: kind)
    }

    private func patch(answer: String, kind: GroupVersionKind? = nil) -> JSONValue {
        let types =
            ["application/json-patch+json", "application/merge-patch+json"]
            + (resource.definition.isBuiltIn ? ["application/strategic-merge-patch+json"] : [])
        let content = types.map { ($0, ["schema": Schema.reference(MetaSchemas.patch)] as JSONValue) }
        return operation(
            "patch", content: .object(JSONObject(uniqueKeysWithValues: content)), answer: answer, Self.patchParameters,
            kind: kind)
    }

    private func operation(
        _ action: String, content: JSONValue?, answer: String, _ parameters: [JSONValue], kind: GroupVersionKind?
    ) -> JSONValue {
        var operation: JSONObject = ["parameters": .array(parameters)]
        if let content { operation["requestBody"] = ["content": content] }
        let answerContent: JSONValue = ["application/json": ["schema": Schema.reference(answer)]]
        operation["responses"] = ["200": ["description": "OK", "content": answerContent]]
        operation["x-kubernetes-action"] = .string(action)
        operation["x-kubernetes-group-version-kind"] = OpenAPIDocument.groupVersionKind(
            kind ?? resource.type.groupVersionKind)
        return .object(operation)
    }

    // MARK: Parameters

    private static let pretty = query("pretty", "string", "true: print the answer with line breaks.")
    private static let dryRun = query("dryRun", "string", "All: do everything but store the result.")
    private static let fieldManager = query("fieldManager", "string", "The name of the one who sets the fields.")
    private static let fieldValidation = query(
        "fieldValidation", "string",
        "What to do with unknown and repeated fields. Ignore: drop them. Warn: drop them with a warning. Strict: refuse them."
    )

    private static let createParameters = [dryRun, fieldManager, fieldValidation]
    private static let updateParameters = createParameters
    private static let patchParameters =
        createParameters + [query("force", "boolean", "Apply only: take fields over from other managers.")]
    private static let deleteParameters = [
        dryRun, query("gracePeriodSeconds", "integer", "Seconds that the object has to end in an orderly way."),
        query("propagationPolicy", "string", "What happens to dependents: Background, Foreground or Orphan."),
    ]
    private static let listParameters = [
        query("allowWatchBookmarks", "boolean", "Watches only: report progress by events of type BOOKMARK."),
        query("continue", "string", "The token of a list that a limit cut."),
        query("fieldSelector", "string", "Only objects whose fields match: metadata.name=x."),
        query("labelSelector", "string", "Only objects whose labels match: app=web,tier!=db."),
        query("limit", "integer", "At most this many objects."),
        query("resourceVersion", "string", "The state to show, or to watch from."),
        query("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
        query("sendInitialEvents", "boolean", "Watches only: begin with the objects that exist, closed by a bookmark."),
        query("timeoutSeconds", "integer", "Watches only: end after this many seconds."),
        query("watch", "boolean", "Answer with a stream of changes."),
    ]

    private static func query(_ name: String, _ type: String, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "query", "description": .string(description),
            "schema": ["type": .string(type), "uniqueItems": true],
        ]
    }

    private static func pathParameter(_ name: String, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "path", "description": .string(description), "required": true,
            "schema": ["type": "string", "uniqueItems": true],
        ]
    }
}
