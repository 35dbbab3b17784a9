/// When a connection counts as healthy. The defaults are those of Cluster API's cluster cache.
public struct ConnectionOptions: Sendable {
    /// A cluster that gave no sign of life for this long is asked for one.
    public var probeInterval: Duration = .seconds(10)
    /// How long the answer may take.
    public var probeTimeout: Duration = .seconds(5)
    /// After so many failures in a row the connection is given up and made anew.
    public var failureLimit = 5
    /// How long the first list of Nodes may take.
    public var firstListTimeout: Duration = .seconds(300)

    public init() {}
}
