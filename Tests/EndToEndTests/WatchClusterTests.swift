import Foundation
import Testing

/// Commands that follow a cluster until it is gone.
@Suite("Watching a cluster", .serialized) struct WatchClusterSerialTests {
    @Test func changesOfTheTreeAreLines() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.slipway("create", "cluster", "demo", "--startup-duration", "0s", "--wait").succeeded()
            let watch = try await product.follow("describe", "cluster", "demo", "--watch", until: "Cluster/demo Ready=")
            {
                _ in
                try await product.slipway("scale", "md/demo-workers", "--replicas", "2").succeeded()
                try await product.slipway("rollout", "status", "md/demo-workers", "--timeout", "60s").succeeded()
                try await product.slipway("delete", "cluster", "demo", "--wait").succeeded()
            }.succeeded()
            #expect(watch.lines.last == "Cluster default/demo is gone.", "\(watch.output)")
            let changes = watch.lines.dropLast()
            #expect(changes.allSatisfy { $0.firstMatch(of: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S/) != nil })
            #expect(changes.contains { $0.firstMatch(of: /Machine\/demo-workers-\S+ added$/) != nil })
            #expect(changes.contains { $0.hasSuffix(" Cluster/demo being deleted") })
            #expect(changes.contains { $0.firstMatch(of: /Machine\/\S+ gone$/) != nil })
        }
    }

    @Test func eventsAreThoseOfOneCluster() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            for name in ["demo", "other"] {
                try await product.slipway("create", "cluster", name, "--startup-duration", "0s", "--wait").succeeded()
            }
            let shown = try await product.slipway("events", "cluster", "demo").succeeded()
            let heading = try #require(shown.lines.first?.split(separator: " ").map(String.init))
            #expect(heading == ["AGE", "TYPE", "REASON", "OBJECT", "MESSAGE"])
            #expect(shown.output.contains("MachineDeployment/demo-workers"), "\(shown.output)")
            #expect(!shown.output.contains("/other"), "\(shown.output)")

            let list = try await product.slipway("events", "cluster", "demo", "-o", "json").succeeded()
            let json = try #require(
                try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: Any])
            let times = (json["items"] as? [[String: Any]] ?? []).compactMap { $0["lastTimestamp"] as? String }
            #expect(!times.isEmpty && times == times.sorted())

            let watch = try await product.follow("events", "cluster", "demo", "--watch", until: "AGE") { _ in
                try await product.slipway("scale", "md/demo-workers", "--replicas", "2").succeeded()
                try await product.slipway("rollout", "status", "md/demo-workers", "--timeout", "60s").succeeded()
                try await product.slipway("delete", "cluster", "demo", "--wait").succeeded()
            }.succeeded()
            #expect(watch.output.contains("Scaled up MachineSet"), "\(watch.output)")
            #expect(!watch.output.contains("/other"), "\(watch.output)")
            #expect(watch.lines.count { $0.hasPrefix("AGE ") } == 1)
            #expect(watch.errors == "Cluster default/demo is gone.\n")
        }
    }

    @Test func anInterruptEndsIt() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.slipway("create", "cluster", "demo", "--startup-duration", "0s").succeeded()
            let watch = try await product.follow("describe", "cluster", "demo", "--watch", until: "Cluster/demo") {
                process in
                kill(process, SIGINT)
            }
            #expect(watch.status == SIGINT, "\(watch.errors)")
        }
    }

    @Test func wrongInputHasItsExitCode() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let missing = try await product.slipway("describe", "cluster", "nowhere", "--watch")
            #expect(missing.status == 3)
            for command in [["events", "cluster", "nowhere"], ["events", "cluster", "nowhere", "--watch"]] {
                let outcome = try await product.slipway(command)
                #expect(outcome.status == 3 && outcome.errors.contains("there is no cluster"), "\(outcome.errors)")
            }
            let json = try await product.slipway("describe", "cluster", "nowhere", "--watch", "-o", "json")
            #expect(json.status == 64 && json.errors.contains("--watch"), "\(json.errors)")
        }
    }
}

extension Product {
    /// Runs `slipway` to its end, and `act` with its process id as soon as it has said `words`.
    func follow(_ arguments: String..., until words: String, _ act: (Int32) async throws -> Void) async throws
        -> Outcome
    {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: Self.binary)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": home, "SLIPWAY_HOME": home]
        process.standardOutput = output
        process.standardError = errors
        let chunks = AsyncStream<Data> { continuation in
            output.fileHandleForReading.readabilityHandler = { handle in
                let data = handle.availableData
                if data.isEmpty { continuation.finish() } else { continuation.yield(data) }
            }
        }
        try process.run()
        defer {
            output.fileHandleForReading.readabilityHandler = nil
            if process.isRunning { process.terminate() }
        }
        var said = ""
        var hasActed = false
        for await chunk in chunks {
            said += String(decoding: chunk, as: UTF8.self)
            if !hasActed, said.contains(words) {
                hasActed = true
                try await act(process.processIdentifier)
            }
        }
        #expect(hasActed, "it never said '\(words)': \(said)")
        process.waitUntilExit()
        let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
        return Outcome(
            status: process.terminationStatus, output: said, errors: String(decoding: complaints, as: UTF8.self))
    }
}
