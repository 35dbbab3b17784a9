import Effects
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import Synchronization

/// Writes recorded events one after the other.
final class EventBroadcaster: Sendable {
    private struct State {
        var waiting: [RecordedEvent] = []
        var isWriting = false
        var isClosed = false
        var series = EventSeries()
    }

    private let client: any Client
    private let time: any TimeSource
    private let random: any RandomSource
    private let logger: Logger
    private let state = Mutex(State())
    private let added = Signal()
    private let drained = Gate()

    /// Events beyond so many that wait are lost.
    private static var limit: Int { 1000 }
    /// How long a shutdown waits for events to be written.
    private static var drainLimit: Duration { .seconds(2) }

    init(client: any Client, time: any TimeSource, random: any RandomSource, logger: Logger) {
        self.client = client
        self.time = time
        self.random = random
        self.logger = logger
    }

    var isIdle: Bool { state.withLock { $0.waiting.isEmpty && !$0.isWriting } }

    func add(_ event: RecordedEvent) {
        let isFull = state.withLock { state in
            guard state.waiting.count < Self.limit else { return true }
            state.waiting.append(event)
            return false
        }
        if isFull {
            logger.debug("An event is lost: too many wait to be written", metadata: ["reason": "\(event.reason)"])
        } else {
            added.raise()
        }
    }

    /// Writes until the task is cancelled, or what was added before ``drain()`` is written.
    func run() async {
        while !Task.isCancelled {
            let (event, isClosed) = state.withLock { state -> (RecordedEvent?, Bool) in
                state.isWriting = !state.waiting.isEmpty
                return (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
            }
            if let event {
                await write(event)
            } else if isClosed {
                break
            } else {
                await added.wait()
            }
        }
        drained.open()
    }

    /// Waits, not for long, until everything is written that was added before.
    func drain() async {
        state.withLock { $0.isClosed = true }
        added.raise()
        await withTaskGroup { group in
            group.addTask { [drained] in await drained.wait() }
            group.addTask { [time] in try? await time.sleep(for: Self.drainLimit) }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func write(_ event: RecordedEvent) async {
        let suffix = random.next()
        guard let write = state.withLock({ $0.series.add(event, suffix: suffix) }) else { return }
        do {
            switch write {
            case .create(let first):
                _ = try await client.create(first)
            case .countUp(let name, let patch):
                do {
                    _ = try await client.patch(Event.resourceType, name, .merge(patch))
                } catch let status as APIStatus where status.reason == .notFound {
                    let suffix = random.next()
                    let again = state.withLock { state in
                        state.series.forget(event)
                        return state.series.add(event, suffix: suffix)
                    }
                    guard case .create(let first) = again else { return }
                    _ = try await client.create(first)
                }
            }
        } catch {
            state.withLock { $0.series.forget(event) }
            logger.debug(
                "An event could not be written", metadata: ["reason": "\(event.reason)", "error": "\(error)"])
        }
    }
}
