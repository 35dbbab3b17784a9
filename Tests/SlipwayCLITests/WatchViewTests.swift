import Effects
import JSON
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("What watching shows") struct WatchViewTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)
    private static let stamp = "2026-01-01T00:00:00Z"

    private static func ready(_ status: ConditionStatus, _ reason: String = "", _ message: String = "") -> Condition {
        status == .true ? .true("Ready") : .false("Ready", reason: reason, severity: .info, message)
    }

    private static func tree(_ machines: [(String, Condition?)], deleting: Bool = false) -> ObjectTree {
        var root = ObjectTree(title: "Cluster/demo", name: "demo", ready: ready(.true))
        root.isBeingDeleted = deleting
        let children = machines.map { name, condition in
            ObjectTree(title: "Machine/\(name)", name: name, ready: condition, groupKind: "Machine")
        }
        root.children = [ObjectTree(title: "Workers", children: children)]
        return root
    }

    @Test(
        arguments: [
            (tree([("a", ready(.true))]), []),
            (tree([("a", ready(.false, "Slow", "not yet"))]), ["Machine/a Ready=False Info Slow: not yet"]),
            (tree([("a", nil)]), ["Machine/a Ready removed"]),
            (
                tree([("a", ready(.true)), ("b", ready(.false, "New"))]),
                ["Machine/b added", "Machine/b Ready=False Info New"]
            ),
            (tree([("a", ready(.true)), ("b", nil)]), ["Machine/b added"]),
            (tree([]), ["Machine/a gone"]),
            (tree([("a", ready(.true))], deleting: true), ["Cluster/demo being deleted"]),
            (
                tree([("a", ready(.false, "x\u{1b}[2J", "two\nlines"))]),
                ["Machine/a Ready=False Info x [2J: two lines"]
            ),
        ] as [(ObjectTree, [String])])
    func aLineIsAChange(next: ObjectTree, lines: [String]) {
        var log = TreeLog()
        let first = log.lines(for: Self.tree([("a", Self.ready(.true))]), now: Self.now)
        #expect(first == ["\(Self.stamp) Cluster/demo Ready=True", "\(Self.stamp) Machine/a Ready=True"])
        #expect(log.lines(for: next, now: Self.now) == lines.map { "\(Self.stamp) \($0)" })
        #expect(log.lines(for: next, now: Self.now).isEmpty)
    }

    @Test func objectsWithoutConditionsAreFound() {
        var log = TreeLog()
        #expect(
            log.lines(for: Self.tree([("a", nil)]), now: Self.now).last == "\(Self.stamp) Machine/a found")
    }

    @Test func screensFitTheTerminal() {
        var screen = LiveScreen()
        let terminal = Terminal(isInteractive: true, hasColor: false, width: 10, height: 5)
        let long = (1...9).map { "line \($0)" }
        #expect(
            screen.draw(long, on: terminal)
                == "\u{1b}[2Kline 1\n\u{1b}[2Kline 2\n\u{1b}[2Kline 3\n\u{1b}[2K… and 6 more lines\n\u{1b}[0J")
        #expect(screen.draw(["a", "b"], on: terminal).hasPrefix("\u{1b}[4A"))
        #expect(screen.draw(["c"], on: terminal) == "\u{1b}[2A\u{1b}[2Kc\n\u{1b}[0J")
    }

    @Test func whatANarrowerTerminalHasWrappedIsReplaced() {
        var screen = LiveScreen()
        let wide = Terminal(isInteractive: true, hasColor: true, width: 20, height: 30)
        // Colours take no room: 12 characters, two rows of the narrow terminal.
        _ = screen.draw(["\u{1b}[32mtwelve chars\u{1b}[0m", "x"], on: wide)
        let narrow = Terminal(isInteractive: true, hasColor: true, width: 8, height: 30)
        #expect(screen.draw(["y"], on: narrow).hasPrefix("\u{1b}[3A"))
    }

    @Test func treesAreRedrawnOnlyWhenTheyChange() {
        var view = TreeView()
        let terminal = Terminal(isInteractive: true, hasColor: false, width: 80, height: 24)
        let tree = Self.tree([("a", Self.ready(.true)), ("b", Self.ready(.true))])
        let first = view.update(tree, grouping: true, now: Self.now, terminal: terminal)
        #expect(first.contains("2 Machines..."))
        #expect(view.update(tree, grouping: true, now: Self.now, terminal: terminal).isEmpty)
        let smaller = Terminal(isInteractive: true, hasColor: false, width: 20, height: 24)
        #expect(view.update(tree, grouping: true, now: Self.now, terminal: smaller).hasPrefix("\u{1b}["))
        #expect(view.update(tree, grouping: false, now: Self.now, terminal: smaller).contains("Machine/b"))
    }
}
