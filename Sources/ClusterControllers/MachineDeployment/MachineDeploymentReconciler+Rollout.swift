import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

extension MachineDeploymentReconciler {
    /// Moves the sets one step towards what the deployment asks for.
    ///
    /// - Returns: All sets as they are after the step.
    func rollOut(
        _ deployment: inout MachineDeployment, _ machineSets: [MachineSet], _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        let desired = Int(deployment.spec.replicas ?? 1)
        let rolling = deployment.spec.strategy?.rollingUpdate
        let plan = RolloutPlan(desired: desired, surge: rolling?.maxSurge, unavailable: rolling?.maxUnavailable)
        let match = RolloutTemplate.match(for: deployment, among: machineSets, now: context.time.now())

        let old = machineSets.filter { $0.metadata.uid != match?.metadata.uid }
        let step = RolloutStep(deployment: deployment, plan: plan, new: match, old: old)
        // Nothing is rolled out then; what needs no rollout goes on.
        if deployment.spec.paused == true { return try await scaleInProportion(step, context) }
        guard let match else {
            let created = try await create(for: deployment, besides: machineSets, plan, context)
            deployment.metadata.annotations[MachineDeploymentAnnotation.revision] =
                created.metadata.annotations[MachineDeploymentAnnotation.revision]
            return machineSets + [created]
        }
        deployment.metadata.annotations[MachineDeploymentAnnotation.revision] = String(step.revision.number)
        if deployment.spec.strategy?.type == .onDelete { return try await replaceDeleted(step, new: match, context) }
        if step.isResized && old.contains(where: { ($0.spec.replicas ?? 0) > 0 }) {
            return try await scaleInProportion(step, context)
        }
        return try await roll(step, new: match, context)
    }

    /// The new set grows first; only what that leaves to do shrinks the old ones, at the next look, when it is known what
    /// became available.
    private func roll(
        _ step: RolloutStep, new: MachineSet, _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        let oldGroups = step.old.map(RolloutPlan.Group.init)
        let replicas = step.plan.newReplicas(RolloutPlan.Group(new), old: oldGroups)
        let grown = try await update(new, to: replicas, step, context)
        var result: [MachineSet] = []
        let shrunk = step.plan.oldReplicas(oldGroups, new: RolloutPlan.Group(grown))
        for machineSet in step.old {
            let replicas = shrunk[machineSet.metadata.name] ?? Int(machineSet.spec.replicas ?? 0)
            result.append(try await update(machineSet, to: replicas, step, context))
        }
        return result + [grown]
    }

    /// Old Machines go only when somebody deletes them: their sets make no new ones, and the new set fills the gap.
    private func replaceDeleted(
        _ step: RolloutStep, new: MachineSet, _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        let old = try step.old.map { machineSet in
            let remaining = try MachineSetReconciler.machines(of: machineSet, context).count {
                $0.metadata.isControlled(by: machineSet) && !$0.metadata.isBeingDeleted
            }
            return OnDeletePlan.OldGroup(
                specReplicas: Int(machineSet.spec.replicas ?? 0), statusReplicas: Int(machineSet.status?.replicas ?? 0),
                remaining: remaining)
        }
        let plan = OnDeletePlan(desired: step.plan.desired, new: RolloutPlan.Group(new), old: old)
        var result: [MachineSet] = []
        for (machineSet, replicas) in zip(step.old, plan.oldReplicas) {
            result.append(try await update(machineSet, to: replicas, mayCreate: false, step, context))
        }
        return result + [try await update(new, to: plan.newReplicas, step, context)]
    }

    /// Shares a change of size among the sets; where Machines go only by their user's hand, several sets stay as they are.
    private func scaleInProportion(
        _ step: RolloutStep, _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        let all = step.old + [step.new].compactMap(\.self)
        let active = all.filter { ($0.spec.replicas ?? 0) > 0 }
        let isLeftAlone = step.deployment.spec.strategy?.type == .onDelete && active.count > 1
        let replicas =
            isLeftAlone
            ? [:]
            : step.plan.scaled(
                all.map(RolloutPlan.Group.init), newest: step.new?.metadata.name,
                previousMaximum: active.compactMap(RolloutStep.maximumReplicas).max())
        var result: [MachineSet] = []
        for machineSet in all {
            let wanted = replicas[machineSet.metadata.name] ?? Int(machineSet.spec.replicas ?? 0)
            let mayCreate = !isLeftAlone || machineSet.metadata.uid == step.new?.metadata.uid
            result.append(try await update(machineSet, to: wanted, mayCreate: mayCreate, step, context))
        }
        return result
    }

