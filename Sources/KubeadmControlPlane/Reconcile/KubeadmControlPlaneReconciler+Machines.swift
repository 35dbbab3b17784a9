import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

extension KubeadmControlPlaneReconciler {
    /// Has one machine come or go where that is due.
    ///
    /// - Returns: Whether all is as it should be.
    func changeMachines(
        _ scope: inout ControlPlaneScope, _ factory: ControlPlaneMachineFactory, _ context: ReconcileContext
    ) async throws -> Bool {
        let plan = ControlPlanePlan(
            cluster: scope.cluster, controlPlane: scope.controlPlane, machines: scope.machines,
            outdated: scope.outdated)
        let isFounded = scope.cluster.conditions.isTrue(ConditionType.controlPlaneInitialized)
        if plan.isRollingOut, isFounded {
            guard try await prepareRollout(&scope) else { return false }
        }
        switch plan.step {
        case .none:
            return true
        case .waitForInitialization:
            scope.waiting = "Waiting for the first machine to found the cluster"
            return false
        case .wait(let findings):
            scope.preflight = findings
            scope.waiting = findings.details.joined(separator: "; ")
            return false
        case .initialize:
            try await create(founds: true, failureDomain: nil, &scope, factory, context)
            return false
        case .scaleUp(let domain):
            guard knowsWorkload(&scope) else { return false }
            try await create(founds: false, failureDomain: domain, &scope, factory, context)
            return false
        case .scaleDown(let name):
            guard !isFounded || knowsWorkload(&scope) else { return false }
            try await remove(name, &scope, context)
            return false
        }
    }

    /// What is decided about a running cluster must rest on what it says now.
    private func knowsWorkload(_ scope: inout ControlPlaneScope) -> Bool {
        switch scope.workload {
        case .answered: return true
        case .notAsked(let why): scope.waiting = why
        case .failed(let why): scope.waiting = "Waiting for the workload cluster: \(why)"
        case .unreachable(let unavailable):
            scope.waiting =
                "Waiting for the workload cluster, unreachable since \(unavailable.since.rfc3339): \(unavailable.reason)"
        }
        return false
    }

    private func prepareRollout(_ scope: inout ControlPlaneScope) async throws -> Bool {
        guard knowsWorkload(&scope) else { return false }
        guard let version = try? SemanticVersion(parsing: scope.controlPlane.spec.version) else {
            scope.waiting = "spec.version \(scope.controlPlane.spec.version) is not a version"
            return false
        }
        let workloadClient = try workloadClusters.client(for: scope.cluster.namespacedName)
        try await ControlPlaneUpgrade(
            controlPlane: scope.controlPlane, version: version, workloadClient: workloadClient
        ).prepare()
        return true
    }

    private func create(
        founds: Bool, failureDomain: String?, _ scope: inout ControlPlaneScope, _ factory: ControlPlaneMachineFactory,
        _ context: ReconcileContext
    ) async throws {
        let domain =
            founds
            ? FailureDomainChoice(domains: scope.cluster.status?.failureDomains ?? [:], machines: [])
                .forScaleUp(outdated: []) : failureDomain
        let group = CreationGroup(
            scope.controlPlane, wanted: scope.controlPlane.spec.replicas.map(Int.init), in: scope.cluster)
        guard try mayCreate(for: group, &scope, context) else { return }
        do {
            let machine = try await factory.create(failureDomain: domain, founds: founds, &scope)
            creations.note(machine, for: group, at: scope.now)
            context.events.normal(
                scope.controlPlane, founds ? "ControlPlaneInitializing" : "ScalingUp",
                "Created Machine \(machine.metadata.name)")
            scope.waiting = "Waiting for Machine \(machine.metadata.name) to join the cluster"
        } catch let error as CloningError {
            scope.cloningFailure = ControlPlaneScope.CloningFailure(
                reason: ConditionReason.infrastructureTemplateCloningFailed, message: error.description)
            // The template is observed: its change wakes this key.
            scope.waiting = error.description
        } catch  where !(error is CancellationError) {
            scope.cloningFailure = ControlPlaneScope.CloningFailure(
                reason: ConditionReason.machineCreationFailed, message: "\(error)")
            context.events.warning(
                scope.controlPlane, founds ? "FailedInitialization" : "FailedScaleUp",
                "A control-plane Machine could not be made: \(error)")
            throw error
        }
    }

