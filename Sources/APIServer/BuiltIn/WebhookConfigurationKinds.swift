import JSON
import Machinery

/// `admissionregistration.k8s.io/v1`: which webhooks have a say in which writes.
enum WebhookConfigurationKinds {
    static let definitions = [
        definition("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", isMutating: true),
        definition("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", isMutating: false),
    ]

    static let group = "admissionregistration.k8s.io"

    private static func definition(_ kind: String, _ plural: String, isMutating: Bool) -> ResourceDefinition {
        let names = ResourceType(
            group: group, version: "v1", kind: kind, plural: plural, isNamespaced: false,
            categories: ["api-extensions"])
        var definition = ResourceDefinition.builtIn(
            names, schema: schema,
            columns: [
                .name, .count("Webhooks", description: "The number of webhooks.") { $0.count(at: "webhooks") }, .age,
            ])
        definition.tracksGeneration = true
        definition.allowsUnconditionalUpdate = false
        if !isMutating { definition.versions[0].schema = validatingSchema }
        definition.rules.validate = { object, _ in
            WebhookConfigurationValidation(webhooks: object.elements(at: "webhooks"), isMutating: isMutating).errors()
        }
        return definition
    }

    /// As for mutating webhooks, but for what only they have.
    private static let validatingSchema: StructuralSchema = {
        var json = StructuralSchema.builtIn(schema).openAPI
        json.set("Webhooks that may refuse what is about to be stored.", at: ["description"])
        json.set(nil, at: ["properties", "webhooks", "items", "properties", "reinvocationPolicy"])
        do {
            return try StructuralSchema(openAPI: json)
        } catch {
            preconditionFailure("the schema of validating webhooks cannot be read: \(error)")
        }
    }()

    private static let schema: StaticString = #"""
        {"description": "Webhooks that may change what is about to be stored.", "type": "object", "properties": {
        "webhooks": {"description": "The webhooks, in their order.", "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"], "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name", "items": {
        "description": "One webhook.", "type": "object", "properties": {
        "name": {"description": "The name, a domain of at least three parts.", "type": "string"},
        "clientConfig": {"description": "Where the webhook is.", "type": "object", "properties": {
        "url": {"description": "Its URL: `https://host[:port]/path`.", "type": "string"},
        "service": {"description": "Its Service, instead of a URL.", "type": "object", "properties": {
        "namespace": {"description": "The namespace of the Service.", "type": "string"},
        "name": {"description": "The name of the Service.", "type": "string"},
        "path": {"description": "The path of the URL.", "type": "string"},
        "port": {"description": "The port of the Service.", "type": "integer", "format": "int32", "default": 443}
        }},
        "caBundle": {"description": "The PEM certificates that sign the webhook's; those of the system where empty.", "type": "string", "format": "byte"}
        }},
        "rules": {"description": "The writes the webhook has a say in.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {
        "description": "Writes of some resources.", "type": "object", "properties": {
        "operations": {"description": "`CREATE`, `UPDATE`, `DELETE`, `CONNECT`, or `*` for all.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}},
        "apiGroups": {"description": "The API groups of the resources; `*` for all.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}},
        "apiVersions": {"description": "The versions of the groups; `*` for all.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}},
        "resources": {"description": "The resources, and their subresources after a slash; `*` for all.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}},
        "scope": {"description": "`Cluster`, `Namespaced`, or `*` for both.", "type": "string", "default": "*"}
        }}},
        "failurePolicy": {"description": "What a webhook that does not answer means: `Fail` refuses the write, `Ignore` goes on without it.", "type": "string", "default": "Fail"},
        "matchPolicy": {"description": "`Exact` for the versions in the rules alone, `Equivalent` for writes through other versions too.", "type": "string", "default": "Equivalent"},
        "namespaceSelector": {"description": "The labels of the namespaces whose objects the webhook wants.", "type": "object", "default": {}, "properties": {
        "matchLabels": {"description": "Labels with their values.", "type": "object", "additionalProperties": {"type": "string"}},
        "matchExpressions": {"description": "Further conditions on labels.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "object", "required": ["key", "operator"], "properties": {
        "key": {"description": "The label.", "type": "string"},
        "operator": {"description": "`In`, `NotIn`, `Exists` or `DoesNotExist`.", "type": "string"},
        "values": {"description": "The values for `In` and `NotIn`.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}}
        }}}
        }},
        "objectSelector": {"description": "The labels of the objects that the webhook wants; the object before or after the write must have them.", "type": "object", "default": {}, "properties": {
        "matchLabels": {"description": "Labels with their values.", "type": "object", "additionalProperties": {"type": "string"}},
        "matchExpressions": {"description": "Further conditions on labels.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "object", "required": ["key", "operator"], "properties": {
        "key": {"description": "The label.", "type": "string"},
        "operator": {"description": "`In`, `NotIn`, `Exists` or `DoesNotExist`.", "type": "string"},
        "values": {"description": "The values for `In` and `NotIn`.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}}
        }}}
        }},
        "sideEffects": {"description": "What the webhook changes elsewhere: `None`, or `NoneOnDryRun`.", "type": "string"},
        "timeoutSeconds": {"description": "How long the webhook may take, from 1 to 30 seconds.", "type": "integer", "format": "int32", "default": 10},
        "admissionReviewVersions": {"description": "The versions of AdmissionReview that the webhook takes, the preferred first.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}},
        "reinvocationPolicy": {"description": "`IfNeeded` where the webhook is to see an object again that others changed after it, else `Never`.", "type": "string", "default": "Never"},
        "matchConditions": {"description": "Conditions in CEL, which this server does not evaluate.", "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"], "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name", "items": {"type": "object", "required": ["name", "expression"], "properties": {
        "name": {"description": "The name of the condition.", "type": "string"},
        "expression": {"description": "The condition.", "type": "string"}
        }}}
        }}}
        }}
        """#
}
