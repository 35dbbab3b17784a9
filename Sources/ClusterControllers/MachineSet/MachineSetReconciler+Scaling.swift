import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

extension MachineSetReconciler {
    /// - Throws: ``ScalingError``.
    func scale(
        _ machineSet: MachineSet, _ machines: [Machine], _ scope: MachineSetScope, _ context: ReconcileContext
    ) async throws -> ScalingOutcome {
        let wanted = Int(machineSet.spec.replicas ?? 1)
        if machines.count > wanted {
            try await scaleDown(machineSet, machines, to: wanted, context)
            return ScalingOutcome()
        }
        guard machines.count < wanted, machineSet.metadata.annotations[ClusterAnnotation.disableMachineCreate] == nil
        else { return ScalingOutcome() }
        // The control plane and the templates are observed: a change of theirs wakes this key.
        if !scope.obstacles.preflight.isEmpty {
            return ScalingOutcome(
                condition: .false(
                    ConditionType.machinesCreated, reason: ConditionReason.preflightCheckFailed, severity: .error,
                    scope.obstacles.preflight.joined(separator: "; ")))
        }
        if let missing = missingTemplate(machineSet, scope) { return ScalingOutcome(condition: missing) }
        return try await scaleUp(machineSet, by: wanted - machines.count, scope, context)
    }

    private func missingTemplate(_ machineSet: MachineSet, _ scope: MachineSetScope) -> Condition? {
        guard let spec = machineSet.spec.template?.spec else { return nil }
        let parts = [
            (
                spec.bootstrap.configRef, scope.bootstrapTemplate, ConditionReason.bootstrapTemplateCloningFailed
            ),
            (
                spec.infrastructureRef, scope.infrastructureTemplate,
                ConditionReason.infrastructureTemplateCloningFailed
            ),
        ]
        for case (let reference?, nil, let reason) in parts {
            return .false(
                ConditionType.machinesCreated, reason: reason, severity: .error,
                "\(reference.kind) \"\(reference.name)\" does not exist in the namespace "
                    + machineSet.metadata.namespace)
        }
        return nil
    }

    /// Creates the Machines first and what they refer to after them: a Machine is the record by which a reconcile that
    /// follows a crash finds what is still to be made, so nothing is made twice and nothing is forgotten.
    private func scaleUp(
        _ machineSet: MachineSet, by count: Int, _ scope: MachineSetScope, _ context: ReconcileContext
    ) async throws -> ScalingOutcome {
        let group = scope.creationGroup(of: machineSet)
        let allowance = try creations.allowance(for: group, asked: count, context)
        for _ in 0..<allowance.count {
            let machine: Machine
            do {
                machine = try await context.client.create(
                    try newMachine(for: machineSet, of: scope.cluster, context), options: MachineSetPropagation.options)
            } catch {
                context.events.warning(machineSet, "FailedCreate", "A Machine could not be created: \(error)")
                throw ScalingError(reason: ConditionReason.machineCreationFailed, message: "\(error)")
            }
            creations.note(machine, for: group, at: context.time.now())
            context.events.normal(machineSet, "SuccessfulCreate", "Created Machine \(machine.metadata.name)")
            _ = try await completeClones(of: [machine], from: machineSet, context)
        }
        return allowance.obstacle.map { outcome(of: $0, machineSet, group, context) } ?? ScalingOutcome()
    }

    private func outcome(
        of obstacle: CreationObstacle, _ machineSet: MachineSet, _ group: CreationGroup, _ context: ReconcileContext
    ) -> ScalingOutcome {
        let (reason, message) = group.tell(of: obstacle, on: machineSet, context)
        return ScalingOutcome(
            condition: .false(
                ConditionType.machinesCreated, reason: reason, severity: obstacle.isHalt ? .error : .info, message),
            // The passing of time is no event that could be watched.
            obstacle: message, next: .after(max(obstacle.until - context.time.now(), .milliseconds(1))))
    }

