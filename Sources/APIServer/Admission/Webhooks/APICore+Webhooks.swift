import KubernetesClient
import Logging
import Machinery

extension APICore {
    private var caller: WebhookCaller { WebhookCaller(transport: configuration.webhooks, time: time) }

    /// The webhooks that may have a say in a write, before their rules are looked at.
    func webhooks(concerning call: Call, _ kind: WebhookConfigurations.Kind) -> [AdmissionWebhook] {
        let webhooks = webhookConfigurations.webhooks(kind)
        guard !webhooks.isEmpty, !call.webhookSubject(.update, name: "").isExempt else { return [] }
        return webhooks
    }

    /// Lets webhooks change what is about to be written, one after the other. A delete they can only refuse.
    ///
    /// - Parameter object: In the storage version; `nil` for a delete.
    func mutate(
        _ object: inout Unstructured?, old: Unstructured?, by webhooks: [AdmissionWebhook],
        _ reinvocation: inout Reinvocation, _ call: inout Call
    ) async throws {
        var round = WebhookRound(self, object, old: old, call)
        for webhook in webhooks where reinvocation.mayCall(webhook) {
            guard let form = try await round.form(for: webhook) else { continue }
            do {
                let review = try await round.review(for: webhook, as: form)
                let answer = try await caller.answer(of: webhook, to: review, isMutating: true)
                call.addWarnings(answer.warnings)
                guard answer.isAllowed else { throw APIStatus.deniedByWebhook(webhook.name, answer.status) }
                let hasChanged = try await round.apply(answer, of: webhook, as: form)
                reinvocation.didCall(webhook, changed: hasChanged)
            } catch let failure as WebhookFailure {
                try forgive(failure, of: webhook)
                reinvocation.didCall(webhook, changed: false)
            }
        }
        object = try await round.stored()
        reinvocation.endRound(with: object)
    }

    /// Asks webhooks, all at the same time, whether a write may be.
    ///
    /// - Throws: The refusal of the first that refuses, in their order.
    func validate(
        _ object: Unstructured?, old: Unstructured?, by webhooks: [AdmissionWebhook], _ call: inout Call
    ) async throws {
        var round = WebhookRound(self, object, old: old, call)
        var questions: [(webhook: AdmissionWebhook, review: Result<AdmissionReview, WebhookFailure>)] = []
        for webhook in webhooks {
            guard let form = try await round.form(for: webhook) else { continue }
            do {
                questions.append((webhook, .success(try await round.review(for: webhook, as: form))))
            } catch let failure as WebhookFailure {
                questions.append((webhook, .failure(failure)))
            }
        }
        guard !questions.isEmpty else { return }
        let answers = try await ask(questions)
        for answer in answers.compactMap({ try? $0.get() }) { call.addWarnings(answer.warnings) }
        for ((webhook, _), answer) in zip(questions, answers) {
            switch answer {
            case .success(let answer):
                guard answer.isAllowed else { throw APIStatus.deniedByWebhook(webhook.name, answer.status) }
            case .failure(let failure):
                try forgive(failure, of: webhook)
            }
        }
    }

    private func ask(
        _ questions: [(webhook: AdmissionWebhook, review: Result<AdmissionReview, WebhookFailure>)]
    ) async throws -> [Result<AdmissionAnswer, WebhookFailure>] {
        try await withThrowingTaskGroup(of: (Int, Result<AdmissionAnswer, WebhookFailure>).self) { group in
            for (index, (webhook, review)) in questions.enumerated() {
                group.addTask { [caller] in
                    do {
                        let review = try review.get()
                        return (index, .success(try await caller.answer(of: webhook, to: review, isMutating: false)))
                    } catch let failure as WebhookFailure {
                        return (index, .failure(failure))
                    }
                }
            }
            var answers: [Int: Result<AdmissionAnswer, WebhookFailure>] = [:]
            for try await (index, answer) in group { answers[index] = answer }
            return questions.indices.compactMap { answers[$0] }
        }
    }

    /// Goes on without a webhook where its failure policy says so.
    private func forgive(_ failure: WebhookFailure, of webhook: AdmissionWebhook) throws {
        switch failure {
        case .refused(let status):
            throw status
        case .unanswered(let why):
            guard webhook.failurePolicy == .ignore else { throw APIStatus.unansweredWebhook(webhook.name, why) }
            logger.warning(
                "webhook failed, its policy is to go on", metadata: ["webhook": "\(webhook.name)", "error": "\(why)"])
        }
    }
}

extension APICore {
    /// Whether a write may have to wait for others: for webhooks, plugins, or the writers of other definitions.
    func mayWaitForOthers(toWrite resource: ServedResource) -> Bool {
        let definition = resource.definition
        return !webhookConfigurations.isEmpty || definition.converter is WebhookConverter
            || definition.names.groupResource == CustomResources.groupResource
            || !configuration.admission.plugins(for: resource.type.groupKind).isEmpty
    }
}
