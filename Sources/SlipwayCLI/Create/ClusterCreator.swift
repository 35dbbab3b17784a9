import KubernetesClient
import Machinery

/// Brings the objects of a new cluster into a management cluster.
struct ClusterCreator: Sendable {
    let managementClient: any Client
    let blueprint: ClusterBlueprint

    /// One object and what a creation does with it.
    struct Step: Sendable {
        enum Action: String, Sendable {
            case created, unchanged
        }

        var resource: ResourceType
        var object: Unstructured
        var action: Action

        /// `machinedeployment.cluster.x-k8s.io/demo-workers`
        var title: String { "\(resource.singular).\(resource.group)/\(object.name)" }
    }

    /// What is to be done, before anything is.
    ///
    /// - Throws: ``CommandFailure`` where the cluster exists, or an object of a name that it needs differs.
    func plan() async throws -> [Step] {
        var steps: [Step] = []
        var differences: [String] = []
        for object in blueprint.objects {
            let resource = try await resource(of: object)
            let found = try await managementClient.find(resource, object.namespacedName)
            let title = "\(object.kind) \"\(object.name)\""
            if let found, found.isBeingDeleted {
                throw CommandFailure.failed("\(title) is being deleted: wait until it is gone, and create then")
            }
            differences += (found.map { SpecDifference.all(between: $0, and: object) } ?? []).map { "\(title): \($0)" }
            steps.append(
                Step(resource: resource, object: found ?? object, action: found == nil ? .created : .unchanged))
        }
        let cluster = NamespacedName(namespace: blueprint.namespace, name: blueprint.name)
        if steps.last?.action == .unchanged {
            throw CommandFailure.failed(Self.existing(cluster, differences, steps.filter { $0.action == .created }))
        }
        guard differences.isEmpty else {
            throw CommandFailure.failed(
                "objects that cluster \(cluster) needs exist already and differ; nothing was created:\n"
                    + Self.list(differences)
                    + "Delete them, create with the flags that match them, or choose another name.")
        }
        return steps
    }

    private static func existing(_ cluster: NamespacedName, _ differences: [String], _ missing: [Step]) -> String {
        let missing = missing.map { "\($0.object.kind) \"\($0.object.name)\" does not exist" }
        let all = differences + missing
        let hint = "'slipway wait cluster \(cluster.name) -n \(cluster.namespace)' follows it"
        return all.isEmpty
            ? "cluster \(cluster) exists already, as these flags ask for it: \(hint)"
            : "cluster \(cluster) exists already, and is not what these flags ask for; nothing was created:\n"
                + list(all) + "Scale, upgrade or patch the one that exists, or choose another name."
    }

    private static let listLimit = 20

    private static func list(_ lines: [String]) -> String {
        let more = lines.count > listLimit ? "  and \(lines.count - listLimit) more\n" : ""
        return lines.prefix(listLimit).map { "  \($0)\n" }.joined() + more
    }

    /// Does what a plan says, and calls `said` after each step with the object as the server has it.
    ///
    /// - Throws: ``CommandFailure`` that says how to go on where the server refuses an object.
    func carryOut(_ steps: [Step], isDryRun: Bool, _ said: (Step) -> Void) async throws {
        var options = WriteOptions()
        options.isDryRun = isDryRun
        options.fieldManager = "slipway-create"
        for step in steps {
            var done = step
            if step.action == .created {
                do {
                    done.object = try await managementClient.create(step.resource, step.object, options: options)
                } catch let status as APIStatus {
                    let hint = isDryRun ? "" : "; once that is solved, the same command completes the cluster"
                    throw CommandFailure.failed("\(step.title) could not be created: \(status.message)\(hint)")
                }
            }
            said(done)
        }
    }

    private func resource(of object: Unstructured) async throws -> ResourceType {
        do {
            return try await managementClient.resourceType(for: object.groupVersionKind)
        } catch let status as APIStatus where status.reason == .notFound {
            throw CommandFailure.failed(
                "the server has no kind \(object.kind) of \(object.apiVersion): a cluster on simulated infrastructure "
                    + "needs a plane of Slipway")
        }
    }
}
