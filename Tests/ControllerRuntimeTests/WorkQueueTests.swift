import Effects
import Simulation
import Testing

@testable import ControllerRuntime

@Suite struct WorkQueueTests {
    private let start = Timestamp(secondsSinceEpoch: 1000)

    @Test func aKeyIsInTheQueueOnceAndInOrder() {
        var queue = WorkQueue<String>()
        for key in ["a", "b", "a", "c", "b"] { queue.add(key, .normal) }
        #expect(queue.takeNext() == "a")
        #expect(queue.takeNext() == "b")
        #expect(queue.takeNext() == "c")
        #expect(queue.takeNext() == nil)
    }

    @Test func aKeyInWorkIsNotHandedOutAgainBeforeItIsFinished() {
        var queue = WorkQueue<String>()
        queue.add("a", .normal)
        #expect(queue.takeNext() == "a")
        queue.add("a", .normal)
        #expect(queue.takeNext() == nil)
        queue.finish("a", .done, now: start)
        #expect(queue.takeNext() == "a")
        queue.finish("a", .done, now: start)
        #expect(queue.takeNext() == nil)
        #expect(queue.isIdle)
    }

    @Test func whatHappenedGoesBeforeWhatWasThere() {
        var queue = WorkQueue<String>()
        for number in 0..<3 { queue.add("old\(number)", .background) }
        queue.add("new", .normal)
        queue.add("old2", .normal)
        #expect((0..<4).map { _ in queue.takeNext() } == ["new", "old2", "old0", "old1"])
        #expect(queue.takeNext() == nil)
    }

    @Test func theBackgroundIsNotStarved() {
        var queue = WorkQueue<Int>()
        queue.add(-1, .background)
        for number in 0..<100 { queue.add(number, .normal) }
        #expect((0..<20).compactMap { _ in queue.takeNext() }.contains(-1))
    }

    @Test func whatMaySettleIsReadyWhenItsTimeComesOrSomethingElseMakesItSo() {
        var queue = WorkQueue<String>()
        queue.add("a", notBefore: start + .seconds(2))
        queue.add("a", notBefore: start + .seconds(3))
        queue.add("b", notBefore: start + .seconds(2))
        queue.add("b", .normal)
        #expect(queue.takeNext() == "b")
        #expect(queue.takeNext() == nil)
        queue.advance(to: start + .seconds(1))
        #expect(queue.takeNext() == nil)
        queue.advance(to: start + .seconds(2))
        #expect(queue.takeNext() == "a", "the first of the changes counts")
        #expect(queue.takeNext() == nil)
    }

    @Test(
        arguments: [(.done, 3), (.after(.seconds(1)), 1), (.after(.seconds(60)), 3), (.failed, 3)] as [(Outcome, Int)])
    func whatMaySettleComesBackAfterTheWork(outcome: Outcome, seconds: Int) {
        var queue = WorkQueue<String>(backoff: Backoff(first: .seconds(30), limit: .seconds(30)))
        queue.add("a", .normal)
        #expect(queue.takeNext() == "a")
        queue.add("a", notBefore: start + .seconds(3))
        queue.finish("a", outcome, now: start)
        queue.advance(to: start + .seconds(seconds) - .nanoseconds(1))
        #expect(queue.takeNext() == nil)
        queue.advance(to: start + .seconds(seconds))
        #expect(queue.takeNext() == "a")
    }

    @Test func failuresWaitTwiceAsLongEachTimeUntilASuccess() {
        var queue = WorkQueue<String>(backoff: Backoff(first: .milliseconds(5), limit: .milliseconds(30)))
        var now = start
        var delays: [Duration] = []
        queue.add("a", .normal)
        for outcome in [Outcome.failed, .failed, .failed, .failed, .done] {
            #expect(queue.takeNext() == "a")
            guard let delay = queue.finish("a", outcome, now: now) else { break }
            delays.append(delay)
            now = now + delay - .nanoseconds(1)
            queue.advance(to: now)
            #expect(queue.takeNext() == nil)
            now = now + .nanoseconds(1)
            queue.advance(to: now)
        }
        #expect(delays == [.milliseconds(5), .milliseconds(10), .milliseconds(20), .milliseconds(30)])
        queue.add("a", .normal)
        #expect(queue.takeNext() == "a")
        #expect(queue.finish("a", .failed, now: now) == .milliseconds(5))
    }

