/// When a connection counts as healthy. The defaults are those of Cluster API's cluster cache but for the interval, which is 10 s
/// there: a server that goes closes its connections, which is noticed at once; only a network that falls silent is found by asking,
/// and at a thousand clusters that costs a tenth of a core every 10 s.
public struct ConnectionOptions: Sendable {
    /// A cluster that gave no sign of life for this long is asked for one.
    public var probeInterval: Duration = .seconds(45)
    /// One that did not answer is asked again after this long.
    public var retryInterval: Duration = .seconds(10)
    /// How long the answer may take.
    public var probeTimeout: Duration = .seconds(5)
    /// After so many failures in a row the connection is given up and made anew.
    public var failureLimit = 5
    /// How long the first list of Nodes may take.
    public var firstListTimeout: Duration = .seconds(300)

    public init() {}
}
