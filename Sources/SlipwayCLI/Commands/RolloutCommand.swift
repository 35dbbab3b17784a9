import ArgumentParser
import Effects
import JSON
import KubernetesClient
import Machinery
import YAML

struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout", abstract: "Replace machines, hold that up, or take it back.",
        subcommands: [
            RolloutStatusCommand.self, RolloutRestartCommand.self, RolloutPauseCommand.self, RolloutResumeCommand.self,
            RolloutUndoCommand.self, RolloutHistoryCommand.self,
        ])

    static let both = [RolloutObject.deploymentKind, RolloutObject.controlPlaneKind]
    static let pausedAnnotation = "cluster.x-k8s.io/paused"
}

struct RolloutRestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Replace all machines of a group, one after the other.")

    @OptionGroup var target: RolloutTarget
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions

    func run() async throws {
        try await managementOptions.withManagementClient { client, defaultNamespace in
            let found = try await target.find(
                in: client, namespace: namespaceOptions.namespace ?? defaultNamespace, kinds: RolloutCommand.both)
            if found.object.value(at: "spec", "paused")?.boolValue == true {
                throw CommandFailure.failed(
                    "\(found.description) is paused: run 'slipway rollout resume \(target.target)' first")
            }
            let now = SystemTime().now().truncatedToSeconds.rfc3339
            try await found.patch(.merge(["spec": ["rolloutAfter": .string(now)]]), client)
            found.say("restarted")
        }
    }
}

struct RolloutPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Begin nothing new on a group until it is resumed.")

    @OptionGroup var target: RolloutTarget
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions

    func run() async throws {
        try await managementOptions.withManagementClient { client, defaultNamespace in
            let found = try await target.find(
                in: client, namespace: namespaceOptions.namespace ?? defaultNamespace, kinds: RolloutCommand.both)
            guard !found.isPaused else { throw CommandFailure.failed("\(found.description) is already paused") }
            try await found.setPaused(true, client)
            found.say("paused")
        }
    }
}

struct RolloutResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Go on with a paused group.")

    @OptionGroup var target: RolloutTarget
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions

    func run() async throws {
        try await managementOptions.withManagementClient { client, defaultNamespace in
            let found = try await target.find(
                in: client, namespace: namespaceOptions.namespace ?? defaultNamespace, kinds: RolloutCommand.both)
            guard found.isPaused else { throw CommandFailure.failed("\(found.description) is not paused") }
            try await found.setPaused(false, client)
            found.say("resumed")
        }
    }
}

extension RolloutObject {
    /// Deployments have a field for it, control planes the annotation that all of Cluster API's kinds have.
    fileprivate var isPaused: Bool {
        resource.kind == Self.deploymentKind
            ? object.value(at: "spec", "paused")?.boolValue == true
            : object.annotations[RolloutCommand.pausedAnnotation] != nil
    }

    fileprivate func setPaused(_ isPaused: Bool, _ client: any Client) async throws {
        let body: JSONValue =
            resource.kind == Self.deploymentKind
            ? ["spec": ["paused": .bool(isPaused)]]
            : ["metadata": ["annotations": [RolloutCommand.pausedAnnotation: isPaused ? "true" : JSONValue.null]]]
        try await patch(.merge(body), client)
    }
}

