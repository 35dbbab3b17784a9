/// A secret that does not show itself: not in descriptions, not in mirrors, not in interpolated text.
public struct Redacted: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    public init(_ value: String) {
        self.value = value
    }

    /// The secret itself, for the one place that sends it.
    public func reveal() -> String { value }

    public var description: String { "[redacted]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Redacted {
    /// `text` without the secret, which a server may repeat in its message. Secrets too short to tell from other text stay.
    func scrubbed(from text: String) -> String {
        value.utf8.count < 6 ? text : text.replacing(value, with: description)
    }
}