    private func mayCreate(
        for group: CreationGroup, _ scope: inout ControlPlaneScope, _ context: ReconcileContext
    ) throws -> Bool {
        guard let obstacle = try creations.allowance(for: group, asked: 1, context).obstacle else { return true }
        let (reason, message) = group.tell(of: obstacle, on: scope.controlPlane, context)
        scope.cloningFailure = ControlPlaneScope.CloningFailure(reason: reason, message: message)
        scope.creationObstacle = message
        scope.waiting = message
        scope.look(at: obstacle.until)
        return false
    }

    private func remove(_ name: String, _ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws {
        guard let machine = scope.machine(named: name) else { return }
        let staying = scope.machines.filter { $0.metadata.name != name && $0.status?.nodeRef != nil }
        if scope.controlPlane.hasManagedEtcd, let heir = staying.max(by: Machine.isOlder) {
            try await moveLeadership(from: machine, to: heir, scope)
        }
        try await context.client.delete(
            Machine.resourceType, machine.namespacedName, DeleteOptions(uid: machine.metadata.uid))
        context.events.normal(scope.controlPlane, "ScalingDown", "Deleted Machine \(name)")
        scope.waiting = "Waiting for Machine \(name) to be gone"
    }

    // MARK: Templates and changes in place

    /// The infrastructure template, which gets the Cluster as an owner so that it moves and ends with it; `nil` where it is
    /// missing, which machines that run need not know.
    func observeTemplate(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws -> Unstructured? {
        let reference = scope.controlPlane.spec.machineTemplate.infrastructureRef
        let name = NamespacedName(namespace: scope.controlPlane.metadata.namespace, name: reference.name)
        let template: Unstructured?
        do {
            template = try await context.observe(reference.groupVersionKind, name)
        } catch let status as APIStatus where status.reason == .notFound {
            template = nil
        }
        guard let template else {
            scope.isTemplateMissing = true
            return nil
        }
        let owner = scope.cluster.ownerReference(isController: false)
        guard !template.ownerReferences.contains(where: { $0.uid == owner.uid }) else { return template }
        var owners = template.ownerReferences
        owners.set(owner)
        let resource = try await context.client.resourceType(for: template.groupVersionKind)
        return try await context.client.patch(
            resource, name,
            .merge([
                "metadata": [
                    "ownerReferences": owners.json, "resourceVersion": .string(template.resourceVersion),
                ]
            ]))
    }

    /// Brings labels, annotations, timeouts and readiness gates to machines that run.
    func propagateInPlace(
        _ scope: inout ControlPlaneScope, _ factory: ControlPlaneMachineFactory, _ context: ReconcileContext
    ) async throws {
        var options = WriteOptions()
        options.fieldManager = InPlaceChange.fieldManager
        for machine in scope.machines {
            let name = machine.metadata.name
            if let patch = InPlaceChange.machinePatch(
                for: machine, factory.wanted(on: machine), of: scope.controlPlane)
            {
                scope.take(
                    stored: try Machine(
                        try await context.client.patch(
                            Machine.resourceType, machine.namespacedName, .merge(.object(patch)), options: options)))
            }
            if machine.metadata.isBeingDeleted { continue }
            let config = scope.configs[name]?.unstructured
            for object in [config, scope.infrastructure[name]].compactMap(\.self) where !object.isBeingDeleted {
                guard
                    let patch = InPlaceChange.metadataPatch(
                        from: object, to: factory.wanted(onCloneOf: machine, object))
                else { continue }
                let resource = try await context.client.resourceType(for: object.groupVersionKind)
                _ = try await context.client.patch(
                    resource, object.namespacedName, .merge(.object(patch)), options: options)
            }
        }
    }
}
