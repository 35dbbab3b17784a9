import JSON
import KubernetesClient
import Machinery

/// Brings the CustomResourceDefinitions of a plane's own kinds into its API: at each start, so that a new version of the
/// program brings its new fields.
struct DefinitionInstaller: Sendable {
    let managementClient: any Client

    private static let resource = ResourceType(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions", isNamespaced: false)

    /// Creates what is missing and updates what differs; a definition that is as it should be is not written.
    func install(_ definitions: [JSONValue]) async throws {
        for definition in definitions {
            guard let fields = definition.objectValue else { continue }
            let object = Unstructured(fields: fields)
            if try await managementClient.find(Self.resource, object.namespacedName) == nil {
                _ = try await managementClient.create(Self.resource, object)
            } else {
                _ = try await managementClient.patch(Self.resource, object.namespacedName, .merge(Self.wanted(object)))
            }
        }
    }

    /// What the program decides about a definition; what else it carries is its users'.
    private static func wanted(_ definition: Unstructured) -> JSONValue {
        var metadata = JSONObject()
        metadata["labels"] = definition.value(at: "metadata", "labels")
        metadata["annotations"] = definition.value(at: "metadata", "annotations")
        var patch: JSONObject = ["metadata": .object(metadata)]
        patch["spec"] = definition.value(at: "spec")
        return .object(patch)
    }
}
