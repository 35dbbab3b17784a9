import ArgumentParser
import JSON
import Machinery
import Slipway
import YAML

struct CRDsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crds", abstract: "Print the CustomResourceDefinitions of all kinds that Slipway brings.")

    @Option(name: .shortAndLong, help: "yaml or json.")
    var output: Format = .yaml

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case yaml, json
    }

    func run() throws {
        let definitions = ProductResources.all.map(\.customResourceDefinition)
        switch output {
        case .yaml:
            Output.standardOutput.write(definitions.map { "---\n\($0.yaml())" }.joined())
        case .json:
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(definitions)]
            Output.standardOutput.writeLine(list.prettyPrinted())
        }
    }
}
