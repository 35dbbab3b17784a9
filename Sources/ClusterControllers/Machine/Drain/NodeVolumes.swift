import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// The volumes that are still attached to a Node, and that somebody else may want to attach elsewhere.
struct NodeVolumes: Sendable {
    private static let volumes = ResourceType(
        group: "", version: "v1", kind: "PersistentVolume", plural: "persistentvolumes", isNamespaced: false)
    private static let attachments = ResourceType(
        group: "storage.k8s.io", version: "v1", kind: "VolumeAttachment", plural: "volumeattachments",
        isNamespaced: false)

    /// A volume that is attached.
    struct Attached: Sendable, Hashable {
        var volume: String
        /// `nil` for one that nobody claims.
        var claim: NamespacedName?
    }

    /// The volumes that hold a machine up, by name.
    ///
    /// - Parameter skipped: Pods that stay on the Node until it goes: their volumes are not waited for.
    static func attached(to node: Unstructured, skipping skipped: [Pod], _ client: any Client) async throws
        -> [Attached]
    {
        let handles = Set(
            node.value(at: "status", "volumesAttached")?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? [])
        let attached = Set(
            try await client.list(attachments).items.compactMap { attachment -> String? in
                guard attachment.value(at: "spec", "nodeName")?.stringValue == node.name,
                    attachment.value(at: "status", "attached")?.boolValue == true
                else { return nil }
                return attachment.value(at: "spec", "source", "persistentVolumeName")?.stringValue
            })
        guard !handles.isEmpty || !attached.isEmpty else { return [] }
        let volumes = try await client.list(Self.volumes).items
        return held(volumes, handles: handles, attached: attached, ignoring: Set(skipped.flatMap(claims)))
    }

    /// - Parameters:
    ///   - handles: What the Node reports: `kubernetes.io/csi/DRIVER^HANDLE` for volumes of CSI drivers.
    ///   - attached: Names of volumes with a VolumeAttachment.
    static func held(
        _ volumes: [Unstructured], handles: Set<String>, attached: Set<String>, ignoring: Set<NamespacedName>
    ) -> [Attached] {
        volumes.filter { volume in
            if attached.contains(volume.name) { return true }
            guard let driver = volume.value(at: "spec", "csi", "driver")?.stringValue,
                let handle = volume.value(at: "spec", "csi", "volumeHandle")?.stringValue
            else { return false }
            return handles.contains("kubernetes.io/csi/\(driver)^\(handle)")
        }.map { volume in
            let claim = volume.value(at: "spec", "claimRef").flatMap { reference -> NamespacedName? in
                guard let name = reference["name"]?.stringValue, let namespace = reference["namespace"]?.stringValue
                else { return nil }
                return NamespacedName(namespace: namespace, name: name)
            }
            return Attached(volume: volume.name, claim: claim)
        }.filter { found in !(found.claim.map(ignoring.contains) ?? false) }
            .sorted { $0.volume < $1.volume }
    }

    private static func claims(of pod: Pod) -> [NamespacedName] {
        (pod.spec.unknownFields["volumes"]?.arrayValue ?? []).compactMap { volume in
            volume.value(at: ["persistentVolumeClaim", "claimName"])?.stringValue.map {
                NamespacedName(namespace: pod.metadata.namespace, name: $0)
            }
        }
    }

    static func message(_ held: [Attached]) -> String {
        let shown = held.prefix(5).map {
            $0.claim.map { claim in "PersistentVolumeClaim \(claim)" } ?? "PersistentVolume \($0.volume)"
        }
        let rest = held.count > 5 ? ", ... (\(held.count - 5) more)" : ""
        return shown.joined(separator: ", ") + rest
    }
}
