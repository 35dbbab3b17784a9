import JSON
import Machinery

/// The columns of pods, as `kubectl get pods` prints them.
enum PodColumns {
    static let all: [TableColumn] = [
        .name,
        .text("Ready", description: "How many of its containers are ready.") { pod in
            let ready = statuses(pod).filter {
                $0["ready"]?.boolValue == true && $0.value(at: ["state", "running"]) != nil
            }
            return "\(ready.count)/\(pod.count(at: "spec", "containers"))"
        },
        .text("Status", description: "What the pod is doing.") { status(of: $0) },
        .count("Restarts", description: "How often its containers were started again.") { pod in
            statuses(pod).reduce(0) { $0 + Int(Int32(clamping: $1["restartCount"]?.integerValue ?? 0)) }
        },
        .age,
        .text("IP", priority: 1, description: "The address of the pod.") { $0.text(at: "status", "podIP") },
        .text("Node", priority: 1, description: "The node it runs on.") { $0.text(at: "spec", "nodeName") },
        .text("Nominated Node", priority: 1, description: "The node it may get.") {
            $0.text(at: "status", "nominatedNodeName")
        },
        .text("Readiness Gates", priority: 1, description: "How many of its gates are open.") { pod in
            let gates = pod.elements(at: "spec", "readinessGates").compactMap { $0["conditionType"]?.stringValue }
            return gates.isEmpty ? "" : "\(gates.filter { pod.conditionStatus($0) == "True" }.count)/\(gates.count)"
        },
    ]

    private static func statuses(_ pod: Unstructured) -> [JSONValue] { pod.elements(at: "status", "containerStatuses") }

    /// The phase, unless a container or the pod itself has more to say.
    private static func status(of pod: Unstructured) -> String {
        var reason = pod.text(at: "status", "reason")
        if reason.isEmpty { reason = pod.text(at: "status", "phase") }
        if pod.isBeingDeleted { return pod.text(at: "status", "reason") == "NodeLost" ? "Unknown" : "Terminating" }
        if let initReason = initReason(of: pod) { return initReason }
        var hasRunning = false
        for status in statuses(pod).reversed() {
            let state = status["state"]
            if let why = state?.value(at: ["waiting", "reason"])?.stringValue, !why.isEmpty {
                reason = why
            } else if let ended = state?["terminated"] {
                reason = terminationText(ended)
            } else if status["ready"] == true, state?["running"] != nil {
                hasRunning = true
            }
        }
        if reason == "Completed", hasRunning {
            reason = pod.conditionStatus("Ready") == "True" ? "Running" : "NotReady"
        }
        return reason
    }

    /// What the first init container that is not done is doing.
    private static func initReason(of pod: Unstructured) -> String? {
        let count = pod.count(at: "spec", "initContainers")
        for (index, status) in pod.elements(at: "status", "initContainerStatuses").enumerated() {
            let state = status["state"]
            if let ended = state?["terminated"] {
                if ended["exitCode"]?.integerValue == 0 { continue }
                return "Init:\(terminationText(ended))"
            }
            if let why = state?.value(at: ["waiting", "reason"])?.stringValue, !why.isEmpty, why != "PodInitializing" {
                return "Init:\(why)"
            }
            if status["started"] == true, status["ready"] == true { continue }
            return "Init:\(index)/\(count)"
        }
        return nil
    }

    private static func terminationText(_ ended: JSONValue) -> String {
        if let reason = ended["reason"]?.stringValue, !reason.isEmpty { return reason }
        if let signal = ended["signal"]?.integerValue, signal != 0 { return "Signal:\(signal)" }
        return "ExitCode:\(ended["exitCode"]?.integerValue ?? 0)"
    }
}
