import Effects
import Machinery
import ObjectStore
import Simulation
import Testing

@testable import APIServer

@Suite("Lifecycle decisions")
struct LifecycleModelTests {
    private static let kind = GroupKind(group: "", kind: "ConfigMap")

    private static func object(
        _ name: String, namespace: String = "default", owners: [String] = [], blocking: Bool = false,
        deleting: Bool = false,
        finalizers: [String] = []
    ) -> OwnershipGraph.Object {
        OwnershipGraph.Object(
            uid: ObjectUID(name), key: StoreKey("/registry/core/configmaps/\(namespace)/\(name)"), namespace: namespace,
            revision: Revision(1),
            owners: owners.map { OwnershipGraph.Owner(uid: ObjectUID($0), groupKind: kind, blocksDeletion: blocking) },
            isBeingDeleted: deleting, finalizers: finalizers)
    }

    private static func graph(_ objects: OwnershipGraph.Object...) -> OwnershipGraph {
        objects.reduce(into: OwnershipGraph()) { graph, object in _ = graph.set(object) }
    }

    private static func verdict(_ graph: OwnershipGraph, _ name: String, isServed: Bool = true)
        -> OwnershipGraph.Verdict
    {
        graph.verdict(on: ObjectUID(name)) { _ in isServed }
    }

    @Test func verdicts() {
        let waiting = Self.object("owner", deleting: true, finalizers: ["foregroundDeletion"])
        let owner = Self.object("owner")
        #expect(Self.verdict(Self.graph(owner, Self.object("a", owners: ["owner"])), "a") == .keep)
        #expect(Self.verdict(Self.graph(Self.object("a", owners: ["owner"])), "a") == .delete(.background))
        #expect(Self.verdict(Self.graph(Self.object("a", owners: ["owner"])), "a", isServed: false) == .keep)
        #expect(
            Self.verdict(Self.graph(owner, Self.object("a", owners: ["owner", "gone"])), "a")
                == .disown([ObjectUID("gone")]))
        #expect(Self.verdict(Self.graph(waiting, Self.object("a", owners: ["owner"])), "a") == .delete(.background))
        #expect(
            Self.verdict(Self.graph(waiting, Self.object("a", owners: ["owner"]), Self.object("b", owners: ["a"])), "a")
                == .delete(.foreground))
        #expect(
            Self.verdict(Self.graph(waiting, Self.object("o2"), Self.object("a", owners: ["owner", "o2"])), "a")
                == .disown([ObjectUID("owner")]))
        #expect(
            Self.verdict(Self.graph(Self.object("a", owners: ["x"], finalizers: ["orphan"])), "a") == .delete(.orphan))
        #expect(Self.verdict(Self.graph(Self.object("a", owners: ["x"], deleting: true)), "a") == .keep)
        #expect(
            Self.verdict(Self.graph(Self.object("owner", namespace: "b"), Self.object("a", owners: ["owner"])), "a")
                == .delete(.background))
        #expect(
            Self.verdict(
                Self.graph(Self.object("owner", namespace: "b"), Self.object("a", namespace: "", owners: ["owner"])),
                "a")
                == .keep)
        #expect(
            Self.verdict(Self.graph(Self.object("owner", namespace: ""), Self.object("a", owners: ["owner"])), "a")
                == .keep)
    }

    @Test func anOwnerThatWasThereIsGoneEvenIfItsKindIs() {
        var graph = Self.graph(Self.object("owner"), Self.object("a", owners: ["owner"]))
        #expect(graph.remove(ObjectUID("owner")) == [ObjectUID("a")])
        #expect(Self.verdict(graph, "a", isServed: false) == .delete(.background))
        // A later change of the dependent does not make that forgotten.
        _ = graph.set(Self.object("a", owners: ["owner"], finalizers: ["x"]))
        #expect(Self.verdict(graph, "a", isServed: false) == .delete(.background))
    }

    @Test func onlyThoseThatAreConcernedAreJudgedAgain() {
        var graph = OwnershipGraph()
        #expect(graph.set(Self.object("owner")) == [])
        #expect(graph.set(Self.object("a", owners: ["owner"])) == [ObjectUID("a")])
        let waiting = Self.object("owner", deleting: true, finalizers: ["foregroundDeletion"])
        #expect(Set(graph.set(waiting)) == [ObjectUID("owner"), ObjectUID("a")])
        #expect(graph.set(Self.object("stranger")) == [])
        #expect(Set(graph.remove(ObjectUID("a"))) == [ObjectUID("owner")])
        #expect(graph.remove(ObjectUID("stranger")) == [])
    }

    @Test func blocking() {
        let waiting = Self.object("owner", deleting: true, finalizers: ["foregroundDeletion"])
        #expect(!Self.graph(waiting, Self.object("a", owners: ["owner"])).isBlocked(ObjectUID("owner")))
        #expect(Self.graph(waiting, Self.object("a", owners: ["owner"], blocking: true)).isBlocked(ObjectUID("owner")))
        var circular = waiting
        circular.owners = [OwnershipGraph.Owner(uid: ObjectUID("a"), groupKind: Self.kind, blocksDeletion: true)]
        let other = Self.object(
            "a", owners: ["owner"], blocking: true, deleting: true, finalizers: ["foregroundDeletion"])
        #expect(!Self.graph(circular, other).isBlocked(ObjectUID("owner")))
    }

    @Test func uidsAreKeptWhole() {
        let uid = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
        #expect(ObjectUID(uid) == ObjectUID(uid))
        #expect(ObjectUID(uid) != ObjectUID("1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"))
        #expect(ObjectUID(uid) != ObjectUID("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4e"))
        #expect(ObjectUID("a") != ObjectUID("b"))
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func expiryIsInOrder(_ seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var queue = ExpiryQueue()
        let seconds = (0..<200).map { _ in Int64(random.next(in: 0..<50)) }
        for second in seconds {
            queue.insert(
                ExpiryQueue.Entry(due: Timestamp(secondsSinceEpoch: second), key: StoreKey("k"), revision: Revision(1)))
        }
        #expect(queue.earliest?.secondsSinceEpoch == seconds.min())
        var taken: [Int64] = []
        while let entry = queue.next(dueBy: Timestamp(secondsSinceEpoch: 24)) {
            taken.append(entry.due.secondsSinceEpoch)
        }
        #expect(taken == seconds.filter { $0 <= 24 }.sorted())
    }

    @Test func retriesComeLaterAndLater() {
        var schedule = RetrySchedule(first: .seconds(1), last: .seconds(3))
        let start = Timestamp(secondsSinceEpoch: 0)
        let item = LifecycleModel.Item.namespace("a")
        var due: [Int64] = []
        var now = start
        for _ in 0..<4 {
            schedule.record(failures: [item], at: now)
            now = schedule.earliest ?? now
            due.append(now.secondsSinceEpoch)
            #expect(schedule.take(dueBy: now) == [item])
        }
        #expect(due == [1, 3, 6, 9])
        schedule.record(failures: [], at: now)
        #expect(schedule.earliest == nil)
    }
}
