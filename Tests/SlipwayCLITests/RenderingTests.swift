import Effects
import JSON
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("What commands print")
struct RenderingTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)

    @Test(
        arguments: [
            (0, "0s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (600, "10m"), (10_799, "179m"), (10_800, "3h"),
            (11_000, "3h3m"),
            (28_800, "8h"), (172_799, "47h"), (172_800, "2d"), (180_000, "2d2h"), (691_200, "8d"), (63_072_000, "2y"),
            (-5, "<invalid>"),
        ] as [(Int64, String)])
    func agesAreKubectls(seconds: Int64, text: String) {
        #expect(Duration.seconds(seconds).age == text)
    }

    @Test(arguments: [
        ("90s", "1m30s"), ("2m", "2m"), ("1h30m", "1h30m"), ("500ms", "500ms"), ("45", "45s"), ("0s", "0s"),
    ])
    func durationsAreRead(argument: String, text: String) throws {
        #expect(try #require(DurationArgument(argument: argument)).description == text)
    }

    @Test(arguments: ["", "s", "5x", "-1s", "1.5s", "5 s", "9999999999s", "１s"])
    func wrongDurationsAreRefused(argument: String) {
        #expect(DurationArgument(argument: argument) == nil)
    }

    @Test func tablesAreAlignedAndCut() {
        var table = TextTable(columns: ["NAME", "READY", "MESSAGE"])
        table.append([TextTable.Cell("a"), TextTable.Cell("True"), TextTable.Cell("")])
        table.append([TextTable.Cell("longer"), TextTable.Cell(""), TextTable.Cell("a message that is long")])
        #expect(
            table.render(for: .plain)
                == "NAME    READY  MESSAGE\na       True\nlonger         a message that is long\n")
        let narrow = Terminal(isInteractive: true, hasColor: false, width: 20)
        #expect(table.render(for: narrow).split(separator: "\n").allSatisfy { $0.count <= 20 })
        // What fits is shown, also beyond the middle of the line.
        let wide = Terminal(isInteractive: true, hasColor: false, width: 30)
        #expect(table.render(for: wide).contains("longer         a message that"))
    }

    @Test func objectsCannotSendEscapesToTheTerminal() {
        var table = TextTable(columns: [])
        table.append([TextTable.Cell("evil\u{1b}[2Jname\n")])
        #expect(!table.render(for: .plain).contains("\u{1b}"))
    }

    @Test func theTreeIsClusterctls() {
        let since = Self.now - .seconds(65)
        func ready(_ status: ConditionStatus, _ reason: String = "", _ message: String = "") -> Condition {
            var condition: Condition =
                status == .true ? .true("Ready") : .false("Ready", reason: reason, severity: .info, message)
            condition.lastTransitionTime = since
            return condition
        }
        func machine(_ name: String, _ condition: Condition) -> ObjectTree {
            ObjectTree(title: "Machine/\(name)", name: name, ready: condition, groupKind: "Machine")
        }
        var root = ObjectTree(title: "Cluster/demo", ready: ready(.false, "ScalingUp", "2 of 3"))
        root.children = [
            ObjectTree(title: "ClusterInfrastructure - DevCluster/demo", ready: ready(.true)),
            ObjectTree(
                title: "ControlPlane - KubeadmControlPlane/cp", ready: ready(.true),
                children: [machine("a", ready(.true)), machine("b", ready(.true)), machine("c", ready(.true))]),
            ObjectTree(
                title: "Workers",
                children: [
                    ObjectTree(
                        title: "MachineDeployment/md", ready: ready(.false, "Waiting"),
                        children: [machine("d", ready(.false, "Booting", "soon")), machine("e", ready(.true))])
                ]),
        ]
        let text = TreeRenderer(now: Self.now, terminal: .plain).render(root.grouped())
        let lines = text.split(separator: "\n").map { $0.replacing(/\ {2,}/, with: "  ") }
        #expect(lines[0] == "NAME  READY  SEVERITY  REASON  SINCE  MESSAGE")
        #expect(lines[1] == "Cluster/demo  False  Info  ScalingUp  65s  2 of 3")
        #expect(lines[2] == "├─ClusterInfrastructure - DevCluster/demo  True  65s")
        #expect(lines[3] == "├─ControlPlane - KubeadmControlPlane/cp  True  65s")
        #expect(lines[4] == "│ └─3 Machines...  True  65s  See a, b, ...")
        #expect(lines[5] == "└─Workers")
        #expect(lines[6] == "  └─MachineDeployment/md  False  Info  Waiting  65s")
        #expect(lines[7] == "  ├─Machine/d  False  Info  Booting  65s  soon")
        #expect(lines[8] == "  └─Machine/e  True  65s")
        #expect(lines.count == 9)
    }

    @Test func shownConditionsStandBelowTheirObject() {
        var root = ObjectTree(title: "Cluster/demo", ready: .true("Ready"))
        root.conditions = [.true("A"), .true("B")]
        root.children = [ObjectTree(title: "child")]
        let lines = TreeRenderer(now: Self.now, terminal: .plain).render(root).split(separator: "\n").map(String.init)
        #expect(lines[2].hasPrefix("│ ├─A"))
        #expect(lines[3].hasPrefix("│ └─B"))
        #expect(lines[4].hasPrefix("└─child"))
    }

    @Test func serverTablesArePrintedAsKubectlPrintsThem() throws {
        let json: JSONValue = [
            "columnDefinitions": [
                ["name": "Name", "type": "string", "priority": 0], ["name": "Phase", "type": "string", "priority": 0],
                ["name": "Node", "type": "string", "priority": 1],
            ],
            "rows": [["cells": ["a", .null, "n"], "object": ["metadata": ["namespace": "default"]]]],
        ]
        let table = try ServerTable(json: json)
        #expect(table.text(isWide: false, showsNamespace: false).render(for: .plain) == "NAME  PHASE\na     <none>\n")
        #expect(
            table.text(isWide: true, showsNamespace: true).render(for: .plain)
                == "NAMESPACE  NAME  PHASE   NODE\ndefault    a     <none>  n\n")
    }
}
