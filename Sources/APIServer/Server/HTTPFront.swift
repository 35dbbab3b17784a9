public import Logging
public import ServiceLifecycle
import Synchronization

/// Listeners that come and go while the process runs, each with its own address, identity, client authority and
/// handler.
///
/// A plane has one listener; every simulated workload cluster beside it has one more.
public final class HTTPFront: Service {
    private struct State {
        var listeners: [String: TLSListener] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let opened: AsyncStream<TLSListener>
    private let opening: AsyncStream<TLSListener>.Continuation
    private let logger: Logger

    public init(logger: Logger) {
        self.logger = logger
        (opened, opening) = AsyncStream.makeStream()
    }

    /// Begins to listen under a name of the caller's choice. Connections are served while ``run()`` runs.
    ///
    /// - Returns: The address with the port that the system chose, where it was asked to.
    /// - Throws: ``ListenError``, also for a name that is in use.
    @discardableResult
    public func open(_ name: String, _ configuration: TLSListener.Configuration, handler: any HTTPResponder)
        async throws
        -> ListenAddress
    {
        let listener = try await TLSListener.bind(configuration, handler: handler, logger: logger)
        let refusal: ListenError? = state.withLock { state in
            if state.isClosed {
                return ListenError(.closed, "cannot listen on \(listener.address): the server is stopping.")
            }
            if let other = state.listeners[name] {
                return ListenError(.addressInUse, "\"\(name)\" listens on \(other.address) already.")
            }
            state.listeners[name] = listener
            return nil
        }
        if let refusal {
            listener.close()
            throw refusal
        }
        opening.yield(listener)
        return listener.address
    }

    /// Where a name listens, if it does.
    public func address(of name: String) -> ListenAddress? {
        state.withLock { $0.listeners[name]?.address }
    }

    /// Stops listening under a name and cuts its connections. Nothing happens where there is no such name.
    public func close(_ name: String) {
        state.withLock { $0.listeners.removeValue(forKey: name) }?.close()
    }

    /// Serves all listeners until the task is cancelled or a graceful shutdown has drained them.
    public func run() async throws {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withDiscardingTaskGroup { group in
                    for await listener in opened {
                        group.addTask { [logger] in
                            do {
                                try await listener.run()
                            } catch {
                                logger.error(
                                    "listener failed",
                                    metadata: ["address": "\(listener.address)", "error": "\(error)"])
                            }
                        }
                    }
                }
            } onGracefulShutdown: {
                self.stopOpening()
            }
        } onCancel: {
            stopOpening()
        }
        for listener in state.withLock({ $0.listeners.values.map { $0 } }) { listener.close() }
    }

    private func stopOpening() {
        state.withLock { $0.isClosed = true }
        opening.finish()
    }
}
