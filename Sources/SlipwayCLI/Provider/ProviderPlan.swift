import JSON
import Machinery

/// What becomes of each object of a provider's manifest where nothing runs in the cluster: decided without touching it.
struct ProviderPlan {
    /// In the order in which they are to be written: what others need first, webhooks last, for until the manager runs they
    /// would refuse what comes after them.
    private(set) var objects: [Unstructured] = []
    /// What was left out or changed, a line each.
    private(set) var notes: [String] = []
    /// The objects that refer to a Service and need a URL for it.
    private(set) var lacksURL: [String] = []

    /// Where the provider's manager serves its webhooks.
    struct WebhookServer {
        /// Without a slash at its end.
        var url: String
        /// PEM; empty for the system's roots.
        var caBundle: [UInt8]
    }

    init(_ manifest: ProviderManifest, server: WebhookServer?) {
        var certified: [String] = []
        for object in manifest.objects {
            if let reason = Self.reasonToSkip(object) {
                notes.append("skipped \(Self.title(object)): \(reason)")
                continue
            }
            var object = object
            let injected = object.annotations.keys.filter { $0.hasPrefix("cert-manager.io/inject-ca-from") }
            if !injected.isEmpty {
                for key in injected { object.annotations[key] = nil }
                certified.append(object.name)
            }
            if Self.referencesService(object) {
                if let server {
                    Self.rewrite(&object, server)
                } else {
                    lacksURL.append(Self.title(object))
                }
            }
            objects.append(object)
        }
        if !certified.isEmpty {
            notes.append(
                "dropped the annotation cert-manager.io/inject-ca-from from \(certified.count) "
                    + "object\(certified.count == 1 ? "" : "s"): no cert-manager runs here"
                    + (server == nil ? "" : ", the CA comes from --ca-file"))
        }
        objects = objects.enumerated()
            .sorted { (Self.rank($0.element), $0.offset) < (Self.rank($1.element), $1.offset) }.map(\.element)
    }

    static func title(_ object: Unstructured) -> String { "\(object.kind) \(object.namespacedName)" }
}

extension ProviderPlan {
    private static let workloads = ["Deployment", "DaemonSet", "StatefulSet", "Job", "CronJob", "Pod", "ReplicaSet"]
    private static let network = ["Service", "Ingress", "NetworkPolicy"]
    private static let others = ["HorizontalPodAutoscaler", "PodDisruptionBudget", "ServiceMonitor", "PodMonitor"]
    private static let builtInGroups = ["", "apps", "batch", "networking.k8s.io", "autoscaling", "policy"]

    /// Why an object is not installed; `nil` where it is.
    private static func reasonToSkip(_ object: Unstructured) -> String? {
        let group = object.groupVersionKind.group
        if group == "cert-manager.io" || group.hasSuffix(".cert-manager.io") {
            return "no cert-manager runs here, the webhooks' CA comes from --ca-file"
        }
        let isBuiltIn = builtInGroups.contains(group)
        if isBuiltIn, workloads.contains(object.kind) { return "nothing runs in the plane\(hint(object))" }
        if isBuiltIn, network.contains(object.kind) { return "there is no network of Services" }
        if isBuiltIn || group == "monitoring.coreos.com", others.contains(object.kind) {
            return "it concerns Deployments only, which do not run here"
        }
        return nil
    }

    /// How to run what the containers of a workload would do.
    private static func hint(_ object: Unstructured) -> String {
        let template = object.value(at: "spec", "template", "spec") ?? object.value(at: "spec")
        let containers = template?["containers"]?.arrayValue ?? []
        guard let container = containers.first(where: { $0["name"] == "manager" }) ?? containers.first else {
            return ""
        }
        let words = ["command", "args"].flatMap { container[$0]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        let command = words.first.map { $0.hasPrefix("-") ? "MANAGER " : "" } ?? "MANAGER"
        let image = container["image"]?.stringValue.map { " (\($0))" } ?? ""
        return "; run its manager\(image) as a process instead:\n"
            + "  KUBECONFIG=$(slipway kubeconfig --path) \(command)\(words.joined(separator: " "))"
    }

    private static func rank(_ object: Unstructured) -> Int {
        switch (object.groupVersionKind.group, object.kind) {
        case ("", "Namespace"): 0
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): 1
        case ("", _): 2
        case ("rbac.authorization.k8s.io", let kind): kind.hasSuffix("Binding") ? 4 : 3
        case ("admissionregistration.k8s.io", _): 6
        default: 5
        }
    }
}

extension ProviderPlan {
    /// The path of the `clientConfig` of a definition's conversion webhook.
    private static let conversion = ["spec", "conversion", "webhook", "clientConfig"]

    private static func isWebhookConfiguration(_ object: Unstructured) -> Bool {
        object.groupVersionKind.group == "admissionregistration.k8s.io"
            && object.kind.hasSuffix("WebhookConfiguration")
    }

    private static func isDefinition(_ object: Unstructured) -> Bool {
        object.groupVersionKind.groupKind
            == GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")
    }

    private static func referencesService(_ object: Unstructured) -> Bool {
        if isDefinition(object) { return object.json.value(at: conversion)?["service"] != nil }
        guard isWebhookConfiguration(object) else { return false }
        return (object.fields["webhooks"]?.arrayValue ?? []).contains { $0["clientConfig"]?["service"] != nil }
    }

    /// Points every reference to a Service at the server.
    private static func rewrite(_ object: inout Unstructured, _ server: WebhookServer) {
        var json = object.json
        if isDefinition(object) {
            json.set(json.value(at: conversion).map { rewritten($0, server) }, at: conversion)
        } else {
            let webhooks = (json["webhooks"]?.arrayValue ?? []).map { webhook -> JSONValue in
                var webhook = webhook
                webhook.set(webhook["clientConfig"].map { rewritten($0, server) }, at: ["clientConfig"])
                return webhook
            }
            json.set(.array(webhooks), at: ["webhooks"])
        }
        object = Unstructured(fields: json.objectValue ?? object.fields)
    }

    private static func rewritten(_ config: JSONValue, _ server: WebhookServer) -> JSONValue {
        guard let service = config["service"] else { return config }
        let path = service["path"]?.stringValue ?? ""
        var rewritten = config
        rewritten.set(nil, at: ["service"])
        rewritten.set(.string(server.url + (path.isEmpty || path.hasPrefix("/") ? path : "/\(path)")), at: ["url"])
        // What stands in the manifest is the CA of the Service, mostly a place holder for cert-manager.
        rewritten.set(
            server.caBundle.isEmpty ? nil : .string(Base64.encode(server.caBundle)), at: ["caBundle"])
        return rewritten
    }
}
