import ClusterAPI
package import ControllerRuntime
import JSON
package import KubernetesAPI
package import KubernetesClient
package import Machinery

/// An object made from a template: its kind is the template's without `Template`, its spec is `spec.template.spec`.
package struct TemplateClone: Sendable {
    package var template: Unstructured
    package var templateReference: ObjectReference
    package var name: NamespacedName
    package var clusterName: String
    package var owner: OwnerReference
    package var labels: [String: String]
    package var annotations: [String: String]

    package init(
        template: Unstructured, templateReference: ObjectReference, name: NamespacedName, clusterName: String,
        owner: OwnerReference, labels: [String: String] = [:], annotations: [String: String] = [:]
    ) {
        self.template = template
        self.templateReference = templateReference
        self.name = name
        self.clusterName = clusterName
        self.owner = owner
        self.labels = labels
        self.annotations = annotations
    }

    /// The kind of what is made from templates of a kind; `nil` where the kind does not end in `Template`.
    package static func clonedKind(of kind: GroupVersionKind) -> GroupVersionKind? {
        guard kind.kind.hasSuffix("Template"), kind.kind.count > "Template".count else { return nil }
        var cloned = kind
        cloned.kind.removeLast("Template".count)
        return cloned
    }

    /// - Throws: ``CloningError`` where the template has no `spec.template.spec` or its kind is no template's.
    package func object() throws(CloningError) -> Unstructured {
        guard let kind = Self.clonedKind(of: templateReference.groupVersionKind) else {
            throw CloningError("the kind \(templateReference.kind) does not end in Template")
        }
        guard let spec = template.value(at: "spec", "template", "spec") else {
            throw CloningError("\(templateReference.kind) \"\(template.name)\" has no spec.template.spec")
        }
        var metadata = ObjectMeta(name: name.name, namespace: name.namespace)
        let fromTemplate = template.value(at: "spec", "template", "metadata")
        metadata.labels = Self.strings(fromTemplate?["labels"]).merging(labels) { _, own in own }
        metadata.labels[ClusterLabel.clusterName] = clusterName
        metadata.annotations = Self.strings(fromTemplate?["annotations"]).merging(annotations) { _, own in own }
        metadata.annotations[ClusterAnnotation.clonedFromName] = template.name
        metadata.annotations[ClusterAnnotation.clonedFromGroupKind] = "\(templateReference.groupKind)"
        metadata.ownerReferences = [owner]
        var object = Unstructured(apiVersion: kind.apiVersion, kind: kind.kind, metadata: metadata)
        object.fields["spec"] = spec
        return object
    }

    private static func strings(_ map: JSONValue?) -> [String: String] {
        (map?.objectValue ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue }
    }
}

/// Why nothing can be made from a template.
package struct CloningError: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}

extension ReconcileContext {
    /// The template that a reference names; a change of it wakes this key.
    package func template(_ reference: ObjectReference, namespace: String) async throws -> Unstructured {
        let name = NamespacedName(namespace: namespace, name: reference.name)
        guard let template = try await observe(reference.groupVersionKind, name) else {
            throw CloningError("\(reference.kind) \"\(reference.name)\" does not exist in the namespace \(namespace)")
        }
        return template
    }

    /// The template that a reference names, `nil` where it or its kind does not exist; its coming wakes this key.
    ///
    /// - Parameter owner: The Cluster, which takes its templates with it when it is moved.
    package func ownedTemplate(
        _ reference: ObjectReference, namespace: String, owner: OwnerReference
    ) async throws -> Unstructured? {
        let name = NamespacedName(namespace: namespace, name: reference.name)
        let found: Unstructured?
        do {
            found = try await observe(reference.groupVersionKind, name)
        } catch let status as APIStatus where status.reason == .notFound {
            return nil
        }
        guard let template = found, !template.isBeingDeleted,
            !template.ownerReferences.contains(where: { $0.uid == owner.uid })
        else { return found }
        var owners = template.ownerReferences
        owners.set(owner)
        let resource = try await client.resourceType(for: template.groupVersionKind)
        return try await client.patch(
            resource, name,
            .merge([
                "metadata": [
                    "ownerReferences": owners.json, "resourceVersion": .string(template.resourceVersion),
                ]
            ]))
    }

    /// Creates a clone unless an object of its name is there.
    ///
    /// - Parameter options: Say who owns its fields.
    package func createIfMissing(_ clone: TemplateClone, options: WriteOptions = WriteOptions()) async throws {
        let object = try clone.object()
        let resource = try await client.resourceType(for: object.groupVersionKind)
        do {
            _ = try await client.create(resource, object, options: options)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return
        }
    }
}
