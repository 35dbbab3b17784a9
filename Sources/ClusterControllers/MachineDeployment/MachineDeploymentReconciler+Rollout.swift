import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

extension MachineDeploymentReconciler {
    /// Moves the sets one step towards what the deployment asks for.
    ///
    /// - Returns: All sets as they are after the step.
    func rollOut(
        _ deployment: MachineDeployment, _ machineSets: [MachineSet], _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        let desired = Int(deployment.spec.replicas ?? 1)
        let rolling = deployment.spec.strategy?.rollingUpdate
        let plan = RolloutPlan(desired: desired, surge: rolling?.maxSurge, unavailable: rolling?.maxUnavailable)
        let match = RolloutTemplate.match(for: deployment, among: machineSets, now: context.time.now())

        if deployment.spec.paused == true {
            return try await scaleInProportion(deployment, machineSets, newest: match, plan, context)
        }
        guard let match else {
            let created = try await create(for: deployment, besides: machineSets, plan, context)
            return machineSets + [created]
        }
        let old = machineSets.filter { $0.metadata.uid != match.metadata.uid }
        if deployment.spec.strategy?.type == .onDelete {
            return try await stepOnDelete(deployment, new: match, old: old, plan, context)
        }
        let isResized = machineSets.contains { set in
            (set.spec.replicas ?? 0) > 0 && Self.desiredReplicas(of: set).map { $0 != desired } ?? false
        }
        if isResized && old.contains(where: { ($0.spec.replicas ?? 0) > 0 }) {
            return try await scaleInProportion(deployment, machineSets, newest: match, plan, context)
        }
        return try await stepRolling(deployment, new: match, old: old, plan, context)
    }

    /// The new set grows first; only what that leaves to do shrinks the old ones, at the next look, when it is known what
    /// became available.
    private func stepRolling(
        _ deployment: MachineDeployment, new: MachineSet, old: [MachineSet], _ plan: RolloutPlan,
        _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        let newGroup = RolloutPlan.Group(new)
        let oldGroups = old.map(RolloutPlan.Group.init)
        let grown = try await update(
            new, to: plan.newReplicas(newGroup, old: oldGroups), deployment, plan, isNewest: true, context)
        var result: [MachineSet] = []
        let shrunk = plan.oldReplicas(oldGroups, new: RolloutPlan.Group(grown))
        for machineSet in old {
            let replicas = shrunk[machineSet.metadata.name] ?? Int(machineSet.spec.replicas ?? 0)
            result.append(try await update(machineSet, to: replicas, deployment, plan, isNewest: false, context))
        }
        return result + [grown]
    }

    /// Old Machines go only when somebody deletes them: their sets make no new ones, and the new set fills the gap.
    private func stepOnDelete(
        _ deployment: MachineDeployment, new: MachineSet, old: [MachineSet], _ plan: RolloutPlan,
        _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        var result: [MachineSet] = []
        var remaining = 0
        for machineSet in old {
            let alive = try context.cache.list(Machine.self, namespace: machineSet.metadata.namespace)
                .count { $0.metadata.isControlled(by: machineSet) && !$0.metadata.isBeingDeleted }
            let replicas = min(alive, Int(machineSet.spec.replicas ?? 0), max(0, plan.desired - remaining))
            remaining += replicas
            var held = machineSet
            held.metadata.annotations[ClusterAnnotation.disableMachineCreate] = "true"
            let stored = try await context.patch(from: machineSet, to: held)
            result.append(try await update(stored, to: replicas, deployment, plan, isNewest: false, context))
        }
        let grown = try await update(
            new, to: max(0, plan.desired - remaining), deployment, plan, isNewest: true, context)
        return result + [grown]
    }

    private func scaleInProportion(
        _ deployment: MachineDeployment, _ machineSets: [MachineSet], newest: MachineSet?, _ plan: RolloutPlan,
        _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        let active = machineSets.filter { ($0.spec.replicas ?? 0) > 0 }
        // With one set there is nothing to share; with none, the newest takes it all.
        let replicas: [String: Int]
        if active.count <= 1, let only = active.first ?? newest {
            replicas = [only.metadata.name: plan.desired]
        } else {
            let maximum = active.compactMap { Self.maximumReplicas(of: $0) }.max() ?? 0
            replicas = plan.proportional(active.map(RolloutPlan.Group.init), previousMaximum: maximum)
        }
        var result: [MachineSet] = []
        for machineSet in machineSets {
            let wanted = replicas[machineSet.metadata.name] ?? Int(machineSet.spec.replicas ?? 0)
            let isNewest = machineSet.metadata.uid == newest?.metadata.uid
            result.append(try await update(machineSet, to: wanted, deployment, plan, isNewest: isNewest, context))
        }
        return result
    }

    /// Sets the replicas and, on the newest set, carries over what needs no new Machines.
    private func update(
        _ machineSet: MachineSet, to replicas: Int, _ deployment: MachineDeployment, _ plan: RolloutPlan,
        isNewest: Bool,
        _ context: ReconcileContext
    ) async throws -> MachineSet {
        var updated = machineSet
        updated.spec.replicas = Int32(replicas)
        setAnnotations(on: &updated, plan)
        if isNewest { carryOver(from: deployment, to: &updated) }
        let stored = try await context.patch(from: machineSet, to: updated)
        let before = Int(machineSet.spec.replicas ?? 0)
        if before != replicas {
            context.events.normal(
                deployment, "SuccessfulScale",
                "Scaled \(replicas > before ? "up" : "down") MachineSet \(machineSet.metadata.name): \(before) -> \(replicas)"
            )
        }
        return stored
    }

