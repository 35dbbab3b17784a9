import ArgumentParser
import KubernetesClient
import KubernetesHTTPClient
import Machinery

/// What a command rolls out or scales: `machinedeployment/NAME` or `kubeadmcontrolplane/NAME`, also by short names.
struct RolloutTarget: ParsableArguments {
    @Argument(
        help: "KIND/NAME: machinedeployment/NAME (md/NAME) or kubeadmcontrolplane/NAME (kcp/NAME).",
        completion: .list(["machinedeployment/", "kubeadmcontrolplane/"]))
    var target: String

    func validate() throws {
        let parts = target.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("\"\(target)\" is not of the form KIND/NAME, such as machinedeployment/workers")
        }
    }

    /// Finds the object.
    ///
    /// - Parameter kinds: Those that the command can act on.
    /// - Throws: ``CommandFailure``, with exit code 3 where there is no such object.
    func find(in client: any Client, namespace: String, kinds: [String]) async throws -> RolloutObject {
        let parts = target.split(separator: "/")
        guard parts.count == 2 else { throw CommandFailure.failed("\"\(target)\" is not of the form KIND/NAME") }
        let resource = try await GetCommand.resource(String(parts[0]), in: client)
        guard kinds.contains(resource.kind) else {
            throw CommandFailure.failed(
                "this works on objects of the kinds \(kinds.joined(separator: ", ")), and not on \(resource.kind)")
        }
        let name = NamespacedName(namespace: namespace, name: String(parts[1]))
        guard let object = try await client.find(resource, name) else {
            throw CommandFailure.notFound(
                "there is no \(resource.kind) \"\(name.name)\" in the namespace \"\(name.namespace)\": "
                    + "'slipway get \(resource.plural) -A' lists those there are")
        }
        return RolloutObject(resource: resource, object: object)
    }
}

/// The object of a rollout, with its resource.
struct RolloutObject: Sendable {
    static let deploymentKind = "MachineDeployment"
    static let controlPlaneKind = "KubeadmControlPlane"

    var resource: ResourceType
    var object: Unstructured

    /// `machinedeployment.cluster.x-k8s.io/workers`
    var description: String { "\(resource.singular).\(resource.group)/\(object.name)" }

    func patch(_ body: Patch, _ client: any Client) async throws {
        _ = try await client.patch(resource, object.namespacedName, body)
    }

    /// Says what was done, as kubectl does.
    func say(_ what: String) {
        Output.standardOutput.writeLine("\(description) \(what)")
    }
}
