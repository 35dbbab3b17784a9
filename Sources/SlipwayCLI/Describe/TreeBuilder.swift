import Machinery

/// Arranges a cluster's objects as the tree that `describe` shows.
struct TreeBuilder: Sendable {
    /// Which objects show all their conditions: `all`, a kind, or `Kind/name`.
    var shownConditions: [String] = []
    var showsMachineSets = false
    var showsTemplates = false
    /// Whether an object is shown although its `Ready` says no more than its owner's.
    var echoes = false

    func tree(of snapshot: ClusterSnapshot) -> ObjectTree {
        var root = node(snapshot.cluster, title: "Cluster/\(snapshot.cluster.name)")
        if let infrastructure = snapshot.infrastructure {
            root.children.append(node(infrastructure, role: "ClusterInfrastructure"))
        }
        if let controlPlane = snapshot.controlPlane {
            var node = node(controlPlane, role: "ControlPlane")
            if showsTemplates, let template = controlPlane.reference("machineTemplate", "infrastructureRef") {
                node.children.append(
                    ObjectTree(title: "MachineInfrastructureTemplate - \(template.kind.kind)/\(template.name)"))
            }
            node.children += snapshot.controlPlaneMachines.map { machine($0, below: node.ready) }
            root.children.append(node)
        }
        let workers = snapshot.machineDeployments.sorted { $0.name < $1.name }.map { deployment($0, in: snapshot) }
        let others = snapshot.otherMachines.map { machine($0, below: nil) }
        if !workers.isEmpty {
            root.children.append(ObjectTree(title: "Workers", children: workers))
        }
        if !others.isEmpty {
            root.children.append(ObjectTree(title: "Other", children: others))
        }
        return root
    }

    private func deployment(_ deployment: Unstructured, in snapshot: ClusterSnapshot) -> ObjectTree {
        var result = node(deployment)
        if showsTemplates {
            let references = [
                ("BootstrapConfigTemplate", deployment.reference("template", "spec", "bootstrap", "configRef")),
                ("MachineInfrastructureTemplate", deployment.reference("template", "spec", "infrastructureRef")),
            ]
            result.children += references.compactMap { role, reference in
                reference.map { ObjectTree(title: "\(role) - \($0.kind.kind)/\($0.name)") }
            }
        }
        if showsMachineSets {
            result.children += snapshot.machineSets(of: deployment).map { set in
                var node = node(set)
                node.children = snapshot.machines(ofSet: set).map { machine($0, below: node.ready) }
                return node
            }
        } else {
            result.children += snapshot.machines(of: deployment).map { machine($0, below: result.ready) }
        }
        return result
    }

    private func machine(_ machine: Unstructured, below parent: Condition?) -> ObjectTree {
        var node = node(machine)
        node.groupKind = "Machine"
        if echoes {
            let references = [
                ("BootstrapConfig", machine.reference("bootstrap", "configRef")),
                ("MachineInfrastructure", machine.reference("infrastructureRef")),
            ]
            node.children = references.compactMap { role, reference in
                reference.map { ObjectTree(title: "\(role) - \($0.kind.kind)/\($0.name)") }
            }
        }
        return node
    }

    private func node(_ object: Unstructured, role: String? = nil, title: String? = nil) -> ObjectTree {
        let plain = "\(object.kind)/\(object.name)"
        var node = ObjectTree(
            title: title ?? role.map { "\($0) - \(plain)" } ?? plain, name: object.name,
            ready: object.conditions[Condition.ready])
        node.isBeingDeleted = object.isBeingDeleted
        if shownConditions.contains(where: { $0 == "all" || $0 == object.kind || $0 == plain }) {
            node.conditions = object.conditions.filter { $0.type != Condition.ready }.sorted { $0.type < $1.type }
        }
        return node
    }
}
