import DevAPI
import Foundation
import JSON
import Machinery
import SchemaSamples
import Testing

@Suite struct GeneratedTypeTests {
    static let kinds: [any CustomResource.Type] = [
        DevCluster.self, DevClusterTemplate.self, DevMachine.self, DevMachineTemplate.self,
    ]

    @Test(arguments: kinds.indices) func codingIsTheIdentity(kind: Int) throws {
        try CustomResourceChecks(Self.kinds[kind]).codingIsTheIdentity(seeds: 0..<20)
    }

    @Test(arguments: kinds.indices) func schemaFitsTheTypes(kind: Int) throws {
        try CustomResourceChecks(Self.kinds[kind]).schemaFitsTheTypes(seeds: 0..<20)
    }

    @Test(arguments: kinds.indices) func schemaIsStructural(kind: Int) throws {
        try CustomResourceChecks(Self.kinds[kind]).schemaIsStructural()
    }

    @Test(arguments: kinds.indices) func everyFieldIsDescribed(kind: Int) {
        CustomResourceChecks(Self.kinds[kind]).everyFieldIsDescribed()
    }

    /// The whole CRD as `slipway crds` prints it. To accept a change, replace the file by the text in the failure.
    @Test func definitionIsStable() throws {
        let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Golden/devmachinetemplates.json")
        let text = DevMachineTemplate.customResourceDefinition.prettyPrinted() + "\n"
        if ProcessInfo.processInfo.environment["SLIPWAY_UPDATE_GOLDEN"] != nil { try Data(text.utf8).write(to: golden) }
        #expect(try String(contentsOf: golden, encoding: .utf8) == text)
    }
}
