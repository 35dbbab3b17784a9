import Foundation
import Testing

@testable import CEL

/// A file of the IANA database as its parts.
private struct ZoneFile {
    var version: UInt8 = UInt8(ascii: "2")
    var transitions: [(time: Int64, type: UInt8)] = []
    var offsets: [Int32] = [0]
    var footer = ""
    var leapSeconds = 0

    private static func bytes(_ value: Int64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> Int64(8 * (width - 1 - $0))) }
    }

    private func block(width: Int) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [offsets.count, 0, leapSeconds, transitions.count, offsets.count, 4] {
            bytes += Self.bytes(Int64(count), 4)
        }
        bytes += transitions.flatMap { Self.bytes($0.time, width) } + transitions.map(\.type)
        bytes += offsets.flatMap { Self.bytes(Int64($0), 4) + [0, 0] } + Array("ABC\0".utf8)
        bytes += [UInt8](repeating: 0, count: leapSeconds * (width + 4) + offsets.count)
        return bytes
    }

    var bytes: [UInt8] {
        version == 0 ? block(width: 4) : block(width: 4) + block(width: 8) + Array("\n\(footer)\n".utf8)
    }
}

@Suite("Time zones") struct TimeZoneTests {
    @Test(arguments: [UInt8(0), UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4")])
    func everyVersionIsRead(version: UInt8) throws {
        var file = ZoneFile(version: version)
        file.offsets = [100, 3600, 7200]
        file.transitions = [(-1000, 1), (0, 2), (5000, 1)]
        file.footer = "XXX-1"
        file.leapSeconds = 2
        let rules = try TimeZoneRules(parsing: file.bytes)
        let offsets = [-1001, -1000, -1, 0, 4999, 5000, .max].map(rules.offset(at:))
        #expect(offsets == [100, 3600, 3600, 7200, 7200, 3600, 3600])
    }

    @Test func timesOf64BitsAreRead() throws {
        var file = ZoneFile(offsets: [0, -18_000])
        file.transitions = [(-9_000_000_000, 1)]
        let rules = try TimeZoneRules(parsing: file.bytes)
        #expect(rules.offset(at: -9_000_000_001) == 0)
        #expect(rules.offset(at: 9_000_000_000) == -18_000)
    }

    @Test(arguments: [
        (ZoneFile(transitions: [(5, 0), (5, 0)]), "transition 1 does not come after the one before it"),
        (ZoneFile(transitions: [(5, 3)]), "transition 0 names type 3 of 1"),
        (ZoneFile(offsets: []), "the file has no types of local time"),
        (ZoneFile(offsets: [900_000]), "type 0 is 900000 seconds apart from UTC"),
        (ZoneFile(footer: "CET-1CEST,M3.5.0"), "\"CET-1CEST,M3.5.0\" is no rule of a time zone"),
        (ZoneFile(version: 1), "there is no version 1 of TZif"),
    ])
    private func whatIsBrokenIsRefused(file: ZoneFile, expected: String) {
        #expect(throws: TimeZoneError(expected)) { try TimeZoneRules(parsing: file.bytes) }
    }

    @Test func everyPrefixIsRefused() throws {
        var file = ZoneFile(transitions: [(0, 0), (9, 0)])
        file.footer = "UTC0"
        file.leapSeconds = 1
        let bytes = file.bytes
        for count in 0..<bytes.count {
            #expect(throws: TimeZoneError.self) { try TimeZoneRules(parsing: Array(bytes.prefix(count))) }
        }
        #expect(throws: TimeZoneError.self) {
            try TimeZoneRules(parsing: bytes + [UInt8](repeating: 0, count: TimeZoneRules.sizeLimit))
        }
    }

    @Test func brokenBytesDoNotTrap() throws {
        var file = ZoneFile(transitions: [(0, 0), (9, 0)])
        file.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
        var random = SeededRandom(state: 11)
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = file.bytes
            for _ in 0...random.next(4) { bytes[random.next(bytes.count)] = UInt8(random.next(256)) }
            guard let rules = try? TimeZoneRules(parsing: bytes) else { continue }
            readable += 1
            #expect(rules.offset(at: Int64(random.next(1 << 31))).magnitude <= 604_800)
        }
        #expect(readable > 1000)
    }

