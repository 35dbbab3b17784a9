/// A point in the history of a store: what a Kubernetes client calls the resource version.
public struct Revision: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ value: UInt64) { rawValue = value }

    public static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }
    public var next: Revision { Revision(rawValue + 1) }
    public var description: String { String(rawValue) }
}