    private func create(
        for deployment: MachineDeployment, besides machineSets: [MachineSet], _ plan: RolloutPlan,
        _ context: ReconcileContext
    ) async throws -> MachineSet {
        let template = deployment.spec.template
        for reference in [template.spec.bootstrap.configRef, template.spec.infrastructureRef].compactMap(\.self) {
            _ = try await context.template(reference, namespace: deployment.metadata.namespace)
        }
        let generator = NameGenerator(random: context.random)
        let suffix = generator.suffix()
        let hash = "\(RolloutTemplate(template).hash)-\(suffix)"
        var machineSet = MachineSet(
            spec: MachineSetSpec(clusterName: deployment.spec.clusterName, selector: deployment.spec.selector))
        machineSet.metadata = ObjectMeta(
            name: "\(String(deployment.metadata.name.prefix(57)))-\(suffix)", namespace: deployment.metadata.namespace,
            labels: template.metadata.labels)
        machineSet.metadata.labels[ClusterLabel.machineTemplateHash] = hash
        machineSet.metadata.finalizers = [ClusterFinalizer.machineSet]
        machineSet.metadata.ownerReferences = [deployment.ownerReference(isController: true)]
        machineSet.spec.selector.matchLabels[ClusterLabel.machineTemplateHash] = hash
        machineSet.spec.template = template
        machineSet.spec.template?.metadata.labels[ClusterLabel.machineTemplateHash] = hash
        let newGroup = RolloutPlan.Group(name: machineSet.metadata.name, spec: 0, status: 0, available: 0)
        machineSet.spec.replicas = Int32(plan.newReplicas(newGroup, old: machineSets.map(RolloutPlan.Group.init)))
        carryOver(from: deployment, to: &machineSet)
        setAnnotations(on: &machineSet, plan)
        let revision = (machineSets.compactMap(Self.revision).max() ?? 0) + 1
        machineSet.metadata.annotations[MachineDeploymentAnnotation.revision] = String(revision)
        let created = try await context.client.create(machineSet)
        context.events.normal(deployment, "SuccessfulCreate", "Created MachineSet \(created.metadata.name)")
        return created
    }

    /// What reaches running Machines without replacing them.
    private func carryOver(from deployment: MachineDeployment, to machineSet: inout MachineSet) {
        let hash = machineSet.metadata.labels[ClusterLabel.machineTemplateHash]
        let template = deployment.spec.template
        var labels = template.metadata.labels
        labels[ClusterLabel.clusterName] = deployment.spec.clusterName
        labels[ClusterLabel.deploymentName] = deployment.metadata.name
        labels[ClusterLabel.machineTemplateHash] = hash
        machineSet.metadata.labels = labels
        machineSet.spec.template?.metadata.labels = labels
        machineSet.spec.template?.metadata.annotations = template.metadata.annotations
        machineSet.spec.template?.spec.readinessGates = template.spec.readinessGates
        machineSet.spec.template?.spec.nodeDrainTimeout = template.spec.nodeDrainTimeout
        machineSet.spec.template?.spec.nodeVolumeDetachTimeout = template.spec.nodeVolumeDetachTimeout
        machineSet.spec.template?.spec.nodeDeletionTimeout = template.spec.nodeDeletionTimeout
        machineSet.spec.minReadySeconds = deployment.spec.minReadySeconds
        // Admission gives a set this default: leaving it out would be a change each time.
        machineSet.spec.deletePolicy = deployment.spec.strategy?.rollingUpdate?.deletePolicy ?? .random
        machineSet.spec.machineNamingStrategy = deployment.spec.machineNamingStrategy
    }

    private func setAnnotations(on machineSet: inout MachineSet, _ plan: RolloutPlan) {
        machineSet.metadata.annotations[MachineDeploymentAnnotation.desiredReplicas] = String(plan.desired)
        machineSet.metadata.annotations[MachineDeploymentAnnotation.maxReplicas] = String(plan.desired + plan.maxSurge)
    }

    private static func desiredReplicas(of machineSet: MachineSet) -> Int? {
        machineSet.metadata.annotations[MachineDeploymentAnnotation.desiredReplicas].flatMap { Int($0) }
    }

    private static func maximumReplicas(of machineSet: MachineSet) -> Int? {
        machineSet.metadata.annotations[MachineDeploymentAnnotation.maxReplicas].flatMap { Int($0) }
    }

    private static func revision(of machineSet: MachineSet) -> Int? {
        machineSet.metadata.annotations[MachineDeploymentAnnotation.revision].flatMap { Int($0) }
    }

    /// Deletes the oldest empty sets beyond the revision history once a rollout is complete.
    func cleanUp(
        _ deployment: MachineDeployment, _ machineSets: [MachineSet], _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let status = deployment.currentStatus
        let desired = deployment.spec.replicas ?? 1
        guard status.updatedReplicas == desired, status.replicas == desired, status.availableReplicas == desired,
            let newest = RolloutTemplate.match(for: deployment, among: machineSets, now: context.time.now())
        else { return .done }
        let empty = machineSets.filter { set in
            set.metadata.uid != newest.metadata.uid && set.spec.replicas == 0 && (set.status?.replicas ?? 0) == 0
                && !set.metadata.isBeingDeleted
        }.sorted { (Self.revision(of: $0) ?? 0) < (Self.revision(of: $1) ?? 0) }
        let kept = Int(deployment.spec.revisionHistoryLimit ?? 1)
        for machineSet in empty.dropLast(kept) {
            try await context.client.delete(machineSet)
        }
        return .done
    }
}
