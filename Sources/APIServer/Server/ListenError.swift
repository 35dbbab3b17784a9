import NIOCore

/// An address and port on which a listener accepts connections.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IP address, or a name that resolves to one.
    public var host: String
    /// Zero lets the system choose a free one.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `127.0.0.1:6443`, `[::1]:6443`
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Why a listener cannot be had.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// An open set.
    public struct Code: Sendable, Hashable {
        private enum Value {
            case addressInUse, addressNotAvailable, permissionDenied, unusableIdentity, closed, failed
        }
        private let value: Value

        /// Another process, or another listener of this one, has the port.
        public static let addressInUse = Code(value: .addressInUse)
        /// No network interface has the address.
        public static let addressNotAvailable = Code(value: .addressNotAvailable)
        public static let permissionDenied = Code(value: .permissionDenied)
        /// The certificate or key cannot be used for TLS.
        public static let unusableIdentity = Code(value: .unusableIdentity)
        /// The front takes no listeners any more.
        public static let closed = Code(value: .closed)
        public static let failed = Code(value: .failed)
    }

    public var code: Code
    /// A sentence that names the address and, where it can, what to do.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}

extension ListenError {
    /// - Parameter error: What binding to `address` threw.
    static func binding(_ address: ListenAddress, _ error: any Error) -> ListenError {
        switch (error as? IOError)?.errnoCode {
        case SystemErrorNumber.addressInUse:
            ListenError(
                .addressInUse,
                "cannot listen on \(address): the port is taken. Stop what listens there, or choose another port.",
                cause: error)
        case SystemErrorNumber.addressNotAvailable:
            ListenError(
                .addressNotAvailable, "cannot listen on \(address): no network interface has this address.",
                cause: error)
        case SystemErrorNumber.permissionDenied:
            ListenError(
                .permissionDenied,
                "cannot listen on \(address): permission denied. Ports below 1024 are for privileged users.",
                cause: error)
        default:
            ListenError(.failed, "cannot listen on \(address): \(error)", cause: error)
        }
    }
}
