/// A string of which some values are known by name; others are kept as they are, so that an object written by a newer
/// version stays readable.
public protocol OpenEnum: RawRepresentable, JSONRepresentable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension OpenEnum {
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    public var description: String { rawValue }
}
