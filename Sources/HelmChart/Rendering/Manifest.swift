/// One object of a rendered chart.
public struct Manifest: Sendable, Hashable {
    /// The template that it comes from, with the names of the charts around it: `chart/templates/x.yaml`.
    public var source: String
    /// The text, without white space around it.
    public var text: String
    /// Empty where the text has none.
    public var apiVersion: String
    public var kind: String
    public var name: String
    public var annotations: [String: String]

    public init(
        source: String, text: String, apiVersion: String = "", kind: String = "", name: String = "",
        annotations: [String: String] = [:]
    ) {
        self.source = source
        self.text = text
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.annotations = annotations
    }
}

/// An object that Helm applies at a point of a release's life and not with the others.
public struct ChartHook: Sendable, Hashable {
    /// The points of a release's life.
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case preInstall = "pre-install"
        case postInstall = "post-install"
        case preDelete = "pre-delete"
        case postDelete = "post-delete"
        case preUpgrade = "pre-upgrade"
        case postUpgrade = "post-upgrade"
        case preRollback = "pre-rollback"
        case postRollback = "post-rollback"
        case test

        /// - Parameter text: In any case; `test-success` is an old name of tests.
        init?(_ text: String) {
            let text = text.goTrimmed.lowercased()
            self.init(rawValue: text == "test-success" ? "test" : text)
        }
    }

    /// When the object is deleted again. Other texts are kept as they are, as in Helm.
    public struct DeletePolicy: RawRepresentable, Sendable, Hashable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        public static let succeeded = DeletePolicy(rawValue: "hook-succeeded")
        public static let failed = DeletePolicy(rawValue: "hook-failed")
        public static let beforeCreation = DeletePolicy(rawValue: "before-hook-creation")
    }

    public static let annotation = "helm.sh/hook"
    public static let weightAnnotation = "helm.sh/hook-weight"
    public static let deletePolicyAnnotation = "helm.sh/hook-delete-policy"

    public var manifest: Manifest
    /// In the order of the annotation.
    public var events: [Event]
    /// Hooks of one event run by ascending weight.
    public var weight: Int
    /// Empty where the chart says nothing, which means `beforeCreation`.
    public var deletePolicies: [DeletePolicy]

    public init(manifest: Manifest, events: [Event], weight: Int = 0, deletePolicies: [DeletePolicy] = []) {
        self.manifest = manifest
        self.events = events
        self.weight = weight
        self.deletePolicies = deletePolicies
    }

    /// The hooks of an event in the order in which they run: by weight and then by name; hooks that are alike in both
    /// keep their order.
    public static func execution(of hooks: [ChartHook], at event: Event) -> [ChartHook] {
        let keyed = hooks.filter { $0.events.contains(event) }.enumerated()
        return keyed.sorted { left, right in
            if left.element.weight != right.element.weight { return left.element.weight < right.element.weight }
            let (name, other) = (left.element.manifest.name, right.element.manifest.name)
            return name == other ? left.offset < right.offset : name.utf8.lexicographicallyPrecedes(other.utf8)
        }.map(\.element)
    }
}
