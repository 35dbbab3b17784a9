/// Conditions on labels that must all hold: the parsed form of every label selector.
///
/// ```swift
/// let selector = try LabelRequirements(parsing: "app=web,tier in (front,back),!legacy")
/// selector.matches(object.labels)
/// ```
public struct LabelRequirements: Sendable, Hashable, CustomStringConvertible {
    /// Sorted by key.
    public let requirements: [LabelRequirement]

    /// Whether no labels can match: the selector of a `nil` `LabelSelector`.
    public let matchesNothing: Bool

    /// Matches all labels.
    public static let everything = LabelRequirements([])
    /// Matches no labels, not even none.
    public static let nothing = LabelRequirements(requirements: [], matchesNothing: true)

    public init(_ requirements: [LabelRequirement]) {
        self.init(requirements: requirements, matchesNothing: false)
    }

    private init(requirements: [LabelRequirement], matchesNothing: Bool) {
        // Stable, so that requirements on one key keep their order.
        self.requirements = requirements.enumerated()
            .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
            .map(\.element)
        self.matchesNothing = matchesNothing
    }

    /// Reads the query syntax of the API: `a=b,c==d,e!=f,g in (x,y),h notin (z),i,!j,k>1,l<2`. An empty text matches
    /// everything.
    ///
    /// - Throws: `MachineryError.Code.invalidSelector`, in the words of Kubernetes' `labels.Parse`.
    public init(parsing text: String) throws(MachineryError) {
        var parser = LabelSelectorParser(text)
        self.init(try parser.parse())
    }

    /// Whether every set of labels matches.
    public var isEmpty: Bool { requirements.isEmpty && !matchesNothing }

    public func matches(_ labels: [String: String]) -> Bool {
        matches { labels[$0] }
    }

    /// - Parameter label: The value of the label of that key, `nil` where there is none.
    public func matches(_ label: (_ key: String) -> String?) -> Bool {
        !matchesNothing && requirements.allSatisfy { $0.matches(label) }
    }

    /// In the syntax of the API, which reads it back. It has no form for `nothing`; that is written as everything is.
    public var description: String { requirements.map(\.description).joined(separator: ",") }
}
