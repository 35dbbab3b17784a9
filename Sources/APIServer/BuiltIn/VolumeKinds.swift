import JSON
import Machinery

/// `v1` PersistentVolume and PersistentVolumeClaim: kept as they are; nothing in a simulated cluster binds them.
enum VolumeKinds {
    static let definitions = [volume, claim]

    private static let volume: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "PersistentVolume", plural: "persistentvolumes", isNamespaced: false,
            shortNames: ["pv"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                .text("Capacity", description: "How much it holds.") { $0.text(at: "spec", "capacity", "storage") },
                .text("Access Modes", description: "How it can be mounted.") {
                    modes($0.elements(at: "spec", "accessModes"))
                },
                TableColumn(
                    "Reclaim Policy", description: "What becomes of it when its claim goes.",
                    value: .path(".spec.persistentVolumeReclaimPolicy")),
                .text("Status", description: "What it is doing.") { object in
                    object.isBeingDeleted ? "Terminating" : object.text(at: "status", "phase")
                },
                .text("Claim", description: "The claim that has it.") { object in
                    let name = object.text(at: "spec", "claimRef", "name")
                    return name.isEmpty ? "" : "\(object.text(at: "spec", "claimRef", "namespace"))/\(name)"
                },
                TableColumn(
                    "StorageClass", description: "The class it is of.", value: .path(".spec.storageClassName")),
                .text("VolumeAttributesClass", description: "The class of its attributes.") { object in
                    let name = object.text(at: "spec", "volumeAttributesClassName")
                    return name.isEmpty ? "<unset>" : name
                },
                TableColumn("Reason", description: "Why it failed.", value: .path(".status.reason")), .age,
                .text("VolumeMode", priority: 1, description: "Whether it is a file system or a device.") {
                    $0.text(at: "spec", "volumeMode")
                },
            ])
        definition.rules.prepareForCreate = { object in object.fields["status"] = ["phase": "Pending"] }
        definition.rules.validate = { validateVolume($0, $1) }
        return definition
    }()

    private static let claim: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims",
            shortNames: ["pvc"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                .text("Status", description: "Whether it has a volume.") { object in
                    object.isBeingDeleted ? "Terminating" : object.text(at: "status", "phase")
                },
                TableColumn("Volume", description: "The volume it has.", value: .path(".spec.volumeName")),
                TableColumn(
                    "Capacity", description: "How much the volume holds.", value: .path(".status.capacity.storage")),
                TableColumn(
                    "Access Modes", description: "How the volume can be mounted.",
                    value: .computed { .string(modes($0.elements(at: "status", "accessModes"))) }),
                TableColumn(
                    "StorageClass", description: "The class it asks for.", value: .path(".spec.storageClassName")),
                .text("VolumeAttributesClass", description: "The class of attributes it asks for.") { object in
                    let name = object.text(at: "spec", "volumeAttributesClassName")
                    return name.isEmpty ? "<unset>" : name
                },
                .age,
                .text("VolumeMode", priority: 1, description: "Whether it asks for a file system or a device.") {
                    $0.text(at: "spec", "volumeMode")
                },
            ])
        definition.rules.prepareForCreate = { object in object.fields["status"] = ["phase": "Pending"] }
        definition.rules.validate = { validateClaim($0, $1) }
        return definition
    }()

    private static func modes(_ modes: [JSONValue]) -> String {
        let short = [
            ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"),
        ]
        return short.filter { name, _ in modes.contains(.string(name)) }.map(\.1).joined(separator: ",")
    }

    private static let general: Set = [
        "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions",
        "volumeMode", "nodeAffinity", "volumeAttributesClassName",
    ]

    private static func validateVolume(_ object: Unstructured, _ old: Unstructured?) -> [FieldError] {
        let spec = object.fields["spec"] ?? [:]
        var errors: [FieldError] = []
        if spec.list("accessModes").isEmpty { errors.append(.required("spec.accessModes")) }
        let capacity = spec["capacity"]?.objectValue ?? [:]
        if capacity.isEmpty { errors.append(.required("spec.capacity")) }
        if !capacity.isEmpty, capacity["storage"] == nil || capacity.count > 1 {
            errors.append(.notSupported("spec.capacity", .object(capacity), supported: ["storage"]))
        }
        errors += positiveStorage(capacity["storage"], "spec.capacity[storage]")
        let sources = (spec.objectValue ?? [:]).map(\.key).filter { !general.contains($0) }
        if sources.isEmpty { errors.append(.required("spec", "must specify a volume type")) }
        for source in sources.dropFirst() {
            errors.append(.forbidden("spec.\(source)", "may not specify more than 1 volume type"))
        }
        guard let old, let source = sources.first, old.value(at: "spec", source) != spec[source] else { return errors }
        errors.append(
            .forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation"))
        return errors
    }

    private static func validateClaim(_ object: Unstructured, _ old: Unstructured?) -> [FieldError] {
        let spec = object.fields["spec"] ?? [:]
        var errors: [FieldError] = []
        if spec.list("accessModes").isEmpty {
            errors.append(.required("spec.accessModes", "at least 1 access mode is required"))
        }
        if let storage = spec.value(at: ["resources", "requests", "storage"]) {
            errors += positiveStorage(storage, "spec.resources[storage]")
        } else {
            errors.append(.required("spec.resources[storage]"))
        }
        errors += FieldRules.selector(spec["selector"], "spec.selector")
        guard let old, fixed(spec, old) != fixed(old.fields["spec"] ?? [:], old) else { return errors }
        errors.append(
            .forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
            ))
        return errors
    }

    /// What of a claim cannot change: its volume and class only once they are set.
    private static func fixed(_ spec: JSONValue, _ old: Unstructured) -> JSONObject {
        var fields = spec.objectValue ?? [:]
        fields["resources"] = nil
        fields["volumeAttributesClassName"] = nil
        for name in ["volumeName", "storageClassName"] where old.text(at: "spec", name).isEmpty { fields[name] = nil }
        return fields
    }

    private static func positiveStorage(_ value: JSONValue?, _ field: String) -> [FieldError] {
        guard let value, let text = value.stringValue, let quantity = try? Quantity(parsing: text),
            quantity <= .zero
        else { return [] }
        return [.invalid(field, value, "must be greater than zero")]
    }
}
