import Effects
import JSON
import KubernetesClient
import Machinery

/// Converts between the versions of a custom resource by asking a webhook.
struct WebhookConverter: VersionConverter {
    /// How many objects one call carries.
    static let batch = 500
    static let timeout: Duration = .seconds(30)

    let webhook: ConversionWebhook
    let schemas: CustomResourceSchemas
    let environment: ConversionEnvironment

    func convert(_ objects: [Unstructured], to groupVersion: GroupVersion) async throws -> [Unstructured] {
        let version = groupVersion.apiVersion
        var result = objects
        var waiting = objects.indices.filter { objects[$0].apiVersion != version }[...]
        while !waiting.isEmpty {
            let indices = waiting.prefix(Self.batch)
            waiting = waiting.dropFirst(Self.batch)
            let converted = try await ask(indices.map { objects[$0] }, for: version)
            for (index, object) in zip(indices, converted) { result[index] = schemas.complete(object) }
        }
        return result
    }

    private func ask(_ objects: [Unstructured], for version: String) async throws -> [Unstructured] {
        // Of all objects the first: they are of one kind, and Kubernetes names one.
        let subject = objects[0].groupVersionKind
        guard let reviewVersion = webhook.reviewVersion else {
            throw APIStatus.conversionFailed("no supported conversion review versions")
        }
        let review = ConversionReview(
            version: reviewVersion, uid: environment.random.uid(), desiredAPIVersion: version, objects: objects)
        let answers: [JSONValue]
        do {
            answers = try review.convertedObjects(in: try await post(review.json.serialized()))
        } catch let problem as ConversionProblem {
            throw APIStatus.conversionFailed("conversion webhook for \(subject) failed: \(problem.message)")
        }
        guard answers.count == objects.count else {
            throw APIStatus.conversionFailed(
                "conversion webhook for \(subject) returned \(answers.count) objects, expected \(objects.count)")
        }
        do {
            return try zip(objects, answers).enumerated().map { index, pair in
                try ConvertedObject.checked(pair.1, against: pair.0, version, at: index)
            }
        } catch let problem as ConversionProblem {
            throw APIStatus.conversionFailed("conversion webhook for \(subject) returned \(problem.message)")
        }
    }

    private func post(_ body: [UInt8]) async throws -> [UInt8] {
        let url: String
        switch webhook.place {
        case .url(let base): url = Self.url(base)
        case .service(let base):
            throw Self.failure(
                Self.url(base),
                "this server has no network of Services: run the webhook as a process and install its provider with "
                    + "'slipway provider add FILE --url URL --ca-file FILE'")
        }
        guard let transport = environment.transport else {
            throw Self.failure(url, "this server makes no calls to webhooks")
        }
        let call = WebhookCall(url: url, caBundle: webhook.caBundle, body: body, timeout: Self.timeout)
        let answer: WebhookAnswer?
        do {
            answer = try await send(call, over: transport)
        } catch {
            try Task.checkCancellation()
            throw Self.failure(url, error is CancellationError ? "context canceled" : "\(error)")
        }
        guard let answer else { throw Self.failure(url, "context deadline exceeded") }
        guard (200...206).contains(answer.status) else { throw ConversionProblem(answer) }
        return answer.body
    }

    /// - Returns: `nil` where the time was up.
    private func send(_ call: WebhookCall, over transport: any WebhookTransport) async throws -> WebhookAnswer? {
        try await withThrowingTaskGroup(of: WebhookAnswer?.self) { [time = environment.time] group in
            group.addTask { try await transport.send(call) }
            group.addTask {
                try await time.sleep(for: call.timeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private static func failure(_ url: String, _ why: String) -> ConversionProblem {
        ConversionProblem("Post \"\(url)\": \(why)")
    }

    private static func url(_ base: String) -> String {
        let authority = base.firstRange(of: "://").map { base[$0.upperBound...] } ?? base[...]
        return "\(base)\(authority.contains("/") ? "" : "/")?timeout=\(timeout.components.seconds)s"
    }
}

extension APIStatus {
    /// Kubernetes answers so: with neither a reason nor words of its own.
    static func conversionFailed(_ message: String) -> APIStatus {
        APIStatus(code: 500, reason: .unknown, message: message)
    }
}

extension ConversionProblem {
    /// An answer whose status is no success.
    init(_ answer: WebhookAnswer) {
        if let json = try? JSONValue(parsing: answer.body), json["kind"] == "Status",
            let message = json["message"]?.stringValue, !message.isEmpty
        {
            self.init(message)
            return
        }
        let text = String(decoding: answer.body.prefix(2048), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch answer.status {
        case 404: self.init("the server could not find the requested resource")
        case 503: self.init("the server is currently unable to handle the request")
        case 500...:
            let shown = JSONValue.string(text.isEmpty ? "unknown" : text).text
            self.init("an error on the server (\(shown)) has prevented the request from succeeding")
        default:
            self.init("the server responded with the status code \(answer.status) but did not return more information")
        }
    }
}
