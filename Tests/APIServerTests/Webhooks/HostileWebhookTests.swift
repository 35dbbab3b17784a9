import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Webhooks that answer anything")
struct HostileWebhookTests {
    /// Answers drawn at random: patches of well-known and of impossible places, responses with members of the wrong type, and
    /// bodies that are damaged.
    private struct Generator: Sendable {
        let random: SeededRandom

        private static let paths = [
            "", "/", "/apiVersion", "/kind", "/metadata", "/metadata/name", "/metadata/namespace", "/metadata/labels",
            "/metadata/labels/a", "/metadata/finalizers", "/metadata/finalizers/-", "/metadata/uid",
            "/metadata/ownerReferences", "/metadata/deletionTimestamp", "/spec", "/spec/size", "/spec/parts",
            "/spec/parts/0", "/spec/parts/99999999999999999999", "/spec/none", "/spec/none/deeper", "/status",
            "/status/phase", "/unknown", "spec", "/~2",
        ]
        private static let values: [JSONValue] = [
            .null, true, 0, -1, 7, 1.5, "", "text", [], ["a", 1], [:], ["a": "b"], ["size": 4], ["size": "4"],
            ["name": "x", "namespace": "kube-system"], .number(JSONNumber(validLiteral: "1e999")),
        ]
        private static let operations = ["add", "remove", "replace", "move", "copy", "test", "explode"]

        private func pick<Element>(_ elements: [Element]) -> Element { elements[random.next(in: 0..<elements.count)] }

        private func patch() -> JSONValue {
            let operations = (0..<random.next(in: 0..<5)).map { _ -> JSONValue in
                [
                    "op": .string(pick(Self.operations)), "path": .string(pick(Self.paths)),
                    "from": .string(pick(Self.paths)), "value": pick(Self.values),
                ]
            }
            return random.next(in: 0..<20) == 0 ? pick(Self.values) : .array(operations)
        }

        func answer(to question: ScriptedWebhooks.Question) -> WebhookAnswer {
            var answer = WebhookAnswer.allow(question, patch: patch(), warnings: ["w"])
            switch random.next(in: 0..<10) {
            case 0:
                let member = pick(["uid", "allowed", "patch", "patchType", "warnings", "status"])
                guard var review = try? JSONValue(parsing: answer.body) else { break }
                review.set(pick(Self.values), at: ["response", member])
                answer.body = review.serialized()
            case 1:
                answer.body[random.next(in: 0..<answer.body.count)] = UInt8(random.next(in: 0..<256))
            case 2:
                answer.body.removeLast(random.next(in: 0..<answer.body.count))
            case 3:
                answer.status = random.next(in: -1..<1000)
            default: break
            }
            return answer
        }
    }

    @Test("never bring in what a client could not, and never end the server", arguments: [1, 2, 3] as [UInt64])
    func anything(seed: UInt64) throws {
        let generator = Generator(random: SeededRandom(seed: seed))
        let hooks = ScriptedWebhooks { generator.answer(to: $0) }
        try Plane.run(seed: seed, configure: { $0.webhooks = hooks }) { plane in
            try await plane.create(widgetDefinition())
            try await plane.create(
                webhookConfiguration("Mutating", "m", webhook("m", ["reinvocationPolicy": "IfNeeded"]), webhook("n")))
            var created = 0
            for number in 0..<400 {
                do {
                    let made = try await plane.create(widget("w\(number)", spec: ["size": 3, "parts": ["p"]]))
                    created += 1
                    #expect(made.kind == "Widget" && made.apiVersion == "example.com/v1", "seed \(seed)")
                    #expect(made.namespace == "default" && !made.isBeingDeleted, "seed \(seed)")
                    #expect((made.value(at: "spec", "size")?.integerValue ?? 0) >= 1, "seed \(seed)")
                    #expect(made.value(at: "spec", "none") == nil && made.fields["status"] == nil, "seed \(seed)")
                } catch let status as APIStatus {
                    #expect((400...599).contains(status.code), "seed \(seed): \(status)")
                }
            }
            // Both happened, or the generator is no test of anything.
            #expect((5..<400).contains(created), "seed \(seed)")
            let stored = try await plane.client.list(try plane.resource("example.com/v1", "Widget"))
            #expect(stored.items.count == created, "seed \(seed)")
        }
    }

    @Test("never bring in what no type can hold", arguments: [1, 2] as [UInt64])
    func builtInKinds(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        let paths = ["/data", "/data/a", "/data/b", "/binaryData", "/binaryData/c", "/immutable", "/spec"]
        let values: [JSONValue] = [.null, true, 1, 1.5, "text", "dGV4dA==", [], ["a"], [:], ["a": "b"], ["a": 1]]
        let hooks = ScriptedWebhooks { question in
            let operations = (0..<random.next(in: 1..<4)).map { _ -> JSONValue in
                [
                    "op": "add", "path": .string(paths[random.next(in: 0..<paths.count)]),
                    "value": values[random.next(in: 0..<values.count)],
                ]
            }
            return .allow(question, patch: .array(operations))
        }
        try Plane.run(seed: seed, configure: { $0.webhooks = hooks }) { plane in
            try await plane.create(webhookConfiguration("Mutating", "m", webhook("m")))
            var created = 0
            for number in 0..<200 {
                guard let made = try? await plane.create(configMap("m\(number)", data: ["a": "1"])) else { continue }
                created += 1
                for (name, value) in made.fields where !["apiVersion", "kind", "metadata"].contains(name) {
                    switch name {
                    case "data", "binaryData":
                        let members = value.objectValue ?? [:]
                        #expect(!members.isEmpty && members.allSatisfy { $0.value.stringValue != nil }, "seed \(seed)")
                    case "immutable": #expect(value.boolValue != nil, "seed \(seed)")
                    default: Issue.record("seed \(seed): \(name) is no field of a ConfigMap")
                    }
                }
            }
            #expect((5..<200).contains(created), "seed \(seed)")
        }
    }
}
