import Effects
import GoTemplate
import JSON
import Testing

@testable import Sprig

@Suite("Sets of functions") struct FunctionSetTests {
    @Test func everyFunctionOfSprigExists() {
        #expect(FunctionSet.everything.names.count == 208)
        #expect(Sprig.slim(.test()).names.count == 163)
    }

    /// They would show the surroundings of the process.
    @Test(arguments: ["env", "expandenv", "getHostByName"])
    func surroundingsStayHidden(name: String) {
        #expect(FunctionSet.everything[name] == nil)
        #expect(Sprig.slim(.test())[name] == nil)
    }

    @Test(
        arguments: [
            "now", "date", "dateInZone", "date_in_zone", "dateModify", "date_modify", "htmlDate", "htmlDateInZone",
            "ago",
            "randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes", "randInt", "shuffle", "uuidv4",
            "genCA",
            "genSignedCert", "genPrivateKey", "bcrypt", "htpasswd", "encryptAES",
        ])
    func hermeticFunctionsNeedNothing(name: String) {
        #expect(Sprig.hermetic[name] == nil)
        #expect(FunctionSet.everything[name] != nil)
    }

    @Test(
        arguments: ["genCA", "semver", "merge", "abbrev", "uuidv4", "snakecase"])
    func slimLacks(name: String) { #expect(Sprig.slim(.test())[name] == nil) }

    @Test(arguments: ["now", "sha256sum", "randInt", "dig", "toJson", "regexMatch", "urlParse", "mustToRawJson"])
    func slimHas(name: String) { #expect(Sprig.slim(.test())[name] != nil) }

    @Test(
        arguments: [
            FunctionCase("int", "010", gives: "int 10"),
            FunctionCase("int64", "0x1F", gives: "int64 0"),
            FunctionCase("add", "12.0", 1, gives: "int64 1"),
            FunctionCase("mul", 2.9, "3", gives: "int64 6"),
            FunctionCase("div", 1, 0, gives: "error: runtime error: integer divide by zero"),
        ])
    func slimReadsDecimals(_ function: FunctionCase) { function.check(in: Sprig.slim(.test())) }

    @Test(
        arguments: [
            FunctionCase("now", gives: #"time.Time "2021-03-04T05:06:07Z""#),
            FunctionCase("date", "2006-01-02", "a string", gives: #"string "2021-03-04""#),
            FunctionCase("date", "2006-01-02", 1.5, gives: #"string "2021-03-04""#),
            FunctionCase("htmlDate", nil, gives: #"string "2021-03-04""#),
            FunctionCase("ago", 1_614_834_000, gives: #"string "6m7s""#),
            FunctionCase("ago", call("dateModify", "-90m", call("now")), gives: #"string "1h30m0s""#),
            FunctionCase("ago", "x", gives: #"string "0s""#),
            FunctionCase("durationRound", call("dateModify", "-50h", call("now")), gives: #"string "2d""#),
            FunctionCase("dateModify", "1h", "x", gives: "error: wrong type for value; expected time.Time; got string"),
            FunctionCase("randInt", 5, 5, gives: "error: invalid argument to Intn"),
            FunctionCase("randInt", 5, 6, gives: "int 5"),
            FunctionCase("randAlpha", -1, gives: #"string """#),
            FunctionCase("randBytes", -1, gives: "error: runtime error: makeslice: len out of range"),
            FunctionCase("shuffle", "", gives: #"string """#),
        ])
    func clockAndRandomnessAreInjected(_ function: FunctionCase) { function.check() }

    @Test func hermeticRoundingHasNoClock() {
        FunctionCase(
            "durationRound", call("toDate", "2006", "2000"),
            gives: "error: there is no clock here to tell how long ago a time was"
        ).check(in: Sprig.hermetic)
    }

    @Test func sameSeedGivesSameTexts() throws {
        for name in ["randAlphaNum", "randAscii", "randNumeric", "randBytes"] {
            let texts = try [7, 7, 8].map { seed in
                try [Sprig.all(.test(seed: seed)).call(name, [30])].text(at: 0)
            }
            #expect(texts[0] == texts[1])
            #expect(texts[0] != texts[2])
        }
    }

    @Test(arguments: [
        ("randAlphaNum", "^[A-Za-z0-9]{200}$"), ("randAlpha", "^[A-Za-z]{200}$"), ("randNumeric", "^[0-9]{200}$"),
        ("randAscii", "^[ -~]{200}$"),
    ])
    func randomTextsAreOfTheirAlphabet(name: String, pattern: String) throws {
        let text = try [FunctionSet.everything.call(name, [200])].text(at: 0)
        FunctionCase("regexMatch", .string(pattern), .string(text), gives: "bool true").check()
    }

    @Test func shuffledTextHasTheSameCharacters() throws {
        let text = try [FunctionSet.everything.call("shuffle", ["añbcdefghij"])].text(at: 0)
        #expect(text != "añbcdefghij")
        #expect(text.sorted() == "añbcdefghij".sorted())
    }

    /// Maps are references, as in Go.
    @Test func setChangesWhatOthersSee() throws {
        let map = GoMap(["a": .int(1)])
        _ = try #require(FunctionSet.everything["set"]).body([.map(map), .text("b"), .int(2)], TestCall())
        #expect(map.values.keys.sorted() == ["a", "b"])
        _ = try #require(FunctionSet.everything["unset"]).body([.map(map), .text("a")], TestCall())
        #expect(map.values.keys.sorted() == ["b"])
    }

    @Test func deepCopiesShareNothing() throws {
        let inner = GoMap(["a": .int(1)])
        let copy = try #require(FunctionSet.everything["deepCopy"]).body([.list([.map(inner)])], TestCall())
        inner.values["a"] = .int(2)
        FunctionCase("list", gives: "[]interface {} []").check()
        #expect(String(decoding: try JSONText.text(copy, JSONText.Style(), TestCall()), as: UTF8.self) == #"[{"a":1}]"#)
    }
}

@Suite("Methods of objects") struct ObjectTests {
    @Test(
        arguments: [
            ("Major", "1"), ("Minor", "2"), ("Patch", "3"), ("Prerelease", "rc.1"), ("Metadata", "b"),
            ("Original", "v1.2.3-rc.1+b"), ("String", "1.2.3-rc.1+b"), ("IncMajor", "2.0.0"), ("IncMinor", "1.3.0"),
            ("IncPatch", "1.2.3"),
        ])
    func versions(name: String, expected: String) throws {
        let version = VersionObject(version: try SemanticVersion("v1.2.3-rc.1+b"))
        let method = try #require(version.method(name))
        #expect(try GoFormat.printed(method.body([], TestCall()), TestCall()).text == expected)
    }

    @Test(arguments: [("Compare", "-1"), ("LessThan", "true"), ("GreaterThan", "false"), ("Equal", "false")])
    func comparisons(name: String, expected: String) throws {
        let version = VersionObject(version: try SemanticVersion("1.2.3"))
        let other = GoValue.object(VersionObject(version: try SemanticVersion("1.3")))
        let result = try #require(version.method(name)).body([other], TestCall())
        #expect(try GoFormat.printed(result, TestCall()).text == expected)
        #expect(throws: FunctionFailure.self) { try #require(version.method(name)).body([.text("1.3")], TestCall()) }
    }

    @Test(
        arguments: [
            ("SetPrerelease", "x.1", "1.2.3-x.1"), ("SetMetadata", "y", "1.2.3+y"), ("SetPrerelease", "", "1.2.3"),
        ])
    func setters(name: String, part: String, expected: String) throws {
        let version = VersionObject(version: try SemanticVersion("1.2.3"))
        let method = try #require(version.method(name))
        #expect(try GoFormat.printed(method.body([.text(part)], TestCall()), TestCall()).text == expected)
        #expect(throws: FunctionFailure.self) { try method.body([.text("a_b")], TestCall()) }
    }

    @Test(
        arguments: [
            ("Year", "2021"), ("Month", "March"), ("Day", "4"), ("YearDay", "63"), ("Weekday", "Thursday"),
            ("Hour", "5"), ("Minute", "6"), ("Second", "7"), ("Nanosecond", "89000000"), ("Unix", "1614834367"),
            ("UnixMilli", "1614834367089"), ("IsZero", "false"), ("UTC", "2021-03-04 05:06:07.089 +0000 UTC"),
        ])
    func times(name: String, expected: String) throws {
        let time = GoTime(secondsSinceEpoch: FixedTime.standard.seconds, nanoseconds: 89_000_000)
        let method = try #require(time.method(name))
        #expect(try GoFormat.printed(method.body([], TestCall()), TestCall()).text == expected)
    }

    @Test(
        arguments: [
            (0, 1, 0, "2020-03-02"), (1, 0, 0, "2021-01-31"), (0, -11, 1, "2019-03-04"), (0, 0, -31, "2019-12-31"),
        ])
    func datesRunOver(years: Int, months: Int, days: Int, expected: String) throws {
        let time = GoTime(
            CivilDate(year: 2020, month: 1, day: 31), secondOfDay: 3600, nanoseconds: 0, zone: .utc)
        let method = try #require(time.method("AddDate"))
        let value = try [method.body([.int(years), .int(months), .int(days)], TestCall())].time(at: 0)
        #expect(value.formatted("2006-01-02 15") == expected + " 01")
    }

    /// Every day of four centuries has its number, and the numbers are in order.
    @Test func calendarAgreesWithItself() {
        var previous = CivilDate(year: 1899, month: 12, day: 31)
        for days in (previous.daysSinceEpoch + 1)...(previous.daysSinceEpoch + 146_097) {
            let date = CivilDate(daysSinceEpoch: days)
            let isNextDay = date.year == previous.year && date.month == previous.month && date.day == previous.day + 1
            let startsMonth =
                date.day == 1 && previous.day == CivilDate.days(in: previous.month, of: previous.year)
                && date.month == previous.month % 12 + 1
            if date.daysSinceEpoch != days || !(isNextDay || startsMonth) {
                Issue.record("day \(days) is \(date) behind \(previous)")
                return
            }
            previous = date
        }
    }
}
