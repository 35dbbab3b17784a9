import ClusterAPI
import JSON
import KubernetesAPI
import Machinery
import PKI
import YAML

/// The objects that a Secret or ConfigMap describes.
struct ResourceManifests: Sendable {
    /// In the order in which they can be made.
    let objects: [Unstructured]
    /// Of all texts, `sha256:<hex>`.
    let hash: String

    /// - Parameter texts: By key; each may hold several documents of YAML or JSON, and Lists.
    /// - Throws: ``ManifestError`` for a text that is no manifest.
    init(_ texts: [String: [UInt8]]) throws(ManifestError) {
        let sorted = texts.sorted { $0.key < $1.key }
        hash = "sha256:" + Self.hexadecimal(Digest.sha256(sorted.flatMap(\.value)))
        var objects: [Unstructured] = []
        for (key, bytes) in sorted { objects += try Self.objects(in: bytes, key) }
        let ranks = objects.map(Self.rank)
        self.objects = objects.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { objects[$0] }
    }

    private static func objects(in bytes: [UInt8], _ key: String) throws(ManifestError) -> [Unstructured] {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ManifestError("the manifest under the key \(key) cannot be read: \(error)")
        }
        var objects: [Unstructured] = []
        for document in documents where document.value != .null {
            guard let fields = document.value.objectValue else {
                throw ManifestError("the manifest under the key \(key) holds something that is no object")
            }
            let object = Unstructured(fields: fields)
            guard !object.kind.isEmpty, !object.apiVersion.isEmpty else {
                throw ManifestError("the manifest under the key \(key) holds an object without apiVersion or kind")
            }
            if object.kind == "List", object.apiVersion == "v1" {
                objects += (fields["items"]?.arrayValue ?? []).compactMap { $0.objectValue }.map {
                    Unstructured(fields: $0)
                }
            } else {
                objects.append(object)
            }
        }
        return objects
    }

    /// What others need comes first.
    private static func rank(_ object: Unstructured) -> Int {
        let first = [
            "Namespace", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget", "ServiceAccount",
            "Secret", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim",
            "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "Service",
        ]
        let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService"]
        if let index = first.firstIndex(of: object.kind) { return index }
        return last.contains(object.kind) ? first.count + 1 : first.count
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// A text that is no manifest.
struct ManifestError: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
