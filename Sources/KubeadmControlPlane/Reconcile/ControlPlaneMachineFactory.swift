import ClusterAPI
import ClusterContract
import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// Makes the Machines of a control plane and what they refer to.
///
/// The Machine comes first: it is the record by which a reconcile that follows a crash finds what is still to be made.
struct ControlPlaneMachineFactory: Sendable {
    let controlPlane: KubeadmControlPlane
    let cluster: Cluster
    /// The infrastructure template; `nil` where it does not exist.
    let template: Unstructured?
    let context: ReconcileContext

    /// Marks the Machine that founds the cluster until its bootstrap object exists.
    private static let foundsAnnotation = "controlplane.cluster.x-k8s.io/founds-cluster"

    private var metadata: TemplateMetadata { controlPlane.spec.machineTemplate.metadata }
    private var reference: ObjectReference { controlPlane.spec.machineTemplate.infrastructureRef }

    /// Owns what is made here, so that what leaves the template can be told from what others added.
    private var options: WriteOptions {
        var options = WriteOptions()
        options.fieldManager = InPlaceChange.fieldManager
        return options
    }

    func create(failureDomain: String?, founds: Bool, _ scope: inout ControlPlaneScope) async throws -> Machine {
        guard template != nil else {
            throw CloningError(
                "\(reference.kind) \"\(reference.name)\" does not exist in the namespace "
                    + controlPlane.metadata.namespace)
        }
        let created = try await context.client.create(
            try newMachine(failureDomain: failureDomain, founds: founds), options: options)
        // The repair, if there was one, is done: the Machine carries its record from now on.
        scope.controlPlane.metadata.annotations[KubeadmControlPlaneAnnotation.remediationInProgress] = nil
        scope.add(created)
        try await completeClones(of: created)
        return created
    }

    private func newMachine(failureDomain: String?, founds: Bool) throws -> Machine {
        guard let infrastructureKind = TemplateClone.clonedKind(of: reference.groupVersionKind) else {
            throw CloningError("the kind \(reference.kind) does not end in Template")
        }
        let name = try MachineNaming.name(
            template: controlPlane.spec.machineNamingStrategy?.template, clusterName: cluster.metadata.name,
            maker: "kubeadmControlPlane", makerName: controlPlane.metadata.name,
            generator: NameGenerator(random: context.random))
        let namespace = controlPlane.metadata.namespace
        var machine = Machine(
            spec: MachineSpec(
                clusterName: cluster.metadata.name,
                bootstrap: MachineBootstrap(
                    configRef: ObjectReference(
                        apiVersion: KubeadmConfig.resourceType.apiVersion, kind: KubeadmConfig.resourceType.kind,
                        namespace: namespace, name: name)),
                infrastructureRef: ObjectReference(
                    apiVersion: infrastructureKind.apiVersion, kind: infrastructureKind.kind, namespace: namespace,
                    name: name)))
        machine.metadata = ObjectMeta(
            name: name, namespace: namespace, labels: labels, annotations: metadata.annotations)
        machine.metadata.annotations[KubeadmControlPlaneAnnotation.clusterConfiguration] =
            KubeadmConfigComparison.annotation(for: controlPlane.spec.kubeadmConfigSpec)
        machine.metadata.annotations[KubeadmControlPlaneAnnotation.cleanupHook] = ""
        machine.metadata.annotations[KubeadmControlPlaneAnnotation.remediationFor] =
            controlPlane.metadata.annotations[KubeadmControlPlaneAnnotation.remediationInProgress]
        if founds { machine.metadata.annotations[Self.foundsAnnotation] = "" }
        machine.metadata.finalizers = [ClusterFinalizer.machine]
        machine.metadata.ownerReferences = [controlPlane.ownerReference(isController: true)]
        let settings = controlPlane.spec.machineTemplate
        machine.spec.version = controlPlane.spec.version
        machine.spec.failureDomain = failureDomain
        machine.spec.readinessGates = InPlaceChange.readinessGates(of: controlPlane)
        machine.spec.nodeDrainTimeout = settings.nodeDrainTimeout
        machine.spec.nodeVolumeDetachTimeout = settings.nodeVolumeDetachTimeout
        machine.spec.nodeDeletionTimeout = settings.nodeDeletionTimeout
        return machine
    }

    private var labels: [String: String] {
        var labels = metadata.labels
        labels[ClusterLabel.clusterName] = cluster.metadata.name
        labels[ClusterLabel.controlPlane] = ""
        labels[ClusterLabel.controlPlaneName] = LabelValue.naming(controlPlane.metadata.name)
        return labels
    }

    // MARK: What running machines are to have

