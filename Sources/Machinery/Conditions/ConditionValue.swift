public import Effects

/// What conditions of both kinds have in common.
public protocol ConditionValue: JSONRepresentable {
    var type: String { get set }
    var status: ConditionStatus { get set }
    var reason: String { get set }
    var message: String { get set }
    var lastTransitionTime: Timestamp? { get set }

    /// Whether the two say the same thing, whenever they came to say it.
    func hasSameState(as other: Self) -> Bool

    /// Whether the change from `other` moves `lastTransitionTime`.
    func isTransition(from other: Self) -> Bool

    /// The place of a type among conditions: smaller ranks first, and types of one rank in alphabetical order.
    static func rank(of type: String) -> Int
}

/// `True`, `False` or `Unknown`.
public struct ConditionStatus: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let `true` = ConditionStatus(rawValue: "True")
    public static let `false` = ConditionStatus(rawValue: "False")
    public static let unknown = ConditionStatus(rawValue: "Unknown")

    public init(_ value: Bool) { self = value ? .true : .false }
}

extension Array where Element: ConditionValue {
    /// The condition of a type.
    public subscript(type: String) -> Element? { first { $0.type == type } }

    public func isTrue(_ type: String) -> Bool { self[type]?.status == .true }
    public func isFalse(_ type: String) -> Bool { self[type]?.status == .false }

    /// Whether the status is `Unknown` or the condition is missing.
    public func isUnknown(_ type: String) -> Bool { (self[type]?.status ?? .unknown) == .unknown }

    /// Sets a condition and keeps the list in order.
    ///
    /// The condition's own `lastTransitionTime` counts only where the list has none of its type yet. Else the list's is kept,
    /// or becomes `now` where the change is a transition (`isTransition(from:)`).
    ///
    /// - Parameters:
    ///   - condition: The condition; `nil` changes nothing, so that a mirror without a source can be passed on.
    ///   - now: Cut to the second, which is what the API keeps.
    public mutating func set(_ condition: Element?, now: Timestamp) {
        guard var condition else { return }
        if let index = firstIndex(where: { $0.type == condition.type }) {
            let previous = self[index]
            guard !condition.hasSameState(as: previous) else { return }
            condition.lastTransitionTime =
                condition.isTransition(from: previous) ? now.truncatedToSeconds : previous.lastTransitionTime
            self[index] = condition
        } else {
            condition.lastTransitionTime = condition.lastTransitionTime ?? now.truncatedToSeconds
            append(condition)
        }
        sort { (Element.rank(of: $0.type), $0.type) < (Element.rank(of: $1.type), $1.type) }
    }

    public mutating func remove(_ type: String) {
        removeAll { $0.type == type }
    }
}
