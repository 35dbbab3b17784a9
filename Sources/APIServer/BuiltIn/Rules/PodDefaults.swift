import JSON
import Machinery

/// The defaults of pods that depend on more than the field itself.
enum PodDefaults {
    /// Completes the specification of a pod or of a template for pods.
    ///
    /// - Parameter isPod: Pods have defaults that their templates are spared, so that templates stay as they were written.
    static func complete(_ spec: inout JSONObject, isPod: Bool) {
        for key in ["initContainers", "containers", "ephemeralContainers"] {
            guard let containers = spec[key]?.arrayValue else { continue }
            let usesHostPorts = isPod && key != "ephemeralContainers" && spec["hostNetwork"] == true
            spec[key] = .array(
                containers.map { container in
                    guard var fields = container.objectValue else { return container }
                    complete(container: &fields, isPod: isPod, usesHostPorts: usesHostPorts)
                    return .object(fields)
                })
        }
        if let volumes = spec["volumes"]?.arrayValue {
            spec["volumes"] = .array(volumes.map { complete(volume: $0) })
        }
        // The old name of the field is kept in step.
        if let account = spec["serviceAccountName"] ?? spec["serviceAccount"] {
            spec["serviceAccountName"] = account
            spec["serviceAccount"] = account
        }
        if isPod, spec["enableServiceLinks"] == nil { spec["enableServiceLinks"] = true }
    }

    private static func complete(container: inout JSONObject, isPod: Bool, usesHostPorts: Bool) {
        if container["imagePullPolicy"] == nil {
            container["imagePullPolicy"] = .string(pullPolicy(of: container["image"]?.stringValue ?? ""))
        }
        if usesHostPorts, let ports = container["ports"]?.arrayValue {
            container["ports"] = .array(
                ports.map { port in
                    guard var fields = port.objectValue, fields["hostPort"] == nil else { return port }
                    fields["hostPort"] = fields["containerPort"]
                    return .object(fields)
                })
        }
        guard isPod, var resources = container["resources"]?.objectValue,
            let limits = resources["limits"]?.objectValue
        else { return }
        var requests = resources["requests"]?.objectValue ?? [:]
        for (name, limit) in limits where requests[name] == nil { requests[name] = limit }
        resources["requests"] = .object(requests)
        container["resources"] = .object(resources)
    }

    /// A volume that says nothing of its source is an empty directory.
    private static func complete(volume: JSONValue) -> JSONValue {
        guard var fields = volume.objectValue else { return volume }
        guard fields.allSatisfy({ $0.key == "name" }) else {
            if var image = fields["image"]?.objectValue, image["pullPolicy"] == nil {
                image["pullPolicy"] = .string(pullPolicy(of: image["reference"]?.stringValue ?? ""))
                fields["image"] = .object(image)
            }
            return .object(fields)
        }
        fields["emptyDir"] = [:]
        return .object(fields)
    }

    /// Images that are named by a tag other than `latest`, or by a digest, are pulled once.
    static func pullPolicy(of image: String) -> String {
        guard !image.contains("@") else { return "IfNotPresent" }
        let last = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let colon = last.lastIndex(of: ":") else { return "Always" }
        return last[last.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
    }

    /// Completes `spec.template` of a kind that makes pods.
    static func completeTemplate(of object: inout Unstructured) {
        guard var spec = object.fields["spec"]?.objectValue, var template = spec["template"]?.objectValue,
            var podSpec = template["spec"]?.objectValue
        else { return }
        complete(&podSpec, isPod: false)
        template["spec"] = .object(podSpec)
        spec["template"] = .object(template)
        object.fields["spec"] = .object(spec)
    }

    /// `Guaranteed` where every container limits processor and memory to what it asks for, `BestEffort` where none asks for
    /// any, else `Burstable`.
    static func qualityOfService(of spec: JSONValue?) -> String {
        let containers = (spec?.list("containers") ?? []) + (spec?.list("initContainers") ?? [])
        let kinds = ["cpu", "memory"]
        func amount(_ container: JSONValue, _ which: String, _ kind: String) -> Quantity? {
            let text = container.value(at: ["resources", which, kind])?.stringValue
            return text.flatMap { try? Quantity(parsing: $0) }.flatMap { $0 == .zero ? nil : $0 }
        }
        let isBestEffort = containers.allSatisfy { container in
            kinds.allSatisfy { amount(container, "requests", $0) == nil && amount(container, "limits", $0) == nil }
        }
        if isBestEffort { return "BestEffort" }
        let isGuaranteed = containers.allSatisfy { container in
            kinds.allSatisfy { kind in
                guard let limit = amount(container, "limits", kind) else { return false }
                return (amount(container, "requests", kind) ?? limit) == limit
            }
        }
        return isGuaranteed ? "Guaranteed" : "Burstable"
    }
}
