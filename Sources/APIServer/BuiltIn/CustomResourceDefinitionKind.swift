import CEL
import Effects
import JSON
import Machinery

/// `apiextensions.k8s.io/v1` CustomResourceDefinition.
enum CustomResourceDefinitionKind {
    static func definition(_ customResources: CustomResources, time: any TimeSource) -> ResourceDefinition {
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
        let now = { @Sendable in time.now().truncatedToSeconds }
        // Unowned: the catalog that the custom resources keep holds this definition, and only their server calls its rules.
        definition.rules.prepareForCreate = { [unowned customResources] object in
            setDefaults(&object)
            settle(&object, old: nil, customResources, now: now())
        }
        definition.rules.prepareForUpdate = { [unowned customResources] object, old in
            setDefaults(&object)
            settle(&object, old: old, customResources, now: now())
        }
        // A definition goes only after its instances, whatever its finalizers were before.
        definition.rules.holdsDeletion = { !$0.isBeingDeleted }
        definition.rules.prepareForDeletion = { object in
            if !object.finalizers.contains(CustomResources.cleanupFinalizer) {
                object.finalizers += [CustomResources.cleanupFinalizer]
            }
            object.set(.deletionPending, now: now())
        }
        definition.rules.validate = { object, old in
            CustomResourceDefinitionValidation(object: object, old: old).errors()
        }
        definition.rules.warnings = { warnings(for: $0) }
        definition.rules.warningsOnUpdate = { object, old in
            if object.fields["spec"] == old.fields["spec"] { return [] }
            let known = warnings(for: old)
            return warnings(for: object).filter { !known.contains($0) }
        }
        return definition
    }

    private static func setDefaults(_ object: inout Unstructured) {
        var json = object.json
        let names = json["spec"]?["names"]
        if let kind = names?["kind"]?.stringValue, !kind.isEmpty {
            if names?["singular"]?.stringValue ?? "" == "" {
                json.set(.string(kind.lowercased()), at: ["spec", "names", "singular"])
            }
            if names?["listKind"]?.stringValue ?? "" == "" {
                json.set(.string(kind + "List"), at: ["spec", "names", "listKind"])
            }
        }
        if (json["spec"]?["conversion"] ?? .null).isNull { json.set(["strategy": "None"], at: ["spec", "conversion"]) }
        let service = json["spec"]?.value(at: ["conversion", "webhook", "clientConfig", "service"])
        if service?.objectValue != nil, service?["port"] == nil {
            json.set(443, at: ["spec", "conversion", "webhook", "clientConfig", "service", "port"])
        }
        object = Unstructured(fields: json.objectValue ?? object.fields)
    }

    /// Writes the status that follows from the specification: names are accepted in the moment of the write, so a definition
    /// is established from the first if nothing stands against it.
    ///
    /// - Parameter old: What is stored; `nil` for a new definition.
    static func settle(
        _ object: inout Unstructured, old: Unstructured?, _ customResources: CustomResources, now: Timestamp
    ) {
        var json = object.json
        let spec = json["spec"] ?? [:]
        var stored = json.value(at: ["status", "storedVersions"])?.arrayValue?.compactMap(\.stringValue) ?? []
        if let storage = spec["versions"]?.arrayValue?.first(where: { $0["storage"] == true })?["name"]?.stringValue,
            !stored.contains(storage)
        {
            stored.append(storage)
        }
        let used = customResources.usedNames(in: spec["group"]?.stringValue ?? "", besides: object.name)
        let (accepted, conflict) = CustomResourceNames(json: spec["names"]).accepted(
            over: CustomResourceNames(json: old?.value(at: "status", "acceptedNames")), used: used)
        json.set(accepted.json, at: ["status", "acceptedNames"])
        json.set(.array(stored.map(JSONValue.string)), at: ["status", "storedVersions"])
        object = Unstructured(fields: json.objectValue ?? object.fields)
        if let conflict {
            object.set(DefinitionCondition("NamesAccepted", false, conflict.reason, conflict.message), now: now)
        } else {
            object.set(DefinitionCondition("NamesAccepted", true, "NoConflicts", "no conflicts found"), now: now)
        }
        // Once established, a definition stays so.
        if old?.conditionStatus("Established") != "True" {
            object.set(establishment(of: object, isAccepted: conflict == nil), now: now)
        }
        if let condition = APIApproval.condition(of: object) { object.set(condition, now: now) }
    }

    private static func establishment(of object: Unstructured, isAccepted: Bool) -> DefinitionCondition {
        guard isAccepted else {
            return DefinitionCondition("Established", false, "NotAccepted", "not all names are accepted")
        }
        let bundle = object.text(at: "spec", "conversion", "webhook", "clientConfig", "caBundle")
        guard CABundle.problem(in: bundle) == nil else {
            return DefinitionCondition(
                "Established", false, "InvalidCABundle", "The conversion webhook CABundle is invalid")
        }
        return DefinitionCondition(
            "Established", true, "InitialNamesAccepted", "the initial names have been accepted")
    }

    private static func warnings(for object: Unstructured) -> [String] {
        var warnings: [String] = []
        for version in object.elements(at: "spec", "versions") {
            guard let json = version["schema"]?["openAPIV3Schema"], let schema = try? StructuralSchema(openAPI: json)
            else { continue }
            warnings += schema.unrecognizedFormats.map { "unrecognized format \(JSONValue.string($0).text)" }
            let name = version["name"]?.stringValue ?? ""
            // Kubernetes refuses these. What rules really cost is limited too, so an estimate need not decide.
            warnings += CRDRules(compiling: schema).costProblems.prefix(10).map {
                "version \(name): \($0.field): \($0.detail)"
            }
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
        "webhook": {"description": "The web service to ask.", "type": "object", "properties": {
        "clientConfig": {"description": "Where the web service is.", "type": "object", "properties": {
        "url": {"description": "`https://host[/path]`.", "type": "string"},
        "service": {"description": "The Service in front of it.", "type": "object", "required": ["namespace", "name"], "properties": {
        "namespace": {"description": "The namespace of the Service.", "type": "string"},
        "name": {"description": "The name of the Service.", "type": "string"},
        "path": {"description": "The path of its URL.", "type": "string"},
        "port": {"description": "443 unless given.", "type": "integer", "format": "int32"}
        }},
        "caBundle": {"description": "PEM certificates that its certificate must lead to; those of the system unless given.", "type": "string", "format": "byte"}
        }},
        "conversionReviewVersions": {"description": "The versions of ConversionReview that it understands, the preferred first.", "type": "array", "items": {"type": "string"}}
        }}
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