    /// The template's labels and annotations, and the records that were made with the Machine.
    func wanted(on machine: Machine) -> InPlaceChange.Wanted {
        var annotations = metadata.annotations
        let records = [
            KubeadmControlPlaneAnnotation.clusterConfiguration, KubeadmControlPlaneAnnotation.remediationFor,
            Self.foundsAnnotation,
        ]
        for record in records { annotations[record] = machine.metadata.annotations[record] }
        annotations[KubeadmControlPlaneAnnotation.cleanupHook] = ""
        return InPlaceChange.Wanted(labels: labels, annotations: annotations)
    }

    /// For a KubeadmConfig or an infrastructure object; what the infrastructure's own template gives it stays.
    func wanted(onCloneOf machine: Machine, _ object: Unstructured) -> InPlaceChange.Wanted {
        var wanted = InPlaceChange.Wanted(labels: labels, annotations: metadata.annotations)
        guard object.groupVersionKind.groupKind == machine.spec.infrastructureRef.groupKind else { return wanted }
        let given = template?.value(at: "spec", "template", "metadata")
        wanted.labels.merge(Self.strings(given?["labels"])) { own, _ in own }
        wanted.annotations.merge(Self.strings(given?["annotations"])) { own, _ in own }
        for key in [ClusterAnnotation.clonedFromName, ClusterAnnotation.clonedFromGroupKind] {
            wanted.annotations[key] = object.annotations[key]
        }
        return wanted
    }

    private static func strings(_ map: JSONValue?) -> [String: String] {
        (map?.objectValue ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue }
    }

    // MARK: Bootstrap and infrastructure objects

    /// Makes what Machines refer to and what is not there yet.
    func complete(_ scope: inout ControlPlaneScope) async throws {
        for machine in scope.machines where !machine.metadata.isBeingDeleted && machine.spec.providerID == nil {
            do {
                try await completeClones(of: machine)
            } catch let error as CloningError {
                scope.cloningFailure = ControlPlaneScope.CloningFailure(
                    reason: ConditionReason.infrastructureTemplateCloningFailed, message: error.description)
                scope.waiting = error.description
            }
        }
    }

    private func completeClones(of machine: Machine) async throws {
        let name = machine.namespacedName
        // Adopted Machines may refer to objects of other names, which are not for us to make.
        if machine.spec.bootstrap.configRef?.name == name.name,
            try await context.observe(KubeadmConfig.self, name) == nil
        {
            try await create(bootstrapConfig(for: machine).unstructured)
        }
        let infrastructure = machine.spec.infrastructureRef
        guard infrastructure.name == name.name,
            try await context.observe(infrastructure.groupVersionKind, name) == nil
        else { return }
        guard let template else {
            throw CloningError(
                "\(reference.kind) \"\(reference.name)\" does not exist in the namespace \(name.namespace)")
        }
        try await create(
            TemplateClone(
                template: template, templateReference: reference, name: name, clusterName: cluster.metadata.name,
                owner: machine.ownerReference(isController: true), labels: labels, annotations: metadata.annotations
            ).object())
    }

    private func create(_ object: Unstructured) async throws {
        let resource = try await context.client.resourceType(for: object.groupVersionKind)
        do {
            _ = try await context.client.create(resource, object, options: options)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return
        }
    }

    private func bootstrapConfig(for machine: Machine) throws -> KubeadmConfig {
        var spec = controlPlane.spec.kubeadmConfigSpec
        let version = try? SemanticVersion(parsing: machine.spec.version ?? "")
        if machine.metadata.annotations[Self.foundsAnnotation] != nil {
            spec.joinConfiguration = nil
            spec.clusterConfiguration = spec.clusterConfiguration ?? KubeadmClusterConfiguration()
            spec.initConfiguration = spec.initConfiguration ?? KubeadmInitConfiguration()
        } else {
            // The cluster configuration stays: it tells where etcd runs and where certificates lie.
            spec.initConfiguration = nil
            spec.joinConfiguration = spec.joinConfiguration ?? KubeadmJoinConfiguration()
        }
        if let version, let gates = spec.clusterConfiguration?.featureGates {
            let defaulted = KubeadmConfigMap.featureGates(gates, for: version)
            spec.clusterConfiguration?.featureGates = defaulted.reduce(into: [:]) { $0[$1.key] = $1.value.boolValue }
        }
        var config = KubeadmConfig(spec: spec)
        config.metadata = ObjectMeta(
            name: machine.metadata.name, namespace: machine.metadata.namespace, labels: labels,
            annotations: metadata.annotations)
        config.metadata.ownerReferences = [machine.ownerReference(isController: true)]
        return config
    }
}