    func newMachine(
        for machineSet: MachineSet, of cluster: Cluster, _ context: ReconcileContext
    ) throws -> Machine {
        guard let template = machineSet.spec.template else {
            throw CloningError("MachineSet \"\(machineSet.metadata.name)\" has no spec.template")
        }
        let name = try MachineNaming.name(
            template: machineSet.spec.machineNamingStrategy?.template, clusterName: cluster.metadata.name,
            maker: "machineSet", makerName: machineSet.metadata.name, generator: NameGenerator(random: context.random))
        var machine = Machine(spec: template.spec)
        machine.metadata = ObjectMeta(
            name: name, namespace: machineSet.metadata.namespace, labels: MachineSetPropagation.labels(of: machineSet),
            annotations: template.metadata.annotations)
        machine.metadata.finalizers = [ClusterFinalizer.machine]
        machine.metadata.ownerReferences = [machineSet.ownerReference(isController: true)]
        machine.spec.clusterName = machineSet.spec.clusterName
        machine.spec.infrastructureRef = try Self.reference(
            toCloneOf: template.spec.infrastructureRef, name: machine.namespacedName)
        machine.spec.bootstrap.configRef = try template.spec.bootstrap.configRef.map {
            try Self.reference(toCloneOf: $0, name: machine.namespacedName)
        }
        return machine
    }

    private static func reference(
        toCloneOf template: ObjectReference, name: NamespacedName
    ) throws(CloningError) -> ObjectReference {
        guard let kind = TemplateClone.clonedKind(of: template.groupVersionKind) else {
            throw CloningError("the kind \(template.kind) does not end in Template")
        }
        return ObjectReference(
            apiVersion: kind.apiVersion, kind: kind.kind, namespace: name.namespace, name: name.name)
    }

    /// Makes the bootstrap and infrastructure objects that Machines refer to and that are not there yet.
    func completeClones(
        of machines: [Machine], from machineSet: MachineSet, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        guard let template = machineSet.spec.template else { return .done }
        for machine in machines where Self.mayNeedClones(machine) {
            let parts: [(reference: ObjectReference?, template: ObjectReference?, failure: String)] = [
                (
                    machine.spec.bootstrap.configRef, template.spec.bootstrap.configRef,
                    ConditionReason.bootstrapTemplateCloningFailed
                ),
                (
                    machine.spec.infrastructureRef, template.spec.infrastructureRef,
                    ConditionReason.infrastructureTemplateCloningFailed
                ),
            ]
            for part in parts {
                guard let reference = part.reference, let templateReference = part.template,
                    TemplateClone.clonedKind(of: templateReference.groupVersionKind) == reference.groupVersionKind,
                    try await context.observe(
                        reference.groupVersionKind,
                        NamespacedName(namespace: machine.metadata.namespace, name: reference.name)) == nil
                else { continue }
                do {
                    let source = try await context.template(templateReference, namespace: machine.metadata.namespace)
                    try await context.createIfMissing(
                        TemplateClone(
                            template: source, templateReference: templateReference,
                            name: NamespacedName(namespace: machine.metadata.namespace, name: reference.name),
                            clusterName: machine.spec.clusterName, owner: machine.ownerReference(isController: true),
                            labels: MachineSetPropagation.labels(of: machineSet),
                            annotations: template.metadata.annotations), options: MachineSetPropagation.options)
                } catch {
                    throw ScalingError(reason: part.failure, message: "\(error)")
                }
            }
        }
        return .done
    }

    /// Objects that were there once are not made again: that would hide the loss of a machine.
    private static func mayNeedClones(_ machine: Machine) -> Bool {
        !machine.metadata.isBeingDeleted && machine.status?.infrastructureReady != true
            && machine.status?.nodeRef == nil
            && machine.spec.providerID == nil
    }

    private func scaleDown(
        _ machineSet: MachineSet, _ machines: [Machine], to wanted: Int, _ context: ReconcileContext
    ) async throws {
        let order = DeletionOrder.sorted(
            machines, policy: machineSet.spec.deletePolicy ?? .random, now: context.time.now())
        for machine in order.prefix(machines.count - wanted) where !machine.metadata.isBeingDeleted {
            try await context.client.delete(machine)
            context.events.normal(machineSet, "SuccessfulDelete", "Deleted Machine \(machine.metadata.name)")
        }
    }
}
