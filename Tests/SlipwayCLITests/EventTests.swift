import Effects
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("Events of a cluster") struct EventTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)

    /// - Parameters:
    ///   - first: Seconds ago, and so is `last`.
    private static func event(
        _ object: String, _ reason: String, first: Int, last: Int? = nil, count: Int32 = 1, message: String = "text",
        uid: String = "", version: String = "1", type: Event.EventType = .normal
    ) -> Event {
        let parts = object.split(separator: "/").map(String.init)
        var metadata = ObjectMeta(name: "e", namespace: "default")
        metadata.uid = "\(object)\(reason)\(uid)"
        metadata.resourceVersion = version
        return Event(
            metadata: metadata, involvedObject: ObjectReference(kind: parts[0], name: parts[1]), reason: reason,
            message: message, type: type, firstTimestamp: now - .seconds(first),
            lastTimestamp: now - .seconds(last ?? first), count: count)
    }

    @Test func theyAreSortedAndRepeatedOnesCounted() {
        let events = [
            Self.event("Machine/b", "Late", first: 1), Self.event("Machine/a", "Again", first: 120, last: 5, count: 3),
            Self.event("Cluster/c", "Old", first: 600, message: "two\nlines", type: .warning),
            Self.event("Machine/a", "Again", first: 180, last: 90, count: 2, uid: "another"),
        ]
        #expect(
            EventTable(events).table(now: Self.now).render(for: .plain) == """
                AGE              TYPE     REASON  OBJECT     MESSAGE
                10m              Warning  Old     Cluster/c  two lines
                5s (x5 over 3m)  Normal   Again   Machine/a  text
                1s               Normal   Late    Machine/b  text

                """)
        #expect(EventTable.sorted(events).map(\.reason) == ["Old", "Again", "Again", "Late"])
    }

    @Test func eventsOfTheNewFormHaveTheirTimes() {
        var event = Self.event("Machine/a", "New", first: 0)
        event.firstTimestamp = nil
        event.lastTimestamp = nil
        event.count = 0
        #expect(EventTable([event]).table(now: Self.now).render(for: .plain).contains("<unknown>"))
        event.eventTime = MicroTime(Self.now - .seconds(60))
        #expect(EventTable([event]).rows[0].count == 1)
        event.series = Event.Series(count: 7, lastObservedTime: MicroTime(Self.now - .seconds(2)))
        #expect(EventTable([event]).table(now: Self.now).render(for: .plain).contains("2s (x7 over 60s)"))
    }

    @Test func eventsOfOneSecondAreInTheOrderOfTheirWrites() {
        let events = [("A", "10"), ("B", "9"), ("C", "2")].map { reason, version in
            Self.event("Machine/a", reason, first: 1, version: version)
        }
        #expect(EventTable(events).rows.map(\.id.reason) == ["C", "B", "A"])
        #expect(EventTable.sorted(events).map(\.reason) == ["C", "B", "A"])
    }

    @Test func onlyNewsFollow() {
        var view = EventView(format: .table, terminal: .plain)
        let first = Self.event("Machine/quite-a-long-name", "First", first: 9)
        let start = view.update([first], now: Self.now)
        #expect(start.hasPrefix("AGE  TYPE    REASON  OBJECT                     MESSAGE\n9s"))
        #expect(view.update([first], now: Self.now).isEmpty)
        let second = Self.event("Machine/b", "Next", first: 2)
        #expect(
            view.update([first, second], now: Self.now) == "2s   Normal  Next    Machine/b                  text\n")
        let again = Self.event(
            "Machine/quite-a-long-name", "First", first: 9, last: 1, count: 2, version: "2")
        #expect(view.update([again, second], now: Self.now).hasPrefix("1s (x2 over 9s)"))
    }

    private static func object(_ kind: String, _ name: String, uid: String, spec: JSONValue = [:]) -> Unstructured {
        var object = Unstructured(
            apiVersion: "cluster.x-k8s.io/v1beta1", kind: kind,
            metadata: ObjectMeta(name: name, namespace: "default"))
        object.uid = uid
        object.fields["spec"] = spec
        return object
    }

    @Test(
        arguments: [
            ("Machine", "m", "2", "default", true), ("Machine", "other", "", "default", false),
            ("Machine", "m", "", "default", true),
            // A machine of the same name that is gone.
            ("Machine", "m", "9", "default", false),
            ("DevMachine", "m", "7", "default", true), ("DevMachine", "n", "7", "default", false),
            ("Machine", "m", "2", "elsewhere", false), ("Cluster", "demo", "1", "default", true),
            ("Secret", "m", "", "default", false),
        ] as [(String, String, String, String, Bool)])
    func membersAreTheObjectsOfTheTree(
        kind: String, name: String, uid: String, namespace: String, isMember: Bool
    ) {
        var members = ClusterMembers(namespace: "default")
        var snapshot = ClusterSnapshot(cluster: Self.object("Cluster", "demo", uid: "1"))
        let reference: JSONValue = [
            "apiVersion": "infrastructure.cluster.x-k8s.io/v1beta1", "kind": "DevMachine", "name": "m",
        ]
        snapshot.machines = [Self.object("Machine", "m", uid: "2", spec: ["infrastructureRef": reference])]
        members.insert(snapshot)
        // What was a member stays one.
        snapshot.machines = []
        members.insert(snapshot)
        let group = kind == "DevMachine" ? "infrastructure." : ""
        let object = ObjectReference(
            apiVersion: "\(group)cluster.x-k8s.io/v1beta1", kind: kind, namespace: namespace, name: name, uid: uid)
        #expect(members.contains(object) == isMember)
    }
}
