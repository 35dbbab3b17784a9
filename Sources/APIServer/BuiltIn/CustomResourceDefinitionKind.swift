import JSON
import Machinery

/// `apiextensions.k8s.io/v1` CustomResourceDefinition.
enum CustomResourceDefinitionKind {
    /// - Parameter plural: The resource that has a kind already, `nil` where none does.
    static func definition(plural: @escaping @Sendable (GroupKind) -> String?) -> ResourceDefinition {
        let names = ResourceType(
            group: CustomResources.groupResource.group, version: "v1", kind: "CustomResourceDefinition",
            plural: CustomResources.groupResource.resource, isNamespaced: false, shortNames: ["crd", "crds"],
            categories: ["api-extensions"])
        let version = ResourceVersion(
            name: "v1", schema: schema, subresources: ResourceVersion.Subresources(status: true),
            columns: [.name, .createdAt])
        var definition = ResourceDefinition(names: names, versions: [version], isBuiltIn: true)
        definition.tracksGeneration = true
        definition.allowsUnconditionalUpdate = false
        definition.rules.prepareForCreate = { object in
            object.finalizers += [CustomResources.cleanupFinalizer]
            prepare(&object, storedVersions: [])
        }
        definition.rules.prepareForUpdate = { object, old in
            let stored = old.value(at: "status", "storedVersions")?.arrayValue?.compactMap(\.stringValue) ?? []
            let chosen = object.value(at: "status", "storedVersions")?.arrayValue?.compactMap(\.stringValue)
            prepare(&object, storedVersions: chosen ?? stored)
        }
        definition.rules.prepareForDeletion = { object in
            setCondition(
                &object, "Terminating", "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
                since: object.metadata("deletionTimestamp"))
        }
        definition.rules.validate = { object, old in
            CustomResourceDefinitionValidation(object: object, old: old, plural: plural).errors()
        }
        definition.rules.warnings = { warnings(for: $0) }
        return definition
    }

    /// Defaults, and the status that follows from the specification: the names are checked before they are stored, so a
    /// definition is established from its first moment.
    private static func prepare(_ object: inout Unstructured, storedVersions: [String]) {
        var json = object.json
        let names = json["spec"]?["names"]
        if let kind = names?["kind"]?.stringValue {
            if names?["singular"]?.stringValue ?? "" == "" {
                json.set(.string(kind.lowercased()), at: ["spec", "names", "singular"])
            }
            if names?["listKind"]?.stringValue ?? "" == "" {
                json.set(.string(kind + "List"), at: ["spec", "names", "listKind"])
            }
        }
        if json["spec"]?["conversion"] == nil { json.set("None", at: ["spec", "conversion", "strategy"]) }
        let storage = json["spec"]?["versions"]?.arrayValue?.first { $0["storage"]?.boolValue == true }
        var stored = storedVersions
        if let name = storage?["name"]?.stringValue, !stored.contains(name) { stored.append(name) }
        json.set(json["spec"]?["names"] ?? [:], at: ["status", "acceptedNames"])
        json.set(.array(stored.map(JSONValue.string)), at: ["status", "storedVersions"])
        object = Unstructured(fields: json.objectValue ?? object.fields)
        let created = object.metadata("creationTimestamp")
        setCondition(&object, "NamesAccepted", "NoConflicts", "no conflicts found", since: created)
        setCondition(
            &object, "Established", "InitialNamesAccepted", "the initial names have been accepted", since: created)
    }

    /// Sets a condition to true, unless it is there.
    private static func setCondition(
        _ object: inout Unstructured, _ type: String, _ reason: String, _ message: String, since: JSONValue?
    ) {
        var conditions = object.value(at: "status", "conditions")?.arrayValue ?? []
        guard !conditions.contains(where: { $0["type"]?.stringValue == type }) else { return }
        conditions.append([
            "type": .string(type), "status": "True", "reason": .string(reason), "message": .string(message),
            "lastTransitionTime": since ?? .null,
        ])
        var json = object.json
        json.set(.array(conditions), at: ["status", "conditions"])
        object = Unstructured(fields: json.objectValue ?? object.fields)
    }

    private static func warnings(for object: Unstructured) -> [String] {
        var warnings: [String] = []
        if object.value(at: "spec", "conversion", "strategy")?.stringValue == "Webhook" {
            warnings.append("spec.conversion.strategy: conversion webhooks are not called yet; only apiVersion changes")
        }
        for version in object.value(at: "spec", "versions")?.arrayValue ?? [] {
            guard let json = version["schema"]?["openAPIV3Schema"], let schema = try? StructuralSchema(openAPI: json)
            else { continue }
            let rules = schema.unenforcedRules
            guard let first = rules.first else { continue }
            let others = rules.count > 1 ? " and \(rules.count - 1) more" : ""
            warnings.append(
                "version \(version["name"]?.stringValue ?? ""): rules that are not enforced yet: \(first)\(others)")
        }
        return warnings
    }