    /// The examples of RFC 9636 and of the database.
    @Test(
        arguments: [
            ("UTC0", "2024-07-01T00:00:00Z", 0), ("EST5", "2024-07-01T00:00:00Z", -18_000),
            ("<+0330>-3:30", "2024-07-01T00:00:00Z", 12_600),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31T00:59:59Z", 3600),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31T01:00:00Z", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T00:59:59Z", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T01:00:00Z", 3600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-01-01T00:00:00Z", 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-06-01T00:00:00Z", 36_000),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2024-03-28T23:59:59Z", 7200),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2024-03-29T00:00:00Z", 10_800),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T00:59:59Z", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T01:00:00Z", -3600),
            // Daylight-saving time all year.
            ("XXX3EDT4,0/0,J365/23", "2024-12-31T12:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2025-01-01T03:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2025-01-01T02:59:59Z", -14_400),
            // Without a rule, and with days of both kinds in a leap year.
            ("EST5EDT", "2024-03-10T06:59:59Z", -18_000), ("EST5EDT", "2024-03-10T07:00:00Z", -14_400),
            ("AAA0BBB,J60/0,J300/0", "2024-02-29T12:00:00Z", 0), ("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", 3600),
            ("AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z", 3600), ("AAA0BBB,59/0,300/0", "2024-02-28T23:59:59Z", 0),
        ] as [(String, String, Int64)])
    func footersAreFollowed(rule: String, time: String, expected: Int64) throws {
        let zone = try POSIXTimeZone(parsing: rule)
        #expect(zone.offset(at: try #require(Instant(rfc3339: time)).seconds) == expected)
    }

    @Test(arguments: [
        "", "U", "UTC", "UTC25", "UTC0X", "CET-1CEST,", "CET-1CEST,M13.1.0,M1.1.0", "CET-1CEST,M1.6.0,M1.1.0",
        "CET-1CEST,M1.1.7,M1.1.0", "CET-1CEST,J0,J1", "CET-1CEST,366,1", "CET-1CEST,1/168,2", "CET-1:60",
        "<abc", "UTC0000", "CET-1CEST,M3.5.0,M10.5.0/3,",
    ])
    func otherFootersAreRefused(rule: String) {
        #expect(throws: TimeZoneError.self) { try POSIXTimeZone(parsing: rule) }
    }

    /// However far away an instant is.
    @Test func extremesDoNotTrap() throws {
        let zone = try POSIXTimeZone(parsing: "CET-1CEST,M3.5.0,M10.5.0/3")
        for seconds in [Int64.min, .min + 1, -1 << 60, 1 << 60, .max] {
            #expect([3600, 7200].contains(zone.offset(at: seconds)))
        }
    }
}

@Suite("Time zones of the system") struct SystemTimeZoneTests {
    @Test(arguments: [
        "", "/etc/passwd", "../../etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin", "Europe/", ".", "..",
        "Europe\\Berlin", "zone.tab", "tzdata.zi", "Europe", "Mars/Olympus", "Europe/Berlin\0", "é",
        String(repeating: "A", count: 200),
    ])
    func namesLeadNowhereElse(name: String) {
        #expect(SystemTimeZones.shared.rules(named: name) == nil)
    }

    @Test func directoriesAreFollowedAndFilesChecked() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(
            at: directory.appending(path: "Moon"), withIntermediateDirectories: true)
        func write(_ bytes: [UInt8], _ name: String) throws {
            try Data(bytes).write(to: directory.appending(path: name))
        }
        try write(ZoneFile(offsets: [4000]).bytes, "Moon/Base")
        try write([], "Empty")
        try write([UInt8](repeating: 65, count: 100_000), "Huge")
        try write(Array("text".utf8), "Text")
        #expect(mkfifo(directory.appending(path: "Pipe").path, 0o600) == 0)
        let zones = SystemTimeZones(directory: directory.path)
        #expect(zones.rules(named: "Moon/Base")?.offset(at: 0) == 4000)
        for name in ["Empty", "Huge", "Text", "Pipe", "Moon", "None"] { #expect(zones.rules(named: name) == nil) }
        // What has been read once is kept.
        try FileManager.default.removeItem(at: directory)
        #expect(zones.rules(named: "Moon/Base")?.offset(at: 0) == 4000)
    }

