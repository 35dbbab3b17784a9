package import Effects

/// How many machines may be made, so that a mistake or two controllers at odds cannot fill a cloud.
///
/// Two rules of which neither knows why machines are asked for. The *cap* bounds how many are made a minute for one cluster; who
/// wants more gets them in the minutes after. The *breaker* ends an hour in which a group has its machines made over and over: it
/// opens once as many of them are gone as ``lossLimit(wanted:)`` says, and closes as these losses grow older than an hour, or when a
/// person says so.
package struct CreationRules: Sendable, Hashable {
    /// At least 1.
    package var machinesPerMinute: Int

    package static let defaultMachinesPerMinute = 100
    static let capPeriod = Duration.seconds(60)
    static let breakerPeriod = Duration.seconds(3600)

    package init(machinesPerMinute: Int = defaultMachinesPerMinute) {
        self.machinesPerMinute = machinesPerMinute
    }

    /// Six roll-outs of a small group within an hour are somebody's work; a group of which five generations vanished is not.
    static func lossLimit(wanted: Int) -> Int { max(20, 5 * wanted) }

    /// - Parameters:
    ///   - asked: How many machines are missing; at least 1.
    ///   - wanted: How many the group wants in all.
    ///   - cluster: When the machines of the cluster were made, as far as they are younger than a minute.
    ///   - losses: When those machines of the group were made that are gone again, as far as that is less than an hour ago.
    package func allowance(
        asked: Int, wanted: Int, cluster: [Timestamp], losses: [Timestamp], now: Timestamp
    ) -> CreationAllowance {
        let lost = losses.filter { now - $0 < Self.breakerPeriod }.sorted()
        let limit = Self.lossLimit(wanted: wanted)
        if lost.count >= limit {
            return CreationAllowance(
                count: 0,
                obstacle: .halted(
                    lost: lost.count, wanted: wanted, until: lost[lost.count - limit] + Self.breakerPeriod))
        }
        let recent = cluster.filter { now - $0 < Self.capPeriod }.sorted()
        let free = max(0, machinesPerMinute - recent.count)
        guard asked > free else { return CreationAllowance(count: asked) }
        // Those that are made now leave the window last, so the oldest says when there is room again.
        let oldest = recent.dropFirst(max(0, recent.count - machinesPerMinute)).first ?? now
        return CreationAllowance(
            count: free,
            obstacle: .throttled(
                remaining: asked - free, machinesPerMinute: machinesPerMinute, until: oldest + Self.capPeriod))
    }
}

/// How many machines may be made at once.
package struct CreationAllowance: Sendable, Hashable {
    package var count: Int
    /// Why not all that were asked for; `nil` where all may be made.
    package var obstacle: CreationObstacle?

    package init(count: Int, obstacle: CreationObstacle? = nil) {
        self.count = count
        self.obstacle = obstacle
    }
}

/// What keeps machines from being made for a time.
package enum CreationObstacle: Sendable, Hashable {
    /// Too many in a minute.
    case throttled(remaining: Int, machinesPerMinute: Int, until: Timestamp)
    /// Too many that vanished again.
    case halted(lost: Int, wanted: Int, until: Timestamp)

    package var isHalt: Bool {
        if case .halted = self { true } else { false }
    }

    package var until: Timestamp {
        switch self {
        case .throttled(_, _, let until), .halted(_, _, let until): until
        }
    }
}
