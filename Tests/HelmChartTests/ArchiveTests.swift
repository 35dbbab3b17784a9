import JSON
import SeededRandomness
import Testing

@testable import HelmChart

@Suite("Archives") struct ArchiveTests {
    private static let metadata = "apiVersion: v2\nname: box\nversion: 1.0.0\n"

    private func chart(_ fill: (inout ArchiveBuilder) -> Void) throws -> Chart {
        var builder = ArchiveBuilder()
        builder.add("box/Chart.yaml", Self.metadata)
        fill(&builder)
        var loader = ChartLoader()
        return try loader.load(archive: builder.gzipped)
    }

    @Test func readsFilesOfEveryKind() throws {
        let chart = try chart { archive in
            archive.add("box/", kind: "5")
            archive.add("box/templates/a.yaml", "\u{feff}a: 1\n")
            archive.add("other/values.yaml", "b: 2\n", kind: "\u{0}")
            archive.add("box\\crds\\c.yaml", "c: 3\n")
            archive.add("box/charts/_README", "none\n")
        }
        #expect(chart.templates.map(\.name) == ["templates/a.yaml"])
        #expect(chart.templates.first?.text == "a: 1\n")
        #expect(chart.values == ["b": .goFloat(2)])
        #expect(chart.files.map(\.name) == ["crds/c.yaml"])
    }

    @Test func readsLongNames() throws {
        let long = String(repeating: "d/", count: 80) + "file"
        let chart = try chart { archive in
            archive.add("name", "box/files/\(long)1\u{0}", kind: "L")
            archive.add("short", "one")
            archive.addPax([("mtime", "1.5"), ("path", "box/files/\(long)2")])
            archive.add("short", "two")
            archive.addPax([("comment", "for all")], kind: "g")
            archive.add("f", "three", prefix: "box/files/" + String(repeating: "p", count: 90))
        }
        #expect(chart.files.map(\.text) == ["one", "two", "three"])
        #expect(
            chart.files.map(\.name) == [
                "files/\(long)1", "files/\(long)2", "files/" + String(repeating: "p", count: 90) + "/f",
            ])
    }

    @Test(arguments: [
        ("box//etc/passwd", "0", "chart illegally contains absolute paths"),
        ("box/../../x", "0", "chart illegally references parent directory"),
        ("box/..\\..\\x", "0", "chart illegally references parent directory"),
        ("box/c:/x", "0", "chart contains illegally named files"),
        ("box", "0", #"chart illegally contains content outside the base directory: "box""#),
        ("Chart.yaml/x", "0", "chart yaml not in base directory"),
        ("box/link", "2", #"chart illegally contains a link or device: "box/link""#),
        ("box/link", "1", #"chart illegally contains a link or device: "box/link""#),
        ("box/fifo", "6", #"chart illegally contains a link or device: "box/fifo""#),
    ])
    func refuses(name: String, kind: Character, message: String) throws {
        let error = #expect(throws: ChartError.self) { try chart { $0.add(name, kind: kind) } }
        #expect(error?.description == message)
        #expect(error?.code == .archive)
    }

    @Test func readsBundles() throws {
        var builder = ArchiveBuilder()
        builder.add("./one/", kind: "5")
        builder.add("./one/Chart.yaml", "a")
        builder.add("two/./Chart.yaml", "b")
        builder.add("top", "c")
        let files = try ArchiveFiles.files(in: builder.gzipped)
        #expect(files.map(\.name) == ["one/Chart.yaml", "two/Chart.yaml", "top"])
        #expect(files.map(\.text) == ["a", "b", "c"])
        for (name, kind) in [("/a", "0"), ("../a", "0"), ("a/../../b", "0"), (".", "0"), ("a\\b", "0"), ("l", "2")]
            as [(String, Character)]
        {
            var builder = ArchiveBuilder()
            builder.add(name, kind: kind)
            let archive = builder.gzipped
            let error = #expect(throws: ChartError.self) { try ArchiveFiles.files(in: archive) }
            #expect(error?.code == .archive)
        }
    }

    @Test func boundsSizes() throws {
        var builder = ArchiveBuilder()
        builder.add("box/Chart.yaml", Self.metadata)
        builder.add("box/a", String(repeating: "x", count: 2000))
        builder.add("box/b", String(repeating: "x", count: 2000))
        let archive = builder.gzipped
        func load(_ limits: ChartLimits) throws {
            var loader = ChartLoader(limits: limits)
            _ = try loader.load(archive: archive)
        }
        try load(.default)
        for limits in [
            ChartLimits(archiveSize: 20), ChartLimits(chartSize: 3000), ChartLimits(fileSize: 1999),
            ChartLimits(entries: 2),
        ] {
            let error = #expect(throws: ChartError.self) { try load(limits) }
            #expect(error?.code == .limit)
        }
        // A megabyte of zeros, of which no header says anything.
        let bomb = ArchiveBuilder.gzip([UInt8](repeating: 0, count: 1 << 20))
        let error = #expect(throws: ChartError.self) { try Gunzip.inflate(bomb, maximumSize: 1000) }
        #expect(error?.code == .limit)
    }

    /// Whatever bytes come, the reader ends with files or with an error.
    @Test func survivesDamage() throws {
        var builder = ArchiveBuilder()
        builder.add("box/Chart.yaml", Self.metadata)
        builder.addPax([("path", "box/templates/long"), ("size", "3")])
        builder.add("box/templates/a", "abc")
        let plain = builder.bytes
        let archive = builder.gzipped
        var random = SplitMix(seed: 7)
        var refused = 0
        for round in 0..<2000 {
            var bytes = round.isMultiple(of: 2) ? archive : plain
            let index = Int(random.next() % UInt64(bytes.count))
            bytes[index] ^= UInt8(1 + random.next() % 255)
            if round.isMultiple(of: 4) { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
            var loader = ChartLoader()
            let input = round.isMultiple(of: 2) ? bytes : ArchiveBuilder.gzip(bytes)
            do { _ = try loader.load(archive: input) } catch { refused += 1 }
        }
        #expect(refused > 500)
    }
}
