import JSON
import Machinery

/// `v1` Secret.
enum SecretKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(group: "", version: "v1", kind: "Secret", plural: "secrets")
        var definition = ResourceDefinition.builtIn(
            names, schema: schema,
            columns: [
                .name, TableColumn("Type", description: "What programs take the secret for.", value: .path(".type")),
                .count("Data", description: "The number of entries.") { $0.count(at: "data") }, .age,
            ],
            selectableFields: ["type"])
        definition.rules.prepareForCreate = { prepare(&$0) }
        definition.rules.prepareForUpdate = { object, old in
            if object.fields["type"] == nil { object.fields["type"] = old.fields["type"] }
            prepare(&object)
        }
        definition.rules.validate = { object, old in validate(object, old) }
        return definition
    }()

    /// Texts of `stringData` become entries of `data`.
    private static func prepare(_ object: inout Unstructured) {
        if object.text(at: "type").isEmpty { object.fields["type"] = "Opaque" }
        guard let texts = object.fields["stringData"]?.objectValue else { return }
        object.fields["stringData"] = nil
        var data = object.fields["data"]?.objectValue ?? [:]
        for (key, value) in texts { data[key] = .string(Base64.encode(Array((value.stringValue ?? "").utf8))) }
        if !data.isEmpty { object.fields["data"] = .object(data) }
    }

    private static func validate(_ object: Unstructured, _ old: Unstructured?) -> [FieldError] {
        var errors = DataRules.validateKeys(object, ["data"]) + validateType(object)
        if let old, object.fields["type"] != old.fields["type"] {
            errors.append(.invalid("type", object.fields["type"] ?? .null, "field is immutable"))
        }
        return errors + DataRules.validateImmutability(of: object, since: old, ["data"])
    }

    /// The entries that a type promises.
    private static func validateType(_ object: Unstructured) -> [FieldError] {
        let data = object.fields["data"]?.objectValue ?? [:]
        func required(_ keys: String...) -> [FieldError] {
            keys.filter { data[$0] == nil }.map { .required("data[\($0)]") }
        }
        switch object.text(at: "type") {
        case "kubernetes.io/tls": return required("tls.crt", "tls.key")
        case "kubernetes.io/ssh-auth": return required("ssh-privatekey")
        case "kubernetes.io/dockercfg": return required(".dockercfg")
        case "kubernetes.io/dockerconfigjson": return required(".dockerconfigjson")
        case "kubernetes.io/basic-auth":
            guard data["username"] == nil, data["password"] == nil else { return [] }
            return [.required("data[username]"), .required("data[password]")]
        case "kubernetes.io/service-account-token":
            let annotation = "kubernetes.io/service-account.name"
            return object.annotations[annotation]?.isEmpty == false
                ? [] : [.required("metadata.annotations[\(annotation)]")]
        default: return []
        }
    }

    private static let schema: StaticString = #"""
        {"description": "Confidential bytes under keys.", "type": "object", "properties": {
        "type": {"description": "What programs take the secret for; `Opaque` unless given.", "type": "string"},
        "data": {"description": "The bytes, in base 64.", "type": "object", "additionalProperties": {"type": "string", "format": "byte"}},
        "stringData": {"description": "Texts to store as entries of `data`; never read back.", "type": "object", "additionalProperties": {"type": "string"}},
        "immutable": {"description": "Whether the entries can no longer change.", "type": "boolean"}
        }}
        """#
}
