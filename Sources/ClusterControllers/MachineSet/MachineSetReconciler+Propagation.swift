import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// What reaches the running Machines of a set without replacing them.
enum MachineSetPropagation {
    /// Owns what sets give to Machines and their objects; the name that Cluster API's own controller has.
    static let fieldManager = "capi-machineset"
    /// Earlier versions wrote under the controller's name.
    static let owners: Set<String> = [fieldManager, "machineset"]

    static var options: WriteOptions {
        var options = WriteOptions()
        options.fieldManager = fieldManager
        return options
    }

    /// The labels of a set's Machines.
    static func labels(of machineSet: MachineSet) -> [String: String] {
        var labels = machineSet.spec.template?.metadata.labels ?? [:]
        labels[ClusterLabel.clusterName] = machineSet.spec.clusterName
        labels[ClusterLabel.setName] = LabelValue.naming(machineSet.metadata.name)
        labels[ClusterLabel.deploymentName] = machineSet.metadata.labels[ClusterLabel.deploymentName]
        return labels
    }

    /// The merge patch of a Machine; `nil` where nothing is to change.
    ///
    /// Of a Machine that is going only the time-outs are changed, on which its end depends.
    static func patch(of machine: Machine, from machineSet: MachineSet) -> JSONObject? {
        guard let template = machineSet.spec.template else { return nil }
        var spec = machine.spec
        spec.nodeDrainTimeout = template.spec.nodeDrainTimeout
        spec.nodeVolumeDetachTimeout = template.spec.nodeVolumeDetachTimeout
        // The default of Machines, so that they are not changed back and forth.
        spec.nodeDeletionTimeout = template.spec.nodeDeletionTimeout ?? .seconds(10)
        var patch = JSONObject()
        if !machine.metadata.isBeingDeleted {
            spec.readinessGates = template.spec.readinessGates
            let wanted = PropagatedMetadata(
                labels: labels(of: machineSet), annotations: template.metadata.annotations)
            patch = wanted.patch(of: machine.unstructured, owners: owners) ?? [:]
        }
        if spec != machine.spec,
            let fields = MergePatch.diff(from: machine.spec.json, to: spec.json).objectValue, !fields.isEmpty
        {
            patch["spec"] = .object(fields)
        }
        return patch.isEmpty ? nil : patch
    }

    /// The merge patch of a bootstrap or infrastructure object; `nil` where nothing is to change.
    ///
    /// - Parameter source: The template that the object was made from, which has labels and annotations of its own; without
    ///   it nothing is removed.
    static func patch(of clone: Unstructured, from machineSet: MachineSet, source: Unstructured?) -> JSONObject? {
        let given = source?.value(at: "spec", "template", "metadata")
        var wanted = PropagatedMetadata(
            labels: labels(of: machineSet), annotations: machineSet.spec.template?.metadata.annotations ?? [:])
        wanted.labels.merge(strings(given?["labels"])) { own, _ in own }
        wanted.annotations.merge(strings(given?["annotations"])) { own, _ in own }
        for key in [ClusterAnnotation.clonedFromName, ClusterAnnotation.clonedFromGroupKind] {
            wanted.annotations[key] = clone.annotations[key]
        }
        return wanted.patch(of: clone, owners: owners, removes: source != nil)
    }

    private static func strings(_ map: JSONValue?) -> [String: String] {
        (map?.objectValue ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue }
    }
}

extension MachineSetReconciler {
    /// Brings labels, annotations, time-outs and readiness gates to the Machines and their objects, and tells each Machine
    /// whether it is of the specification that the deployment wants.
    ///
    /// - Returns: The Machines as they are afterwards.
    func propagate(
        from machineSet: MachineSet, to machines: [Machine], _ scope: MachineSetScope, _ context: ReconcileContext
    ) async throws -> [Machine] {
        // Objects are looked at when they may lag behind, not whenever one of them says something new.
        let isNews = machineSet.status?.observedGeneration != machineSet.metadata.generation
        var result: [Machine] = []
        for machine in machines {
            var current = machine
            let patch = MachineSetPropagation.patch(of: machine, from: machineSet)
            if let patch {
                current = try Machine(
                    try await context.client.patch(
                        Machine.resourceType, machine.namespacedName, .merge(.object(patch)),
                        options: MachineSetPropagation.options))
            }
            if isNews || patch != nil, !machine.metadata.isBeingDeleted {
                try await propagate(from: machineSet, toClonesOf: current, scope, context)
            }
            result.append(try await tellWhetherUpToDate(current, machineSet, scope, context))
        }
        return result
    }

    private func propagate(
        from machineSet: MachineSet, toClonesOf machine: Machine, _ scope: MachineSetScope, _ context: ReconcileContext
    ) async throws {
        let parts = [
            (machine.spec.bootstrap.configRef, scope.bootstrapTemplate),
            (machine.spec.infrastructureRef, scope.infrastructureTemplate),
        ]
        for case (let reference?, let source) in parts {
            guard
                let clone = try await context.observe(
                    reference, namespace: machine.metadata.namespace)?.object,
                !clone.isBeingDeleted,
                let patch = MachineSetPropagation.patch(
                    of: clone, from: machineSet, source: Self.isSource(source, of: clone) ? source : nil)
            else { continue }
            let resource = try await context.client.resourceType(for: clone.groupVersionKind)
            _ = try await context.client.patch(
                resource, clone.namespacedName, .merge(.object(patch)), options: MachineSetPropagation.options)
        }
    }

    private static func isSource(_ template: Unstructured?, of clone: Unstructured) -> Bool {
        guard let template else { return false }
        return clone.annotations[ClusterAnnotation.clonedFromName] == template.name
            && clone.annotations[ClusterAnnotation.clonedFromGroupKind] == "\(template.groupVersionKind.groupKind)"
    }

    /// Machines of a set without a deployment get no such condition: nobody says what they should be.
    private func tellWhetherUpToDate(
        _ machine: Machine, _ machineSet: MachineSet, _ scope: MachineSetScope, _ context: ReconcileContext
    ) async throws -> Machine {
        guard let deployment = scope.deployment else { return machine }
        var told = machine
        told.conditionsV1Beta2.set(
            MachineUpToDate(machineSet: machineSet, deployment: deployment, now: context.time.now()).condition,
            now: context.time.now())
        return try await context.patch(
            from: machine, to: told, ownedConditions: [V1Beta2ConditionType.upToDate])
    }

    /// What decides how long a deletion takes reaches Machines that are going with their set.
    func propagateTimeouts(
        from machineSet: MachineSet, to machines: [Machine], _ context: ReconcileContext
    ) async throws {
        for machine in machines where machine.metadata.isBeingDeleted {
            guard let patch = MachineSetPropagation.patch(of: machine, from: machineSet) else { continue }
            _ = try await context.client.patch(
                Machine.resourceType, machine.namespacedName, .merge(.object(patch)),
                options: MachineSetPropagation.options)
        }
    }
}
