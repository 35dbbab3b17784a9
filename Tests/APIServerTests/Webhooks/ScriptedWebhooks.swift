import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Synchronization

/// Webhooks that do what a test says, told apart by the paths of their URLs.
final class ScriptedWebhooks: WebhookTransport {
    struct Question: Sendable {
        var path: String
        /// The AdmissionRequest.
        var request: JSONValue
        var call: WebhookCall
    }

    typealias Script = @Sendable (Question) async throws -> WebhookAnswer

    private let script: Script
    private let asked = Mutex<[Question]>([])

    init(_ script: @escaping Script = { .allow($0) }) {
        self.script = script
    }

    var questions: [Question] { asked.withLock { $0 } }
    var paths: [String] { questions.map(\.path) }

    func send(_ call: WebhookCall) async throws -> WebhookAnswer {
        let path = call.url.split(separator: "/").last?.split(separator: "?").first ?? ""
        let review = try JSONValue(parsing: call.body)
        let question = Question(path: String(path), request: review["request"] ?? .null, call: call)
        asked.withLock { $0.append(question) }
        return try await script(question)
    }
}

extension WebhookAnswer {
    static func review(_ response: JSONValue, version: String = "v1", status: Int = 200) -> WebhookAnswer {
        let review: JSONValue = [
            "apiVersion": .string("admission.k8s.io/\(version)"), "kind": "AdmissionReview", "response": response,
        ]
        return WebhookAnswer(status: status, body: review.serialized())
    }

    static func allow(
        _ question: ScriptedWebhooks.Question, patch: JSONValue? = nil, warnings: [String] = []
    ) -> WebhookAnswer {
        var response: JSONObject = ["uid": question.request["uid"] ?? .null, "allowed": true]
        if let patch {
            response["patchType"] = "JSONPatch"
            response["patch"] = .string(Base64.encode(patch.serialized()))
        }
        if !warnings.isEmpty { response["warnings"] = warnings.json }
        return .review(.object(response))
    }

    static func deny(_ question: ScriptedWebhooks.Question, _ status: JSONValue?) -> WebhookAnswer {
        var response: JSONObject = ["uid": question.request["uid"] ?? .null, "allowed": false]
        if let status { response["status"] = status }
        return .review(.object(response))
    }

    static func text(_ text: String, status: Int = 200) -> WebhookAnswer {
        WebhookAnswer(status: status, body: Array(text.utf8))
    }
}

/// A webhook whose URL ends with its first name.
func webhook(
    _ name: String, rules: JSONValue? = nil, _ changes: JSONObject = [:]
) -> JSONValue {
    let everything: JSONValue = [
        ["operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["configmaps", "widgets"]]
    ]
    var webhook: JSONObject = [
        "name": .string("\(name).example.com"), "clientConfig": ["url": .string("https://hooks.example.com/\(name)")],
        "sideEffects": "None", "admissionReviewVersions": ["v1", "v1beta1"], "rules": rules ?? everything,
    ]
    for (key, value) in changes { webhook[key] = value }
    return .object(webhook)
}

func rule(
    operations: [String] = ["*"], groups: [String] = ["*"], versions: [String] = ["*"], resources: [String],
    scope: String = "*"
) -> JSONValue {
    [
        "operations": operations.json, "apiGroups": groups.json, "apiVersions": versions.json,
        "resources": resources.json, "scope": .string(scope),
    ]
}

func webhookConfiguration(_ kind: String, _ name: String, _ webhooks: JSONValue...) -> JSONValue {
    [
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string("\(kind)WebhookConfiguration"),
        "metadata": ["name": .string(name)], "webhooks": .array(webhooks),
    ]
}
