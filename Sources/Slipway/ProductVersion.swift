/// The version of this program and of the Kubernetes API that it serves.
public struct ProductVersion: Sendable, Hashable, CustomStringConvertible {
    public var slipway: String
    /// What the plane's `/version` reports.
    public var kubernetes: String

    public static let current = ProductVersion(slipway: "0.1.0", kubernetes: "v1.34.0+slipway")

    /// The newest Kubernetes release that the program knows, without what it adds to the version: `v1.34.0`.
    public var kubernetesRelease: String { String(kubernetes.prefix { $0 != "+" }) }

    public var description: String { slipway }
}
