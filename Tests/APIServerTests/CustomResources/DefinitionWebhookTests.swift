import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Synchronization
import Testing

@Suite("Webhooks at CustomResourceDefinitions")
struct DefinitionWebhookTests {
    private static let rival: JSONValue = {
        var json = widgetDefinition()
        json.set("rivals.example.com", at: ["metadata", "name"])
        json.set("rivals", at: ["spec", "names", "plural"])
        return json
    }()

    /// While a webhook is asked about one definition, another takes its kind.
    @Test("do not keep others from writing definitions", arguments: ["Mutating", "Validating"])
    func othersGoOn(_ kind: String) throws {
        let plane = Mutex<Plane?>(nil)
        let hooks = ScriptedWebhooks { question in
            if question.request["name"] == "widgets.example.com", let plane = plane.withLock({ $0 }),
                question.request["operation"] == "CREATE"
            {
                try await plane.create(Self.rival)
            }
            return .allow(question)
        }
        try Plane.run(configure: { $0.webhooks = hooks }) { running in
            plane.withLock { $0 = running }
            defer { plane.withLock { $0 = nil } }
            try await running.create(
                webhookConfiguration(
                    kind, "c", webhook("c", rules: [rule(resources: ["customresourcedefinitions"])])))
            let start = running.context.time.now()
            let made = try await running.create(widgetDefinition())
            #expect(running.context.time.now() - start < .seconds(1))
            func condition(_ object: Unstructured, _ type: String) -> String {
                let conditions = object.value(at: "status", "conditions")?.arrayValue ?? []
                let found = conditions.first { $0["type"]?.stringValue == type }
                return "\(found?["status"]?.stringValue ?? "") \(found?["reason"]?.stringValue ?? "")"
            }
            // Who was first in the store has the names.
            let rival = try await running.get(Unstructured(fields: Self.rival.objectValue ?? [:]))
            #expect(condition(rival, "Established") == "True InitialNamesAccepted")
            #expect(
                condition(made, "NamesAccepted") == "False KindConflict"
                    || condition(made, "NamesAccepted") == "False ListKindConflict")
            #expect(condition(made, "Established") == "False NotAccepted")
            #expect(made.value(at: "status", "acceptedNames", "plural") == "widgets")
            #expect(try running.resource("example.com/v1", "Widget").plural == "rivals")
        }
    }
}
