import APIServer
import JSON
import KubernetesClient
import Machinery
import Simulation
import Synchronization
import Testing

@Suite("Generated names and webhooks")
struct GeneratedNameTests {
    private final class Rival: Sendable {
        private let plane = Mutex<Plane?>(nil)
        private let names = Mutex<Set<String>>([])
        func isFirst(_ name: String) -> Bool { names.withLock { $0.insert(name).inserted && $0.count == 1 } }
        func set(_ plane: Plane) { self.plane.withLock { $0 = plane } }
        /// Takes a name before the one that it was made for has it.
        func take(_ name: String) async throws {
            try await plane.withLock { $0 }?.create(configMap(name, labels: ["rival": "yes"]))
        }
    }

    @Test("a webhook sees the name that is stored, also where an earlier one was taken")
    func collision() throws {
        let rival = Rival()
        let hooks = ScriptedWebhooks { question in
            let metadata = question.request.value(at: ["object", "metadata"])
            let name = metadata?["name"]?.stringValue ?? ""
            let isRival = metadata?.value(at: ["labels", "rival"]) == "yes"
            if !isRival, rival.isFirst(name) { try await rival.take(name) }
            return .allow(question, warnings: ["about \(name)"])
        }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            rival.set(plane)
            try await plane.create(webhookConfiguration("Validating", "v", webhook("v")))
            var json = configMap("")
            json.set("job-", at: ["metadata", "generateName"])
            let request = ClientRequest(
                .create(Unstructured(fields: json.objectValue ?? [:]), name: nil),
                of: try plane.resource("v1", "ConfigMap"), namespace: "default")
            let result = try await plane.core.execute(request, as: .systemMaster)
            guard case .object(let created, true) = result.response else {
                Issue.record("\(result.response)")
                return
            }
            let names = hooks.questions.compactMap {
                $0.request.value(at: ["object", "metadata", "name"])?.stringValue
            }
            let name = try created.decoded().name
            #expect(names.count == 3 && names[0] == names[1] && names[2] == name && names[0] != name)
            #expect(result.warnings == ["about \(name)"])
        }
    }
}
