import ArgumentParser
import JSON
import KubernetesClient
import Machinery

struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Set the number of machines of a group.",
        discussion: "Control planes take odd numbers only, unless their etcd is external.")

    @OptionGroup var target: RolloutTarget
    @Option(name: .long, help: "The number of machines.")
    var replicas: Int32
    @Option(name: .long, help: "Scale only if this is the number now.")
    var currentReplicas: Int32?
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions

    func validate() throws {
        if replicas < 0 { throw ValidationError("--replicas must not be negative") }
    }

    func run() async throws {
        try await managementOptions.withManagementClient { client, defaultNamespace in
            let found = try await target.find(
                in: client, namespace: namespaceOptions.namespace ?? defaultNamespace,
                kinds: [RolloutObject.deploymentKind, "MachineSet", RolloutObject.controlPlaneKind])
            let current = found.object.value(at: "spec", "replicas")?.integerValue ?? 1
            if let currentReplicas, Int64(currentReplicas) != current {
                throw CommandFailure.failed(
                    "\(found.description) has \(current) machines, and not \(currentReplicas): nothing was changed")
            }
            try await found.patch(.merge(["spec": ["replicas": .integer(Int64(replicas))]]), client)
            found.say("scaled")
        }
    }
}
