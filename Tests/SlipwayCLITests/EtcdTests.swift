import EtcdClient
import Foundation
import Testing

@testable import SlipwayCLI

/// Which members are asked for what, and what is shown of them.
@Suite("Care of etcd") struct EtcdTests {
    private static func member(
        _ node: String, leads: Bool = false, isLearner: Bool = false, alarms: [EtcdAlarm.Kind] = [],
        problem: String? = nil
    ) -> EtcdSurvey {
        let status = EtcdStatus(
            clusterID: 1, memberID: 0xab, revision: 7, version: "3.5.21", databaseSize: 21_495_808,
            databaseSizeInUse: 900, leader: leads ? 0xab : 0xcd, raftTerm: 2, raftIndex: 5, isLearner: isLearner)
        return EtcdSurvey(
            node: node, status: status, alarms: alarms.map { EtcdAlarm(memberID: 0xab, kind: $0) },
            problem: problem ?? (alarms.isEmpty ? nil : alarms.map(\.description).joined(separator: ", ")))
    }

    @Test func savesAFollowerThatIsWell() throws {
        let surveys = [
            Self.member("a", leads: true), Self.member("b", problem: "no leader"), Self.member("c", isLearner: true),
            Self.member("d"),
        ]
        #expect(try EtcdCare.snapshotSource(surveys, wanted: nil) == "d")
        #expect(try EtcdCare.snapshotSource(surveys, wanted: "a") == "a")
        #expect(try EtcdCare.snapshotSource([Self.member("a", leads: true)], wanted: nil) == "a")
    }

    @Test func saysWhyNothingIsSaved() {
        let ill = [Self.member("a", problem: "no leader")]
        let none = #expect(throws: CommandFailure.self) { try EtcdCare.snapshotSource(ill, wanted: nil) }
        #expect(none?.message == "no member can be saved: the member on node a: no leader")
        let wanted = #expect(throws: CommandFailure.self) { try EtcdCare.snapshotSource(ill, wanted: "a") }
        #expect(wanted?.message == "the member on node a is not well: no leader")
        let unknown = #expect(throws: CommandFailure.self) { try EtcdCare.snapshotSource(ill, wanted: "x") }
        #expect(unknown?.message == "there is no member on node x; the nodes are a")
    }

    @Test func defragmentsTheLeaderLast() throws {
        let surveys = [Self.member("a", leads: true), Self.member("b"), Self.member("c", alarms: [.noSpace])]
        #expect(try EtcdCare.defragmentationOrder(surveys, mayInterrupt: false) == ["b", "c", "a"])
    }

    @Test func defragmentsNothingWhereItWouldHurt() throws {
        let ill = [Self.member("a", leads: true), Self.member("b", problem: "connection refused")]
        let failure = #expect(throws: CommandFailure.self) {
            try EtcdCare.defragmentationOrder(ill, mayInterrupt: true)
        }
        #expect(failure?.message == "nothing was done: the member on node b: connection refused")
        #expect(throws: CommandFailure.self) {
            try EtcdCare.defragmentationOrder([Self.member("b", alarms: [.corrupt])], mayInterrupt: true)
        }
        let alone = [Self.member("a", leads: true)]
        #expect(throws: CommandFailure.self) { try EtcdCare.defragmentationOrder(alone, mayInterrupt: false) }
        #expect(try EtcdCare.defragmentationOrder(alone, mayInterrupt: true) == ["a"])
    }

    @Test func showsATableAndJSON() {
        let view = EtcdView([Self.member("a", leads: true), EtcdSurvey(node: "b", problem: "connection refused")])
        #expect(
            view.text(.table, for: .plain) == """
                NODE  MEMBER  ROLE    VERSION  SIZE      IN USE  RAFT INDEX  HEALTH
                a     ab      leader  3.5.21   20.5 MiB  900 B   5           well
                b     -       -       -        -         -       -           connection refused

                """)
        #expect(view.text(.json, for: .plain).hasPrefix(#"{"members":[{"node":"a","healthy":true,"memberID":"ab""#))
        #expect(view.text(.yaml, for: .plain).contains("problem: connection refused"))
    }

    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1_048_000, "1023.4 KiB"), (1_048_576, "1.0 MiB"),
            (8_589_934_592, "8.0 GiB"), (Int64.max, "8388608.0 TiB"),
        ] as [(Int64, String)])
    func writesSizes(bytes: Int64, text: String) {
        #expect(ByteSize(bytes).description == text)
    }

    // MARK: Files

    private static func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "snapshot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    @Test func aFileAppearsWhenItIsWhole() throws {
        try Self.withDirectory { directory in
            let path = directory.appending(path: "a.db").path
            let file = try SnapshotFile(path, overwrites: false)
            try file.append([1, 2])
            #expect(!FileManager.default.fileExists(atPath: path))
            try file.append([3])
            try file.finish()
            #expect(try Data(contentsOf: URL(filePath: path)) == Data([1, 2, 3]))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.db"])
        }
    }

    @Test func whatIsGivenUpLeavesNothing() throws {
        try Self.withDirectory { directory in
            let path = directory.appending(path: "a.db").path
            try Data([9]).write(to: URL(filePath: path))
            #expect(throws: CommandFailure.self) { try SnapshotFile(path, overwrites: false) }
            let file = try SnapshotFile(path, overwrites: true)
            try file.append([1])
            file.discard()
            #expect(try Data(contentsOf: URL(filePath: path)) == Data([9]))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.db"])
            #expect(throws: CommandFailure.self) { try file.append([2]) }
        }
    }

    @Test func aPlaceThatIsNotThereIsSaidAtOnce() {
        let failure = #expect(throws: CommandFailure.self) { try SnapshotFile("/nowhere/at/all.db", overwrites: false) }
        #expect(failure?.message == "cannot write /nowhere/at/all.db: No such file or directory")
    }
}