    /// Sets the replicas and, on the newest set, carries over what needs no new Machines.
    private func update(
        _ machineSet: MachineSet, to replicas: Int, mayCreate: Bool = true, _ step: RolloutStep,
        _ context: ReconcileContext
    ) async throws -> MachineSet {
        var updated = machineSet
        updated.spec.replicas = Int32(replicas)
        let isNewest = machineSet.metadata.uid == step.new?.metadata.uid
        var metadata = PropagatedMetadata(
            labels: [:], annotations: MachineDeploymentPropagation.account(step.plan))
        if isNewest {
            MachineDeploymentPropagation.carryOver(from: step.deployment, to: &updated)
            metadata = MachineDeploymentPropagation.metadata(
                from: step.deployment, hash: machineSet.metadata.labels[ClusterLabel.machineTemplateHash],
                revision: step.revision, step.plan)
        }
        guard
            let patch = MachineDeploymentPropagation.patch(
                from: machineSet, to: updated, metadata, isNewest: isNewest, mayCreate: mayCreate)
        else { return machineSet }
        let stored = try MachineSet(
            try await context.client.patch(
                MachineSet.resourceType, machineSet.namespacedName, .merge(.object(patch)),
                options: MachineDeploymentPropagation.options))
        let before = Int(machineSet.spec.replicas ?? 0)
        if before != replicas {
            context.events.normal(
                step.deployment, "SuccessfulScale",
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
        // The end makes the value unique where the hashes of two templates are the same.
        let hash = "\(RolloutTemplate(template).hash)-\(suffix)"
        var machineSet = MachineSet(
            spec: MachineSetSpec(clusterName: deployment.spec.clusterName, selector: deployment.spec.selector))
        let revision = MachineSetRevision(number: 0).renewed(besides: machineSets.map(MachineSetRevision.init))
        let metadata = MachineDeploymentPropagation.metadata(
            from: deployment, hash: hash, revision: revision, plan)
        machineSet.metadata = ObjectMeta(
            name: "\(String(deployment.metadata.name.prefix(57)))-\(suffix)", namespace: deployment.metadata.namespace,
            labels: metadata.labels, annotations: metadata.annotations)
        machineSet.metadata.finalizers = [ClusterFinalizer.machineSet]
        machineSet.metadata.ownerReferences = [deployment.ownerReference(isController: true)]
        machineSet.spec.selector.matchLabels[ClusterLabel.machineTemplateHash] = hash
        machineSet.spec.template = template
        let newGroup = RolloutPlan.Group(name: machineSet.metadata.name, spec: 0, status: 0, available: 0)
        let old = machineSets.map(RolloutPlan.Group.init)
        let isOnDelete = deployment.spec.strategy?.type == .onDelete
        machineSet.spec.replicas = Int32(
            isOnDelete ? plan.missing(besides: old) : plan.newReplicas(newGroup, old: old))
        MachineDeploymentPropagation.carryOver(from: deployment, to: &machineSet)
        do {
            let created = try await context.client.create(
                machineSet, options: MachineDeploymentPropagation.options)
            context.events.normal(deployment, "SuccessfulCreate", "Created MachineSet \(created.metadata.name)")
            return created
        } catch {
            context.events.warning(deployment, "FailedCreate", "A MachineSet could not be created: \(error)")
            throw error
        }
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
        let limit = Int(deployment.spec.revisionHistoryLimit ?? 1)
        for machineSet in RevisionHistory.surplus(of: machineSets, newest: newest, limit: limit) {
            try await context.client.delete(machineSet)
            context.events.normal(deployment, "SuccessfulDelete", "Deleted MachineSet \(machineSet.metadata.name)")
        }
        return .done
    }
}

/// What one step of a rollout works with.
struct RolloutStep: Sendable {
    let deployment: MachineDeployment
    let plan: RolloutPlan
    /// The set of the current template; `nil` while nothing is rolled out.
    let new: MachineSet?
    /// All other sets in order of their creation.
    let old: [MachineSet]

    /// The revision of the newest set.
    var revision: MachineSetRevision {
        (new.map(MachineSetRevision.init) ?? MachineSetRevision(number: 0))
            .renewed(besides: old.map(MachineSetRevision.init))
    }

    /// Whether the deployment's replicas changed since its sets were looked at last.
    var isResized: Bool {
        (old + [new].compactMap(\.self)).contains { machineSet in
            let account = machineSet.metadata.annotations[MachineDeploymentAnnotation.desiredReplicas]
            return (machineSet.spec.replicas ?? 0) > 0
                && account.flatMap { Int($0) }.map { $0 != plan.desired } ?? false
        }
    }

    static func maximumReplicas(of machineSet: MachineSet) -> Int? {
        machineSet.metadata.annotations[MachineDeploymentAnnotation.maxReplicas].flatMap { Int($0) }
    }
}