struct RolloutStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Wait until all machines of a group are up to date.")

    @OptionGroup var target: RolloutTarget
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Option(name: .long, help: "How long to wait.")
    var timeout = DurationArgument(.seconds(600))
    @Flag(name: .long, inversion: .prefixedNo, help: "Wait, or only say how far it is.")
    var watch = true

    func run() async throws {
        try await managementOptions.withManagementClient { client, defaultNamespace in
            let namespace = namespaceOptions.namespace ?? defaultNamespace
            let found = try await target.find(in: client, namespace: namespace, kinds: RolloutCommand.both)
            var said = ""
            let isDone = try await Self.follow(found, client, time: SystemTime(), timeout: timeout.duration) { object in
                let progress = RolloutProgress(object)
                guard let waiting = progress.waiting else { return true }
                if waiting != said { Output.standardOutput.writeLine("Waiting for \(found.description): \(waiting)") }
                said = waiting
                return !watch
            }
            guard isDone else {
                throw CommandFailure.timedOut("\(found.description) is not rolled out after \(timeout): \(said)")
            }
            if said.isEmpty || watch { found.say("successfully rolled out") }
        }
    }

    /// Shows `body` every state of the object until it has seen enough.
    ///
    /// - Returns: `false` where the time was up before.
    private static func follow(
        _ target: RolloutObject, _ client: any Client, time: any TimeSource, timeout: Duration,
        _ body: (Unstructured) throws -> Bool
    ) async throws -> Bool {
        let deadline = time.now() + timeout
        var object = target.object
        while true {
            if try body(object) { return true }
            let left = deadline - time.now()
            guard left > .zero else { return false }
            var request = WatchRequest(
                target.resource, namespace: object.namespace, resourceVersion: object.resourceVersion)
            request.fieldSelector = "metadata.name=\(object.name)"
            request.timeoutSeconds = max(1, Int(left.components.seconds))
            let latest = try await client.withWatch(request) { stream in try await Self.newest(of: stream.next()) }
            let stored = latest == nil ? try await client.find(target.resource, object.namespacedName) : nil
            guard let next = latest ?? stored else {
                throw CommandFailure.notFound("\(target.description) is gone")
            }
            object = next
        }
    }

    private static func newest(of events: [WatchEvent]?) -> Unstructured? {
        for event in (events ?? []).reversed() {
            switch event {
            case .added(let object), .modified(let object): return object
            case .deleted, .bookmark, .failure: continue
            }
        }
        return nil
    }
}

struct RolloutUndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Give a MachineDeployment an earlier template again.")

    @OptionGroup var target: RolloutTarget
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Option(name: .long, help: "The revision to go back to (default: the one before).")
    var toRevision: Int?

    func run() async throws {
        try await managementOptions.withManagementClient { client, defaultNamespace in
            let found = try await target.find(
                in: client, namespace: namespaceOptions.namespace ?? defaultNamespace,
                kinds: [RolloutObject.deploymentKind])
            if found.object.value(at: "spec", "paused")?.boolValue == true {
                throw CommandFailure.failed(
                    "\(found.description) is paused: run 'slipway rollout resume \(target.target)' first")
            }
            let entry = try await RolloutHistoryCommand.history(of: found, client).target(toRevision)
            let template = RolloutHistory.template(of: entry)
            // Replaced as a whole: what the later template had besides must not stay.
            try await found.patch(
                .json([
                    ["op": "test", "path": "/metadata/uid", "value": .string(found.object.uid)],
                    ["op": "replace", "path": "/spec/template", "value": template],
                ]), client)
            found.say("rolled back to revision \(entry.revision)")
        }
    }
}

struct RolloutHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show the templates that a MachineDeployment had.")

    @OptionGroup var target: RolloutTarget
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Option(name: .long, help: "Show the template of one revision.")
    var revision: Int?

    func run() async throws {
        try await managementOptions.withManagementClient { client, defaultNamespace in
            let found = try await target.find(
                in: client, namespace: namespaceOptions.namespace ?? defaultNamespace,
                kinds: [RolloutObject.deploymentKind])
            let history = try await Self.history(of: found, client)
            if let revision {
                let entry = try history.entry(revision)
                Output.standardOutput.write(RolloutHistory.template(of: entry).yaml())
            } else {
                Output.standardOutput.write(history.table().render(for: .plain))
            }
        }
    }

    static func history(of target: RolloutObject, _ client: any Client) async throws -> RolloutHistory {
        let sets = try await GetCommand.resource("machinesets.\(target.resource.group)", in: client)
        let all = try await client.list(sets, namespace: target.object.namespace)
        return RolloutHistory(of: target.object, machineSets: all.items)
    }
}