    @Test(arguments: [
        ("timestamp('2024-07-01T12:00:00Z').getHours('Europe/Berlin')", "14"),
        ("timestamp('2024-01-01T12:00:00Z').getHours('Europe/Berlin')", "13"),
        ("timestamp('2024-12-31T23:30:00Z').getFullYear('Asia/Kolkata')", "2025"),
        ("timestamp('2024-01-01T00:00:00Z').getMonth('America/New_York')", "11"),
        ("timestamp('2024-03-01T00:00:00Z').getDayOfYear('America/Argentina/Buenos_Aires')", "59"),
        ("timestamp('2024-07-01T12:00:00Z').getMinutes('Australia/Eucla')", "45"),
        ("timestamp('1800-01-01T00:00:00Z').getSeconds('Europe/Berlin')", "28"),
        ("timestamp('2024-07-01T12:00:00.123Z').getMilliseconds('Asia/Tokyo')", "123"),
        ("timestamp(0).getHours('')", "0"), ("timestamp(0).getHours('Local')", "0"),
        ("timestamp(0).getHours('25:30') + timestamp(0).getHours('2:05')", "3"),
        ("timestamp(0).getMinutes('-00:30')", "30"),
        ("timestamp(0).getHours('Mars/X')", "error: unknown time zone Mars/X"),
        ("timestamp(0).getHours('../x')", "error: time: invalid location name"),
        ("timestamp(0).getHours('/x')", "error: time: invalid location name"),
        ("timestamp(0).getHours('a\\\\b')", "error: time: invalid location name"),
        ("timestamp(0).getHours('x:00')", "error: strconv.Atoi: parsing \"x\": invalid syntax"),
        ("timestamp(0).getHours('1:60')", "error: timezone offset minutes out of range [0, 59]: 1:60"),
        ("timestamp(0).getMilliseconds('x')", "error: unknown time zone x"),
    ])
    func expressionsKnowZones(text: String, expected: String) {
        #expect(evaluated(text) == expected)
    }

    @Test(arguments: [
        ("timestamp(0).getHours('Europe/Berlin')", "error: unknown time zone Europe/Berlin"),
        ("timestamp(0).getHours('UTC') + timestamp(0).getHours('Etc/GMT') + timestamp(0).getHours('Zulu')", "0"),
        ("timestamp(0).getHours('+02:00')", "2"),
    ])
    func withoutDatabaseThereIsUTC(text: String, expected: String) throws {
        let expression = try Expression(text, zones: NoTimeZones())
        switch expression.evaluate().result {
        case .success(let value): #expect(value.shown == expected)
        case .failure(let error): #expect("error: \(error.message)" == expected)
        }
    }

    /// Python reads the same files by code of its own.
    @Test func zonesAreThoseOfPython() throws {
        let script = """
            import datetime, json, random, sys, zoneinfo
            random.seed(7)
            epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
            for name in sorted(zoneinfo.available_timezones()):
                zone = zoneinfo.ZoneInfo(name)
                cases = []
                for _ in range(60):
                    seconds = random.choice([random.randint(0, 2**32), random.randint(-2**33, 2**34)])
                    if random.random() < 0.3:
                        year = random.randint(1970, 2090)
                        start = datetime.datetime(year, random.choice([3, 4, 9, 10, 11]), random.randint(1, 31 - 1))
                        seconds = int(start.replace(tzinfo=datetime.timezone.utc).timestamp()) + random.randint(0, 86400)
                    local = (epoch + datetime.timedelta(seconds=seconds)).astimezone(zone)
                    cases.append([seconds, int(local.utcoffset().total_seconds())])
                print(json.dumps({"name": name, "cases": cases}))
            """
        let output = try PythonProcess.output(of: script)
        struct Zone: Decodable {
            let name: String
            let cases: [[Int64]]
        }
        var count = 0
        for line in output.split(separator: "\n") {
            let zone = try JSONDecoder().decode(Zone.self, from: Data(line.utf8))
            guard let rules = SystemTimeZones.shared.rules(named: zone.name) else {
                Issue.record("\(zone.name) is not known")
                continue
            }
            for pair in zone.cases {
                #expect(rules.offset(at: pair[0]) == pair[1], "\(zone.name) at \(pair[0])")
                count += 1
            }
        }
        #expect(count > 20_000)
    }
}
