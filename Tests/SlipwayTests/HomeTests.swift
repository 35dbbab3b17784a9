import Effects
import Foundation
import Logging
import PKI
import Testing

@testable import Slipway

@Suite("A plane's home")
struct HomeTests {
    private static func withHome<Result>(_ body: (PlaneHome) async throws -> Result) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "slipway-home-\(UUID().uuidString)")
            .path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(PlaneHome(path: path))
    }

    @Test(arguments: [
        (["SLIPWAY_HOME": "/a", "HOME": "/h"], "/a"), (["XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/slipway"),
        (["HOME": "/h"], "/h/.local/share/slipway"),
        (["XDG_DATA_HOME": "relative", "HOME": "/h"], "/h/.local/share/slipway"),
        (["SLIPWAY_HOME": "", "HOME": "/h"], "/h/.local/share/slipway"),
    ])
    func theEnvironmentNamesIt(environment: [String: String], path: String) throws {
        #expect(try PlaneHome(environment: environment).path == path)
    }

    @Test func withoutAnyNameTheOptionIsSuggested() {
        #expect { try PlaneHome(environment: [:]) } throws: { "\($0)".contains("--home") }
    }

    @Test func everythingInItIsPrivate() async throws {
        try await Self.withHome { home in
            // Under a mask that would let everybody read.
            let mask = umask(0)
            defer { umask(mask) }
            try home.prepare()
            _ = try await PlaneAuthority.load(from: home, in: .system)
            _ = try LogFile(path: home.logPath)
            let attributes = { (path: String) in
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try attributes(home.path) == 0o700)
            for name in try FileManager.default.contentsOfDirectory(atPath: home.path) {
                #expect(try attributes("\(home.path)/\(name)") == 0o600, "\(name)")
            }
        }
    }

    @Test func theAuthorityStaysTheSame() async throws {
        try await Self.withHome { home in
            try home.prepare()
            let first = try await PlaneAuthority.load(from: home, in: .system)
            let second = try await PlaneAuthority.load(from: home, in: .system)
            #expect(first.authority.certificate == second.authority.certificate)
            try FileManager.default.removeItem(atPath: home.certificateAuthorityKeyPath)
            await #expect(throws: HomeError.self) { try await PlaneAuthority.load(from: home, in: .system) }
        }
    }

    /// OpenSSL takes a certificate whose issuer is its own subject for self-signed, and every client on it refuses it.
    @Test func theServerHasAnotherNameThanItsAuthority() async throws {
        try await Self.withHome { home in
            try home.prepare()
            let authority = try await PlaneAuthority.load(from: home, in: .system)
            let certificate = try await authority.serverIdentity(names: []).certificate
            #expect(certificate.issuer == authority.authority.certificate.subject)
            #expect(certificate.subject != certificate.issuer)
        }
    }

    @Test func aFirstStartThatEndedHalfWayIsMended() async throws {
        try await Self.withHome { home in
            try home.prepare()
            _ = try await PlaneAuthority.load(from: home, in: .system)
            try FileManager.default.removeItem(atPath: home.certificateAuthorityPath)
            _ = try await PlaneAuthority.load(from: home, in: .system)
        }
    }

    @Test func onlyOneServerMayClaimIt() async throws {
        try await Self.withHome { home in
            try home.prepare()
            #expect(try PlaneProcess.running(in: home) == nil)
            let claim = try PlaneClaim(home)
            #expect(try PlaneProcess.running(in: home)?.pid == getpid())
            #expect { try PlaneClaim(home) } throws: { error in
                "\(error)".contains("process \(getpid())") && "\(error)".contains("slipway down")
            }
            claim.release()
            #expect(try PlaneProcess.running(in: home) == nil)
            try PlaneClaim(home).release()
        }
    }

    @Test func directoriesThatCannotBeMadeAreNamed() {
        #expect { try PlaneHome(path: "/proc/nope/x").prepare() } throws: { "\($0)".contains("/proc/nope") }
    }

    @Test func logsAreRotatedAndBounded() async throws {
        try await Self.withHome { home in
            try home.prepare()
            let log = try LogFile(path: home.logPath, maximumBytes: 100, keptFiles: 2)
            for index in 0..<40 { log.append("line \(index) of the log\n") }
            let names = try FileManager.default.contentsOfDirectory(atPath: home.path).sorted()
            #expect(names == ["slipway.log", "slipway.log.1", "slipway.log.2"])
            let current = try String(contentsOfFile: home.logPath, encoding: .utf8)
            let previous = try String(contentsOfFile: "\(home.logPath).1", encoding: .utf8)
            #expect((previous + current).contains("line 39"))
            #expect(!previous.isEmpty)
        }
    }
}

@Suite("What a plane writes for people")
struct ReportTests {
    @Test(arguments: [
        StartReport.step("opening the database"), .ready(server: "https://127.0.0.1:6443"), .failed("no\nway"),
    ])
    func reportsAreReadAsTheyWereWritten(report: StartReport) {
        let line = report.line
        #expect(line.hasSuffix("\n"))
        #expect(line.dropLast().contains("\n") == false)
        let read = StartReport(line: line.dropLast())
        #expect(read == (report == .failed("no\nway") ? .failed("no way") : report))
    }

    @Test func anythingElseIsNoReport() {
        #expect(StartReport(line: "hello") == nil)
        #expect(StartReport(line: "unknown word") == nil)
    }

    @Test func aRecordIsOneLineWhateverItQuotes() {
        let line = LineLogHandler.line(
            at: Timestamp(secondsSinceEpoch: 0), level: .warning, label: "slipway", message: "a\nforged INFO line",
            metadata: ["b": "x y", "a": "plain", "c": "\u{1b}[31m", "d": "say \"hi\""])
        #expect(
            line
                == "1970-01-01T00:00:00.000000Z WARNING slipway: a\\nforged INFO line a=plain b=\"x y\" c=\\u{1b}[31m d=\"say \\\"hi\\\"\"\n"
        )
    }
}
