import ClusterAPI
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// The add-ons that kubeadm put into a cluster and that follow the control plane's version: kube-proxy and CoreDNS.
struct AddOns: Sendable {
    let controlPlane: KubeadmControlPlane
    let version: SemanticVersion
    let workloadClient: any Client

    private static let daemonSets = ResourceType(
        group: "apps", version: "v1", kind: "DaemonSet", plural: "daemonsets")
    private static let deployments = ResourceType(
        group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
    private static let proxy = NamespacedName(namespace: "kube-system", name: "kube-proxy")
    private static let coreDNS = NamespacedName(namespace: "kube-system", name: "coredns")

    private var configuration: KubeadmClusterConfiguration? { controlPlane.spec.kubeadmConfigSpec.clusterConfiguration }

    /// Brings the images in line; what a user has taken out of the cluster stays out.
    ///
    /// - Returns: What was changed, for events.
    func update() async throws -> [String] {
        let annotations = controlPlane.metadata.annotations
        var changes: [String] = []
        if annotations[KubeadmControlPlaneAnnotation.skipKubeProxy] == nil, let change = try await updateProxy() {
            changes.append(change)
        }
        if annotations[KubeadmControlPlaneAnnotation.skipCoreDNS] == nil, let change = try await updateCoreDNS() {
            changes.append(change)
        }
        return changes
    }

    private func updateProxy() async throws -> String? {
        guard let daemonSet = try await workloadClient.find(Self.daemonSets, Self.proxy),
            let image = Self.image(of: "kube-proxy", in: daemonSet)
        else { return nil }
        var wanted = image.tagged(controlPlane.spec.version)
        if let repository = configuration?.imageRepository { wanted.repository = repository }
        guard wanted != image, image.digest.isEmpty || wanted.tag != image.tag else { return nil }
        try await set(wanted, on: "kube-proxy", Self.daemonSets, Self.proxy)
        return "kube-proxy runs \(wanted)"
    }

    private func updateCoreDNS() async throws -> String? {
        guard let configuration,
            let deployment = try await workloadClient.find(Self.deployments, Self.coreDNS),
            let image = Self.image(of: "coredns", in: deployment)
        else { return nil }
        let wanted = try CoreDNSUpgrade(configuration: configuration, current: image).wanted()
        guard wanted != image else { return nil }
        if var map = try await workloadClient.find(ConfigMap.self, KubeadmConfigMap.name),
            let text = map.data[KubeadmConfigMap.key],
            let updated = try KubeadmConfigMap(spec: controlPlane.spec.kubeadmConfigSpec, version: version)
                .updatedDNS(text)
        {
            map.data[KubeadmConfigMap.key] = updated
            _ = try await workloadClient.update(map)
        }
        try await set(wanted, on: "coredns", Self.deployments, Self.coreDNS)
        return "CoreDNS runs \(wanted)"
    }

    private static func image(of container: String, in object: Unstructured) -> ImageReference? {
        let containers = object.value(at: "spec", "template", "spec", "containers")?.arrayValue ?? []
        return containers.first { $0["name"]?.stringValue == container }?["image"]?.stringValue
            .flatMap { ImageReference($0) }
    }

    private func set(
        _ image: ImageReference, on container: String, _ resource: ResourceType, _ name: NamespacedName
    ) async throws {
        let containers: JSONValue = [["name": .string(container), "image": .string("\(image)")]]
        _ = try await workloadClient.patch(
            resource, name,
            .strategicMerge(["spec": ["template": ["spec": ["containers": containers]]]]))
    }
}

/// Which image CoreDNS is to run.
struct CoreDNSUpgrade: Sendable {
    let configuration: KubeadmClusterConfiguration
    let current: ImageReference

    /// Since this version nothing in kubeadm's Corefile had to change from one version to the next. Older ones need the file
    /// rewritten, which is not done here.
    private static let stableSince = SemanticVersion(1, 8, 0)

    /// - Throws: ``ControlPlaneError`` where CoreDNS cannot get there from where it is.
    func wanted() throws(ControlPlaneError) -> ImageReference {
        var wanted = current
        let repositories = [configuration.dns?.imageRepository, ownRepository].compactMap(\.self)
        if let repository = repositories.first {
            wanted.repository = repository.hasSuffix("/") ? String(repository.dropLast()) : repository
        }
        guard let tag = configuration.dns?.imageTag, tag != current.tag else { return wanted }
        guard let from = ImageReference.version(ofTag: current.tag), let to = ImageReference.version(ofTag: tag) else {
            throw ControlPlaneError(
                "CoreDNS cannot change from \"\(current.tag)\" to \"\(tag)\": both must begin with a version")
        }
        guard to >= from else {
            throw ControlPlaneError("CoreDNS cannot go back from \(current.tag) to \(tag)")
        }
        guard from >= Self.stableSince else {
            throw ControlPlaneError(
                "CoreDNS \(current.tag) needs its Corefile migrated by hand before it can become \(tag); the annotation "
                    + "\(KubeadmControlPlaneAnnotation.skipCoreDNS) leaves it alone")
        }
        return wanted.tagged(tag)
    }

    /// The user's registry for all images, but not kubeadm's own default, below which CoreDNS has a path of its own.
    private var ownRepository: String? {
        configuration.imageRepository.flatMap { $0 == "registry.k8s.io" || $0.isEmpty ? nil : $0 }
    }
}
