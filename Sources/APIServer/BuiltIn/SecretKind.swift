import JSON
import Machinery

/// `v1` Secret.
enum SecretKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(group: "", version: "v1", kind: "Secret", plural: "secrets")
        var definition = ResourceDefinition.builtIn(
            names,
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
        var errors = DataRules.validateKeys(object, ["data"], sizeField: "data") + validateType(object)
        if let old, object.fields["type"] != old.fields["type"] {
            errors.append(.invalid("type", object.fields["type"] ?? .null, "field is immutable"))
        }
        return errors + DataRules.validateImmutability(of: object, since: old, ["data"])
    }

    /// The entries that a type promises.
    private static func validateType(_ object: Unstructured) -> [FieldError] {
        let data = object.fields["data"] ?? [:]
        func required(_ keys: String...) -> [FieldError] {
            keys.filter { data[$0] == nil }.map { .required("data[\($0)]") }
        }
        switch object.text(at: "type") {
        case "kubernetes.io/tls": return required("tls.crt", "tls.key")
        case "kubernetes.io/ssh-auth":
            return data.text(of: "ssh-privatekey").isEmpty ? [.required("data[ssh-privatekey]")] : []
        case "kubernetes.io/dockercfg": return required(".dockercfg") + validateJSON(data, ".dockercfg")
        case "kubernetes.io/dockerconfigjson":
            return required(".dockerconfigjson") + validateJSON(data, ".dockerconfigjson")
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

    /// An entry that must be a JSON object.
    private static func validateJSON(_ data: JSONValue, _ key: String) -> [FieldError] {
        guard let text = data[key]?.stringValue, let bytes = Base64.decode(text) else { return [] }
        do {
            guard try JSONValue(parsing: bytes).objectValue == nil else { return [] }
            return [.invalid("data[\(key)]", "<secret contents redacted>", "must be a JSON object")]
        } catch {
            return [.invalid("data[\(key)]", "<secret contents redacted>", "\(error)")]
        }
    }
}
