import Effects
import JSON
import KubernetesClient
import Machinery

/// Puts one question to one webhook.
struct WebhookCaller: Sendable {
    /// `nil` where this server calls nobody.
    let transport: (any WebhookTransport)?
    let time: any TimeSource

    /// - Throws: ``WebhookFailure``, or `CancellationError` where the request that asks is cancelled.
    func answer(
        of webhook: AdmissionWebhook, to review: AdmissionReview, isMutating: Bool
    ) async throws -> AdmissionAnswer {
        if review.isDryRun, webhook.hasSideEffectsOnDryRun {
            throw WebhookFailure.refused(.noDryRun(ofWebhook: webhook.name))
        }
        let body = try await post(review, to: webhook)
        do {
            return try AdmissionAnswer(body, to: review, isMutating: isMutating)
        } catch {
            throw WebhookFailure.unanswered("\(error.step): \(error.detail)")
        }
    }

    private func post(_ review: AdmissionReview, to webhook: AdmissionWebhook) async throws -> [UInt8] {
        let url: String
        switch webhook.place {
        case .url(let base):
            url = Self.url(base, timeoutSeconds: webhook.timeoutSeconds)
        case .service(let base):
            throw Self.failure(
                Self.url(base, timeoutSeconds: webhook.timeoutSeconds),
                "this server has no network of Services: run the webhook as a process and install its provider with "
                    + "'slipway provider add FILE --url URL --ca-file FILE'")
        }
        guard let transport else { throw Self.failure(url, "this server makes no calls to webhooks") }
        let call = WebhookCall(
            url: url, caBundle: webhook.caBundle, body: review.json.serialized(),
            timeout: .seconds(webhook.timeoutSeconds))
        let answer: WebhookAnswer?
        do {
            answer = try await send(call, over: transport)
        } catch {
            try Task.checkCancellation()
            throw Self.failure(url, error is CancellationError ? "context canceled" : "\(error)")
        }
        guard let answer else { throw Self.failure(url, "context deadline exceeded") }
        guard (200...206).contains(answer.status) else {
            let why = APIStatus.webhookAnswer(status: answer.status, body: answer.body)
            throw WebhookFailure.unanswered("failed to call webhook: \(why)")
        }
        return answer.body
    }

    /// - Returns: `nil` where the time was up.
    private func send(_ call: WebhookCall, over transport: any WebhookTransport) async throws -> WebhookAnswer? {
        try await withThrowingTaskGroup(of: WebhookAnswer?.self) { [time] group in
            group.addTask { try await transport.send(call) }
            group.addTask {
                try await time.sleep(for: call.timeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private static func failure(_ url: String, _ why: String) -> WebhookFailure {
        .unanswered("failed to call webhook: Post \"\(url)\": \(why)")
    }

    /// The URL with the time that the webhook has, which it may heed.
    static func url(_ base: String, timeoutSeconds: Int) -> String {
        let authority = base.firstRange(of: "://").map { base[$0.upperBound...] } ?? base[...]
        return "\(base)\(authority.contains("/") ? "" : "/")?timeout=\(timeoutSeconds)s"
    }
}