    typealias Outcome = WorkQueue<String>.Outcome

    @Test(arguments: [(1, 5), (2, 10), (10, 2560), (18, 655_360), (19, 1_000_000), (60, 1_000_000), (1000, 1_000_000)])
    func theBackoffOfQueues(failures: Int, milliseconds: Int) {
        #expect(Backoff.requeue.delay(afterFailures: failures) == .milliseconds(milliseconds))
    }

    @Test func aChangeDoesNotWaitForTheDelay() {
        var queue = WorkQueue<String>()
        queue.add("a", .normal)
        _ = queue.takeNext()
        queue.finish("a", .after(.seconds(60)), now: start)
        #expect(queue.isIdle)
        queue.add("a", .normal)
        #expect(queue.takeNext() == "a")
        queue.finish("a", .done, now: start)
        queue.advance(to: start + .seconds(100))
        #expect(queue.takeNext() == nil, "the delay of an earlier reconcile no longer counts")
    }

    @Test func aParkedKeyWaitsForItsCachesOrItsDeadline() {
        var queue = WorkQueue<String>()
        queue.add("a", .normal)
        _ = queue.takeNext()
        queue.park("a", until: start + .seconds(10))
        queue.add("a", .normal)
        #expect(queue.takeNext() == nil)
        #expect(queue.parked == ["a"])
        #expect(!queue.isIdle)
        queue.unpark("a")
        #expect(queue.takeNext() == "a")
        queue.park("a", until: start + .seconds(10))
        queue.advance(to: start + .seconds(9))
        #expect(queue.takeNext() == nil)
        queue.advance(to: start + .seconds(10))
        #expect(queue.takeNext() == "a")
    }

    /// Random operations against the rules: no key is in work twice, and none that was added is forgotten.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func rulesHoldUnderRandomOperations(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var queue = WorkQueue<Int>()
        var owed: Set<Int> = []
        var inWork: Set<Int> = []
        var now = start
        for _ in 0..<2000 {
            let key = random.next(in: 0..<12)
            switch random.next(in: 0..<8) {
            case 0...2:
                queue.add(key, random.next(in: 0..<2) == 0 ? .normal : .background)
                owed.insert(key)
            case 3, 4:
                guard let taken = queue.takeNext() else { break }
                #expect(inWork.insert(taken).inserted)
                owed.remove(taken)
            case 5:
                guard let done = inWork.randomElement(with: random) else { break }
                inWork.remove(done)
                queue.finish(done, .done, now: now)
            case 6:
                guard let done = inWork.randomElement(with: random) else { break }
                inWork.remove(done)
                owed.insert(done)
                if random.next(in: 0..<2) == 0 {
                    queue.finish(done, .failed, now: now)
                } else {
                    queue.park(done, until: now + .seconds(random.next(in: 0..<5)))
                }
            default:
                now = now + .seconds(random.next(in: 0..<3))
                queue.advance(to: now)
            }
        }
        for key in inWork.sorted() { queue.finish(key, .done, now: now) }
        queue.advance(to: now + .seconds(2000))
        var rest: Set<Int> = []
        while let key = queue.takeNext() { rest.insert(key) }
        #expect(rest.isSuperset(of: owed))
    }
}

extension Set<Int> {
    fileprivate func randomElement(with random: SeededRandom) -> Int? {
        isEmpty ? nil : sorted()[random.next(in: 0..<count)]
    }
}
