public import Effects
public import Logging
public import PKI

/// How a plane is to be served.
public struct PlaneOptions: Sendable {
    public var home: PlaneHome
    public var logger: Logger
    /// The address to listen on; `nil` for the one used before, else 127.0.0.1.
    public var listenAddress: String?
    /// The port to listen on; `nil` for the one used before, else a free one.
    public var port: Int?
    public var time: any TimeSource = SystemTime()
    public var random: any RandomSource = SystemRandom()
    public var keys: any KeySource = SystemKeySource()
    /// The algorithm of new clusters' keys. ECDSA P-256 costs a thousandth of RSA's processor time.
    public var clusterKeyAlgorithm: KeyAlgorithm = .ecdsaP256

    public init(home: PlaneHome, logger: Logger) {
        self.home = home
        self.logger = logger
    }

    var pki: PKIEnvironment { PKIEnvironment(keys: keys, time: time, random: random) }
}
