import Effects
import JSON
import PlaneSimulation
import Simulation

/// What is told of simulated lives, while they run and in the end.
struct SimulationReport: Sendable {
    let count: Int
    /// How many of the last steps of a broken life are told.
    let steps: Int
    /// Whether the steps of a life that is not broken are told too.
    let showsAll: Bool
    let terminal: Terminal
    let start: Timestamp
    private(set) var finished = 0
    private(set) var crashes = 0
    private(set) var broken: [SimulatedLife] = []
    /// What is to be written next.
    private var text = ""
    private var hasProgress = false

    init(count: Int, steps: Int, showsAll: Bool, terminal: Terminal, start: Timestamp) {
        self.count = count
        self.steps = steps
        self.showsAll = showsAll
        self.terminal = terminal
        self.start = start
    }

    mutating func add(_ life: SimulatedLife) {
        finished += 1
        crashes += life.crashes
        if showsAll { text += Self.lines(life.events.map(\.description)) }
        guard let problem = life.problem else { return }
        text += eraseProgress()
        text += "seed \(life.seed) is broken: \(problem)\n"
        if !showsAll {
            text += Self.lines(life.lastSteps(steps).map { "  \($0)" })
            text += "  Replay it with 'slipway simulate --seed \(life.seed)'.\n"
        }
        var kept = life
        kept.events = []
        broken.append(kept)
    }

    /// What there is to write, with the progress.
    mutating func takeText(now: Timestamp) -> String {
        defer { text = "" }
        guard count > 1 else { return text }
        if terminal.isInteractive { return text + eraseProgress() + drawProgress(now) }
        let isTenth = finished == count || finished * 10 / count > (finished - 1) * 10 / count
        return text + (isTenth && count >= 10 && finished < count ? "\(progress(now))\n" : "")
    }

    /// The last lines.
    mutating func summary(now: Timestamp) -> String {
        eraseProgress()
            + "The planes were ended and started again \(crashes) times; it took \((now - start).age).\n"
            + "\(count) seeds, \(broken.count) broken\n"
    }

    /// `{"seeds", "broken": [{"seed", "problem", "end", "fingerprint"}], "restarts"}`
    var json: JSONValue {
        [
            "seeds": .integer(Int64(count)), "restarts": .integer(Int64(crashes)),
            "broken": .array(
                broken.map { life in
                    [
                        "seed": .string(String(life.seed)), "problem": .string(life.problem ?? ""),
                        "end": .string(life.end.rfc3339), "fingerprint": .string(String(life.fingerprint, radix: 16)),
                    ]
                }),
        ]
    }

    private func progress(_ now: Timestamp) -> String {
        "\(finished) of \(count) seeds, \(broken.count) broken, after \((now - start).age)"
    }

    private mutating func drawProgress(_ now: Timestamp) -> String {
        hasProgress = true
        return String(progress(now).prefix(max(terminal.width - 1, 0)))
    }

    private mutating func eraseProgress() -> String {
        guard hasProgress else { return "" }
        hasProgress = false
        return "\r\u{1B}[K"
    }

    private static func lines(_ lines: [String]) -> String { lines.map { "\($0)\n" }.joined() }
}
