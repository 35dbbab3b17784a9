import Effects
import JSON
import Machinery
import Testing

private let earlier = Timestamp(secondsSinceEpoch: 1_000)
private let now = Timestamp(nanosecondsSinceEpoch: 2_000_500_000_000)
private let nowInSeconds = Timestamp(secondsSinceEpoch: 2_000)

@Suite struct ConditionListTests {
    @Test func aNewConditionKeepsItsTimeOrGetsNow() {
        var conditions: [Condition] = []
        conditions.set(.true("B"), now: now)
        conditions.set(Condition(type: "A", status: .true, lastTransitionTime: earlier), now: now)
        #expect(conditions["B"]?.lastTransitionTime == nowInSeconds)
        #expect(conditions["A"]?.lastTransitionTime == earlier)
    }

    @Test(arguments: [
        (Condition.false("A", reason: "R", severity: .info, "m"), false),
        (.false("A", reason: "R", severity: .info, "other"), true),
        (.false("A", reason: "R2", severity: .info, "m"), true),
        (.false("A", reason: "R", severity: .error, "m"), true),
        (.true("A"), true),
    ])
    func everyChangeOfAnOldConditionIsATransition(condition: Condition, moves: Bool) {
        var conditions = [
            Condition(
                type: "A", status: .false, severity: .info, reason: "R", message: "m", lastTransitionTime: earlier)
        ]
        conditions.set(condition, now: now)
        #expect(conditions.count == 1)
        #expect(conditions["A"]?.lastTransitionTime == (moves ? nowInSeconds : earlier))
    }

    @Test func onlyTheStatusMovesTheTimeOfAMetaCondition() {
        var conditions = [MetaCondition(type: "A", status: .false, reason: "R", lastTransitionTime: earlier)]
        conditions.set(MetaCondition(type: "A", status: .false, reason: "Other", message: "m"), now: now)
        #expect(conditions["A"]?.lastTransitionTime == earlier)
        #expect(conditions["A"]?.reason == "Other")
        conditions.set(MetaCondition(type: "A", status: .true, reason: "Other"), now: now)
        #expect(conditions["A"]?.lastTransitionTime == nowInSeconds)
    }

    @Test func listsAreInOrder() {
        var conditions: [Condition] = []
        for type in ["Zoo", "Ready", "Alpha"] { conditions.set(.true(type), now: now) }
        #expect(conditions.map(\.type) == ["Ready", "Alpha", "Zoo"])
        var metaConditions: [MetaCondition] = []
        for type in ["Paused", "Ready", "Zoo", "Deleting", "Alpha", "Available"] {
            metaConditions.set(MetaCondition(type: type, status: .true, reason: "R"), now: now)
        }
        #expect(metaConditions.map(\.type) == ["Available", "Ready", "Alpha", "Zoo", "Deleting", "Paused"])
    }

    @Test func aMissingConditionIsUnknown() {
        let conditions: [Condition] = [.true("A"), .false("B", reason: "R", severity: .error)]
        #expect(conditions.isTrue("A") && !conditions.isTrue("B") && !conditions.isTrue("C"))
        #expect(conditions.isFalse("B") && !conditions.isFalse("C"))
        #expect(conditions.isUnknown("C") && !conditions.isUnknown("A"))
    }

    @Test(arguments: [
        #"{"type":"A","status":"Maybe","severity":"Grave","lastTransitionTime":"2026-01-31T12:00:00Z","reason":"R","message":"m","more":[1]}"#,
        #"{"type":"A","status":"True","lastTransitionTime":"2026-01-31T12:00:00Z"}"#,
    ])
    func codingIsTheIdentity(text: String) throws {
        let json = try JSONValue(parsing: text)
        #expect(try Condition(json: json).json == json)
        let meta = try JSONValue(
            parsing:
                #"{"type":"A","status":"True","observedGeneration":3,"reason":"R","message":"","lastTransitionTime":null}"#
        )
        #expect(try MetaCondition(json: meta).observedGeneration == 3)
    }
}

@Suite struct ConditionSummaryTests {
    static let good = Condition.true("Good")
    static let info = Condition.false("Info", reason: "I", severity: .info, "info")
    static let warning = Condition.false("Warning", reason: "W", severity: .warning, "warning")
    static let error = Condition.false("Error", reason: "E", severity: .error, "error")
    static let unknown = Condition.unknown("Unknown", reason: "U", "unknown")

    @Test(
        arguments: [
            ([], nil), ([good], .true("Ready")), ([good, info], .false("Ready", reason: "I", severity: .info, "info")),
            ([info, warning, good], .false("Ready", reason: "W", severity: .warning, "warning")),
            ([info, error, warning], .false("Ready", reason: "E", severity: .error, "error")),
            ([unknown], .unknown("Ready", reason: "U", "unknown")), ([good, unknown], .true("Ready")),
            ([.false("Ready", reason: "X", severity: .error, "old")], nil),
        ] as [([Condition], Condition?)])
    func theWorstGroupDecides(conditions: [Condition], expected: Condition?) {
        #expect(conditions.summary() == expected)
    }

