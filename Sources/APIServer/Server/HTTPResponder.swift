public import Effects

/// What a listener serves: a request goes in, an answer or a stream comes out.
public protocol HTTPResponder: Sendable {
    /// By which the transport limits how long a request may take.
    var time: any TimeSource { get }

    /// Answers one request. Returns when the answer is complete, which for a stream is when it ends.
    ///
    /// - Throws: What `writer` throws, and `CancellationError` where the task was cancelled before the answer began.
    func respond(to request: HTTPAPIRequest, through writer: any HTTPResponseWriter) async throws
}

extension HTTPHandler: HTTPResponder {
    public var time: any TimeSource { core.time }
}
