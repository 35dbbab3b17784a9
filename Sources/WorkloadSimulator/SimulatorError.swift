/// Why a simulated machine or cluster cannot do what was asked of it.
public struct SimulatorError: Error, Sendable, CustomStringConvertible {
    /// An open set.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Value: String {
            case invalidBootstrapData, kubeadmFailed, unreachable, noAddress, unknownCluster
        }
        private let value: Value

        /// The bootstrap data cannot be read: trying again does not help.
        public static let invalidBootstrapData = Code(value: .invalidBootstrapData)
        /// kubeadm came to its end without success: trying again does not help.
        public static let kubeadmFailed = Code(value: .kubeadmFailed)
        /// No API server of the cluster answers now.
        public static let unreachable = Code(value: .unreachable)
        /// There is no address for the cluster or the machine.
        public static let noAddress = Code(value: .noAddress)
        /// Nothing was ever reserved for the cluster, or it is gone.
        public static let unknownCluster = Code(value: .unknownCluster)

        public var description: String { value.rawValue }
    }

    public var code: Code
    /// A sentence for the person, in kubeadm's words where kubeadm would say it.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}