    /// Shared by all planes of a process.
    private static let schema = StructuralSchema.builtIn(schemaText)

    private static let schemaText: StaticString = #"""
        {"description": "A resource that the server is to serve besides its own.", "type": "object",
        "required": ["spec"], "properties": {
        "spec": {"description": "What the resource is called and what its objects look like.", "type": "object",
        "required": ["group", "names", "scope", "versions"], "properties": {
        "group": {"description": "The API group: a domain name.", "type": "string"},
        "scope": {"description": "`Namespaced` or `Cluster`.", "type": "string"},
        "names": {"description": "The names of the resource.", "type": "object", "required": ["kind", "plural"], "properties": {
        "plural": {"description": "The name in paths, in lower case.", "type": "string"},
        "singular": {"description": "The name of one object on the command line; the kind in lower case unless given.", "type": "string"},
        "kind": {"description": "The kind of the objects, in CamelCase.", "type": "string"},
        "listKind": {"description": "The kind of lists; the kind followed by `List` unless given.", "type": "string"},
        "shortNames": {"description": "Abbreviations for the command line.", "type": "array", "items": {"type": "string"}},
        "categories": {"description": "Groups of resources, such as `all`, that it belongs to.", "type": "array", "items": {"type": "string"}}
        }},
        "conversion": {"description": "How objects get from one version to another.", "type": "object", "properties": {
        "strategy": {"description": "`None` changes only the apiVersion; `Webhook` asks a web service.", "type": "string"},
        "webhook": {"description": "The web service to ask.", "type": "object", "x-kubernetes-preserve-unknown-fields": true}
        }},
        "preserveUnknownFields": {"description": "Must be false.", "type": "boolean"},
        "versions": {"description": "The versions of the resource.", "type": "array", "items": {
        "description": "One version.", "type": "object", "required": ["name", "served", "storage"], "properties": {
        "name": {"description": "`v1`, `v1beta1` and the like.", "type": "string"},
        "served": {"description": "Whether clients may use the version.", "type": "boolean"},
        "storage": {"description": "Whether objects are stored in this version: true for exactly one.", "type": "boolean"},
        "deprecated": {"description": "Whether clients are warned off the version.", "type": "boolean"},
        "deprecationWarning": {"description": "The warning, instead of the default one.", "type": "string"},
        "schema": {"description": "What objects look like.", "type": "object", "properties": {
        "openAPIV3Schema": {"description": "A structural OpenAPI v3 schema.", "type": "object", "x-kubernetes-preserve-unknown-fields": true}
        }},
        "subresources": {"description": "What may be read and written apart from the whole object.", "type": "object", "properties": {
        "status": {"description": "Present where `status` is a subresource.", "type": "object", "x-kubernetes-preserve-unknown-fields": true},
        "scale": {"description": "Where autoscaling finds its fields.", "type": "object", "required": ["specReplicasPath", "statusReplicasPath"], "properties": {
        "specReplicasPath": {"description": "The path of the replicas that are wanted.", "type": "string"},
        "statusReplicasPath": {"description": "The path of the replicas that there are.", "type": "string"},
        "labelSelectorPath": {"description": "The path of the selector of the replicas.", "type": "string"}
        }}
        }},
        "selectableFields": {"description": "The fields that field selectors may name.", "type": "array", "items": {"type": "object", "required": ["jsonPath"], "properties": {
        "jsonPath": {"description": "The path of the field.", "type": "string"}
        }}},
        "additionalPrinterColumns": {"description": "The columns of tables.", "type": "array", "items": {
        "description": "One column.", "type": "object", "required": ["jsonPath", "name", "type"], "properties": {
        "name": {"description": "The heading.", "type": "string"},
        "type": {"description": "An OpenAPI type, or `date`.", "type": "string"},
        "format": {"description": "An OpenAPI format.", "type": "string"},
        "description": {"description": "What the column shows.", "type": "string"},
        "priority": {"description": "Zero for columns that are shown always.", "type": "integer", "format": "int32"},
        "jsonPath": {"description": "The path of the value.", "type": "string"}
        }}}
        }}}
        }},
        "status": {"description": "What the server made of it.", "type": "object", "properties": {
        "acceptedNames": {"description": "The names in use.", "type": "object", "x-kubernetes-preserve-unknown-fields": true},
        "storedVersions": {"description": "The versions in which objects may be stored.", "type": "array", "items": {"type": "string"}},
        "conditions": {"description": "Observations about the definition.", "type": "array", "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}
        }}
        }}
        """#
}