    @Test func theFirstOfTheNamedTypesDecides() {
        let conditions = [
            Condition.false("A", reason: "RA", severity: .info), .false("B", reason: "RB", severity: .info),
            .false("C", reason: "RC", severity: .error),
        ]
        #expect(conditions.summary(ConditionMerge(types: ["B", "A"]))?.reason == "RB")
        #expect(conditions.summary()?.reason == "RC")
    }

    @Test func steps() {
        let conditions = [Self.good, Self.info]
        #expect(conditions.summary(ConditionMerge(countsSteps: true))?.message == "1 of 2 completed")
        let types = ["Good", "Info", "Later"]
        #expect(conditions.summary(ConditionMerge(types: types, countsSteps: true))?.message == "1 of 3 completed")
        #expect(
            conditions.summary(ConditionMerge(countsStepsOnlyOf: ["Good", "Info", "X", "Y"]))?.message
                == "1 of 4 completed")
        #expect(conditions.summary(ConditionMerge(countsStepsOnlyOf: ["Good"]))?.message == "info")
    }

    @Test func mirrors() {
        let ready = Condition.false("Ready", reason: "R", severity: .warning, "m")
        #expect(
            [ready].mirror(as: "InfrastructureReady")
                == .false("InfrastructureReady", reason: "R", severity: .warning, "m"))
        #expect([Self.good].mirror(as: "X") == nil)
        let fallback = Condition.false("X", reason: "Waiting", severity: .info)
        #expect([Self.good].mirror(as: "X", fallback: fallback) == fallback)
    }

    @Test func aggregates() {
        let broken = Condition.false("Ready", reason: "Broken", severity: .error, "it broke")
        let sources: [(kind: String, name: String, conditions: [Condition])] = [
            ("Machine", "a", [.true("Ready")]), ("Machine", "b", [broken]), ("Machine", "c", []),
        ]
        #expect(
            [Condition].aggregate(as: "MachinesReady", of: sources)
                == .false("MachinesReady", reason: "Broken", severity: .error, "1 of 3 completed"))
        #expect(
            [Condition].aggregate(as: "MachinesReady", of: sources, ConditionMerge(namesSource: true))
                == .false("MachinesReady", reason: "Broken @ Machine/b", severity: .error, "it broke"))
        #expect([Condition].aggregate(as: "MachinesReady", of: []) == nil)
    }
}

@Suite struct ConditionPatchTests {
    static let a1 = Condition(type: "A", status: .true, lastTransitionTime: earlier)
    static let a2 = Condition.false("A", reason: "Two", severity: .info)
    static let a3 = Condition.false("A", reason: "Three", severity: .info)
    static let b = Condition(type: "B", status: .true, lastTransitionTime: earlier)

    /// before, after, stored → merged, or nil for a conflict; and the same where A is owned.
    @Test(
        arguments: [
            ([], [a2], [b], ["A=Two", "B="], ["A=Two", "B="]),
            ([], [a2], [a2], ["A=Two"], ["A=Two"]),
            ([], [a2], [a3], nil, ["A=Two"]),
            ([a1], [a2], [a1, b], ["A=Two", "B="], ["A=Two", "B="]),
            ([a1], [a2], [a2], ["A=Two"], ["A=Two"]),
            ([a1], [a2], [a3], nil, ["A=Two"]),
            ([a1], [a2], [b], nil, ["A=Two", "B="]),
            ([a1], [], [a1, b], ["B="], ["B="]),
            ([a1], [], [a3, b], nil, ["B="]),
            ([a1], [], [b], ["B="], ["B="]),
            ([a1, b], [a1, b], [], [], []),
        ] as [([Condition], [Condition], [Condition], [String]?, [String]?)])
    func merges(
        before: [Condition], after: [Condition], stored: [Condition], merged: [String]?, owned: [String]?
    ) {
        let patch = ConditionPatch(from: before, to: after)
        for (types, expected) in [([], merged), (["A"], owned)] {
            var latest = stored
            if let expected {
                #expect(throws: Never.self) { try patch.apply(to: &latest, owned: types, now: now) }
                #expect(latest.map { "\($0.type)=\($0.reason)" } == expected)
            } else {
                #expect { try patch.apply(to: &latest, owned: types, now: now) } throws: {
                    ($0 as? MachineryError)?.code == .conflict
                }
                #expect(latest == stored)
            }
        }
    }

    @Test func nothingChangedIsAnEmptyPatch() {
        #expect(ConditionPatch(from: [Self.a1], to: [Self.a1]).isEmpty)
        #expect(!ConditionPatch(from: [Self.a1], to: []).isEmpty)
    }
}
