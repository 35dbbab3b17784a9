public import Effects

extension KubernetesHTTPClient {
    /// Bounds and manners of a client.
    public struct Options: Sendable {
        /// How long a connection may take to come up.
        public var connectTimeout: Duration = .seconds(10)
        /// How long the server may take to begin its answer, and to be silent within it.
        public var requestTimeout: Duration = .seconds(30)
        /// How long a watch may be silent before it is taken for dead. Servers send a bookmark about every minute.
        public var watchIdleTimeout: Duration = .seconds(180)
        /// How often a request is sent again that the server asked to send later (`Retry-After`).
        public var maximumRetries = 3
        /// The longest such wait; a request that would have to wait longer fails at once.
        public var maximumRetryDelay: Duration = .seconds(30)
        /// The largest answer in bytes: a list of everything.
        public var maximumAnswerSize = 512 << 20
        /// The largest event of a watch in bytes.
        public var maximumEventSize = 16 << 20
        public var userAgent = Self.userAgent()
        /// The clock for waits, for renewing tokens and for judging certificates.
        public var time: any TimeSource = SystemTime()
        /// Receives the warnings that servers add to their answers, such as of deprecated APIs.
        public var onWarning: (@Sendable (String) -> Void)?

        public init() {}

        /// `slipway/1.2.3 (linux/amd64)`
        public static func userAgent(version: String = "") -> String {
            "slipway\(version.isEmpty ? "" : "/\(version)") (\(operatingSystem)/\(architecture))"
        }

        private static var operatingSystem: String {
            #if os(macOS)
                "darwin"
            #else
                "linux"
            #endif
        }

        private static var architecture: String {
            #if arch(arm64)
                "arm64"
            #else
                "amd64"
            #endif
        }
    }
}
