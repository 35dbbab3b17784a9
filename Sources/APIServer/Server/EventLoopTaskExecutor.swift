import NIOCore

/// Runs the tasks of connections on their event loop, so that a request is read, answered and written without a change of
/// threads. What takes long belongs elsewhere: ``RequestWeight`` says what does.
final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
