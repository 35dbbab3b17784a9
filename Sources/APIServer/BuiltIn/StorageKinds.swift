import JSON
import Machinery

/// The kinds of `storage.k8s.io/v1` that a node's departure concerns.
enum StorageKinds {
    static let definitions = [storageClass, attachment, node]

    private static func names(_ kind: String, _ plural: String, _ shortNames: [String] = []) -> ResourceType {
        ResourceType(
            group: "storage.k8s.io", version: "v1", kind: kind, plural: plural, isNamespaced: false,
            shortNames: shortNames)
    }

    private static let defaultClass = "storageclass.kubernetes.io/is-default-class"

    private static let storageClass: ResourceDefinition = {
        var definition = ResourceDefinition.builtIn(
            names("StorageClass", "storageclasses", ["sc"]),
            columns: [
                TableColumn(
                    "Name", format: "name", description: "The name, and whether it is the default.",
                    value: .computed { object in
                        .string(object.annotations[defaultClass] == "true" ? "\(object.name) (default)" : object.name)
                    }),
                TableColumn("Provisioner", description: "Who makes the volumes.", value: .path(".provisioner")),
                TableColumn(
                    "ReclaimPolicy", description: "What becomes of a volume when its claim goes.",
                    value: .path(".reclaimPolicy")),
                TableColumn(
                    "VolumeBindingMode", description: "When a claim gets its volume.",
                    value: .path(".volumeBindingMode")),
                TableColumn(
                    "AllowVolumeExpansion", description: "Whether volumes can grow.",
                    value: .computed { object in
                        .string(object.fields["allowVolumeExpansion"] == true ? "true" : "false")
                    }),
                .age,
            ])
        definition.rules.validate = { object, old in
            var errors: [FieldError] = []
            let provisioner = object.text(at: "provisioner")
            if provisioner.isEmpty {
                errors.append(.required("provisioner"))
            } else {
                errors += NameRule.qualifiedName.problems(in: provisioner.lowercased()).map {
                    .invalid("provisioner", .string(provisioner), $0)
                }
            }
            guard let old else { return errors }
            if (object.fields["parameters"] ?? [:]) != (old.fields["parameters"] ?? [:]) {
                errors.append(.forbidden("parameters", "updates to parameters are forbidden."))
            }
            if object.fields["provisioner"] != old.fields["provisioner"] {
                errors.append(.forbidden("provisioner", "updates to provisioner are forbidden."))
            }
            if object.fields["reclaimPolicy"] != old.fields["reclaimPolicy"] {
                errors.append(.forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden."))
            }
            errors += FieldRules.immutable(
                object.fields["volumeBindingMode"], since: old.fields["volumeBindingMode"], "volumeBindingMode")
            return errors
        }
        return definition
    }()

    private static let attachment: ResourceDefinition = {
        var definition = ResourceDefinition.builtIn(
            names("VolumeAttachment", "volumeattachments"), hasStatus: true,
            columns: [
                .name,
                TableColumn("Attacher", description: "The driver that attaches it.", value: .path(".spec.attacher")),
                .text("PV", description: "The volume.") {
                    $0.text(at: "spec", "source", "persistentVolumeName")
                },
                TableColumn("Node", description: "The node.", value: .path(".spec.nodeName")),
                TableColumn(
                    "Attached", description: "Whether it is attached.",
                    value: .computed { object in
                        .string(object.value(at: "status", "attached") == true ? "true" : "false")
                    }),
                .age,
            ])
        definition.rules.validate = { object, old in
            var errors: [FieldError] = []
            if object.text(at: "spec", "attacher").isEmpty { errors.append(.required("spec.attacher")) }
            let source = object.value(at: "spec", "source") ?? [:]
            switch (source["persistentVolumeName"], source["inlineVolumeSpec"]) {
            case (nil, nil):
                errors.append(
                    .required("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName"))
            case (.some, .some):
                errors.append(
                    .forbidden("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName"))
            default: break
            }
            errors += FieldRules.name(object.value(at: "spec", "nodeName"), "spec.nodeName", .dns1123Subdomain)
            if let old, object.fields["spec"] != old.fields["spec"] {
                errors.append(.invalid("spec", object.fields["spec"] ?? .null, "field is immutable"))
            }
            return errors
        }
        return definition
    }()

    private static let node: ResourceDefinition = {
        var definition = ResourceDefinition.builtIn(
            names("CSINode", "csinodes"),
            columns: [
                .name,
                .count("Drivers", description: "The number of drivers.") { $0.count(at: "spec", "drivers") },
                .age,
            ])
        definition.rules.validate = { object, _ in
            var errors: [FieldError] = []
            var names: Set<String> = []
            for (index, driver) in object.elements(at: "spec", "drivers").enumerated() {
                let path = "spec.drivers[\(index)]"
                errors += FieldRules.name(driver["name"], "\(path).name", .dns1123Subdomain)
                if !names.insert(driver.text(of: "name")).inserted {
                    errors.append(.duplicate("\(path).name", driver["name"] ?? ""))
                }
                if driver.text(of: "nodeID").isEmpty { errors.append(.required("\(path).nodeID")) }
            }
            return errors
        }
        return definition
    }()
}
