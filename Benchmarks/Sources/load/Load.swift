import Foundation

/// Puts load on a plane and prints figures. `Scripts/bench` calls it; docs/performance.md says what each figure means.
@main
struct Load {
    static let usage = """
        usage: load <measurement> <kubeconfig> <pid of the plane> [count]
          creates      by 32 clients, beside an empty handler on the same listener   (count: 10000 a round)
          list         of count objects to the last byte                             (10000)
          watchers     that see one write                                            (500)
          gets         beside 1,500 creates a second, for count seconds              (10)
          collection   of count objects, deleted with one request                    (10000)
          memory       that count objects take                                       (100000)
        """

    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("load: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        if arguments.count == 2, arguments[0] == "floor-server" {
            return try await FloorServer.serve(kubeconfig: arguments[1])
        }
        guard arguments.count >= 3, let process = Int32(arguments[2]) else { throw LoadError(usage) }
        let count = arguments.count > 3 ? Int(arguments[3]) : nil
        let scenarios = Scenarios(endpoint: try Endpoint(kubeconfig: arguments[1]), process: process)
        switch arguments[0] {
        case "creates": try await scenarios.creates(count: count ?? 10_000, rounds: 3)
        case "list": try await scenarios.list(count: count ?? 10_000, rounds: 20)
        case "watchers": try await scenarios.watchers(count: count ?? 500, rounds: 50)
        case "gets": try await scenarios.gets(beside: 1500, seconds: count ?? 10)
        case "collection": try await scenarios.collection(count: count ?? 10_000)
        case "memory": try await scenarios.memory(count: count ?? 100_000)
        default: throw LoadError(usage)
        }
    }
}
