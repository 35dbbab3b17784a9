import ArgumentParser
import Effects
import JSON
import PlaneSimulation
import Simulation
import Testing

@testable import SlipwayCLI

@Suite struct SimulationReportTests {
    private let start = Timestamp(secondsSinceEpoch: 1000)

    private func report(
        _ count: Int, steps: Int = 2, showsAll: Bool = false, _ terminal: Terminal = .plain
    ) -> SimulationReport {
        SimulationReport(count: count, steps: steps, showsAll: showsAll, terminal: terminal, start: start)
    }

    private func life(_ seed: UInt64, problem: String? = nil) -> SimulatedLife {
        let trace = Trace()
        for detail in ["plane: get a", "plane: create b", "plane: list c", "plane: patch d", "plane: delete e"] {
            trace.record(Effect(.apiRequest, detail), at: start)
        }
        return SimulatedLife(
            seed: seed, problem: problem, end: start + .seconds(60), fingerprint: 255, crashes: 3, events: trace.events)
    }

    @Test func inAPipeEachTenthIsALine() {
        var report = report(20)
        var text = ""
        for seed in 1...20 as ClosedRange<UInt64> {
            report.add(life(seed))
            text += report.takeText(now: start + .seconds(Int64(seed)))
        }
        let lines = text.split(separator: "\n")
        #expect(lines.count == 9)
        #expect(lines.first == "2 of 20 seeds, 0 broken, after 2s")
        #expect(
            report.summary(now: start + .seconds(30))
                == "The planes were ended and started again 60 times; it took 30s.\n20 seeds, 0 broken\n")
    }

    @Test func aBrokenSeedIsToldWithItsLastStepsThatMatter() {
        var report = report(2)
        report.add(life(7, problem: "too many"))
        #expect(
            report.takeText(now: start) == """
                seed 7 is broken: too many
                  1970-01-01T00:16:40Z api request: plane: patch d
                  1970-01-01T00:16:40Z api request: plane: delete e
                  Replay it with 'slipway simulate --seed 7'.

                """)
        #expect(report.summary(now: start).hasSuffix("\n2 seeds, 1 broken\n"))
        #expect(
            report.json == [
                "seeds": 2, "restarts": 3,
                "broken": [
                    ["seed": "7", "problem": "too many", "end": "1970-01-01T00:17:40Z", "fingerprint": "ff"]
                ],
            ])
    }

    @Test func aTraceHasEveryStep() {
        var report = report(1, showsAll: true)
        report.add(life(7, problem: "too many"))
        let lines = report.takeText(now: start).split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines.last == "seed 7 is broken: too many")
    }

    @Test func onATerminalTheProgressIsRedrawn() {
        var report = report(3, Terminal(isInteractive: true, hasColor: false, width: 12))
        report.add(life(1))
        #expect(report.takeText(now: start) == "1 of 3 seed")
        report.add(life(2))
        #expect(report.takeText(now: start) == "\r\u{1B}[K2 of 3 seed")
        #expect(report.summary(now: start).hasPrefix("\r\u{1B}[KThe planes"))
    }

    @Test(
        arguments: [
            ["--seeds", "0"], ["--jobs", "0"], ["--steps", "-1"], ["--trace", "--seeds", "2"],
            ["--seed", "18446744073709551615"],
        ])
    func wrongInputIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try SimulateCommand.parse(arguments) }
    }
}
