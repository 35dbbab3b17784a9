import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

/// Empties one Node of a workload cluster, a round at a time.
struct NodeDrain: Sendable {
    /// How many evictions are asked for at once.
    private static let concurrency = 16

    let client: any Client
    let node: Unstructured
    let rules: [MachineDrainRule]
    let machine: Machine
    let cluster: Cluster
    let now: Timestamp

    /// Whether its kubelet has not been heard of for so long that the control plane gave it up.
    static func isUnreachable(_ node: Unstructured) -> Bool {
        node.value(at: "status", "conditions")?.arrayValue?.contains {
            $0["type"]?.stringValue == "Ready" && $0["status"]?.stringValue == "Unknown"
        } ?? false
    }

    /// Keeps new Pods away.
    func cordon() async throws {
        guard node.value(at: "spec", "unschedulable")?.boolValue != true else { return }
        _ = try await client.patch(
            Node.resourceType, NamespacedName(namespace: "", name: node.name),
            .merge(["spec": ["unschedulable": true]]))
    }

    /// The Pods of the Node, judged.
    func state() async throws -> DrainState {
        let pods = try await pods()
        let judge = PodDrainRules(
            rules: rules, machine: machine, cluster: cluster,
            namespaceLabels: PodDrainRules.needNamespaces(rules) ? try await namespaceLabels() : [:],
            daemonSets: try await daemonSets(of: pods), isUnreachable: Self.isUnreachable(node), now: now)
        return DrainState(pods.map { ($0, judge.verdict(on: $0)) })
    }

    /// Asks for the evictions that are due.
    func evict(_ state: DrainState) async -> DrainReport {
        var report = DrainReport(state)
        await withTaskGroup(of: (NamespacedName, Refusal?).self) { group in
            var waiting = state.toEvict[...]
            for pod in waiting.prefix(Self.concurrency) { group.addTask { (pod.namespacedName, await evict(pod)) } }
            waiting = waiting.dropFirst(Self.concurrency)
            for await (name, refusal) in group {
                switch refusal {
                case .gone: break
                case .words(let words): report.refused[words, default: []].append(name)
                case nil: report.evicted.append(name)
                }
                if let next = waiting.popFirst() { group.addTask { (next.namespacedName, await evict(next)) } }
            }
        }
        return report
    }

    private enum Refusal: Sendable {
        case gone
        case words(String)
    }

    private func evict(_ pod: Pod) async -> Refusal? {
        var eviction = Unstructured(
            apiVersion: "policy/v1", kind: "Eviction",
            metadata: ObjectMeta(name: pod.metadata.name, namespace: pod.metadata.namespace))
        var options: JSONObject = ["preconditions": ["uid": .string(pod.metadata.uid)]]
        // Nobody is there to let it end in its own time.
        if Self.isUnreachable(node) { options["gracePeriodSeconds"] = 1 }
        eviction.fields["deleteOptions"] = .object(options)
        do {
            _ = try await client.send(
                ClientRequest(
                    .create(eviction, name: pod.metadata.name), of: Pod.resourceType, namespace: pod.metadata.namespace,
                    subresource: "eviction"))
            return nil
        } catch let status as APIStatus where status.reason == .notFound {
            return .gone
        } catch let status as APIStatus where status.code == 429 {
            let causes = status.details?.causes.map(\.message).filter { !$0.isEmpty } ?? []
            return .words(
                "cannot evict pod as it would violate the pod's disruption budget. "
                    + causes.joined(separator: ". "))
        } catch {
            return .words("failed to evict Pod, \(error)")
        }
    }

    // MARK: What must be known

    private func pods() async throws -> [Pod] {
        var options = ListOptions(fieldSelector: "spec.nodeName=\(node.name)")
        options.limit = 100
        var pods: [Pod] = []
        repeat {
            let page = try await client.list(Pod.resourceType, options)
            pods += try page.items.map { try Pod($0) }
            options.continueToken = page.continueToken
        } while !options.continueToken.isEmpty
        return pods
    }

    private func namespaceLabels() async throws -> [String: [String: String]] {
        let namespaces = ResourceType(
            group: "", version: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false)
        return try await client.list(namespaces).items.reduce(into: [:]) { $0[$1.name] = $1.labels }
    }

    /// The DaemonSets that manage some of the Pods and exist.
    private func daemonSets(of pods: [Pod]) async throws -> Set<NamespacedName> {
        let owners = Set(
            pods.compactMap { pod -> NamespacedName? in
                guard let owner = pod.metadata.controller, owner.kind == "DaemonSet" else { return nil }
                return NamespacedName(namespace: pod.metadata.namespace, name: owner.name)
            })
        let resource = ResourceType(group: "apps", version: "v1", kind: "DaemonSet", plural: "daemonsets")
        var found: Set<NamespacedName> = []
        for owner in owners where try await client.find(resource, owner) != nil { found.insert(owner) }
        return found
    }
}
