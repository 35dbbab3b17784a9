/// What `Chart.yaml` says. Texts are empty where the file has none, as in templates.
public struct ChartMetadata: Sendable, Hashable {
    public struct Maintainer: Sendable, Hashable {
        public var name: String
        public var email: String
        public var url: String

        public init(name: String = "", email: String = "", url: String = "") {
            self.name = name
            self.email = email
            self.url = url
        }
    }

    public static let version1 = "v1"
    public static let version2 = "v2"

    public var name: String
    public var home = ""
    public var sources: [String] = []
    /// A semantic version.
    public var version: String
    public var description = ""
    public var keywords: [String] = []
    public var maintainers: [Maintainer] = []
    public var icon = ""
    /// `v1` or `v2`.
    public var apiVersion: String
    public var condition = ""
    public var tags = ""
    public var appVersion = ""
    public var deprecated = false
    public var annotations: [String: String] = [:]
    /// The versions of Kubernetes that the chart is for, as a constraint; empty for all.
    public var kubeVersion = ""
    public var dependencies: [ChartDependency] = []
    /// `application`, `library` or empty.
    public var type = ""

    public init(name: String, version: String, apiVersion: String = ChartMetadata.version2) {
        self.name = name
        self.version = version
        self.apiVersion = apiVersion
    }
}

/// A dependency that `Chart.yaml`, `requirements.yaml` or a lock file names.
public struct ChartDependency: Sendable, Hashable {
    /// The name that the dependency's own `Chart.yaml` has.
    public var name: String
    /// A constraint, or one version in a lock file; empty for any.
    public var version: String
    /// `https://…`, `oci://…`, `file://…`, `@name` or `alias:name`; empty for a chart in `charts/`.
    public var repository: String
    /// Paths of booleans in values, with commas between them.
    public var condition: String
    public var tags: [String]
    /// What `Chart.yaml` says; Helm sets it anew from conditions and tags.
    public var enabled: Bool
    public var importValues: [ImportedValues]
    /// The name that the dependency has in this chart; empty for its own.
    public var alias: String

    public init(
        name: String, version: String = "", repository: String = "", condition: String = "", tags: [String] = [],
        enabled: Bool = false, importValues: [ImportedValues] = [], alias: String = ""
    ) {
        self.name = name
        self.version = version
        self.repository = repository
        self.condition = condition
        self.tags = tags
        self.enabled = enabled
        self.importValues = importValues
        self.alias = alias
    }
}

/// Values of a dependency that become values of its parent.
public enum ImportedValues: Sendable, Hashable {
    /// The table `exports.NAME` of the child, into the parent's own values.
    case exported(String)
    /// A table of the child to a place in the parent; `.` is the parent's own values.
    case mapped(child: String, parent: String)
}

/// A lock file: which versions a chart's dependencies have.
public struct ChartLock: Sendable, Hashable {
    /// When it was written, as it stands there (RFC 3339).
    public var generated: String
    /// `sha256:` and the digest of the dependencies it was made from, in hexadecimal digits.
    public var digest: String
    public var dependencies: [ChartDependency]

    public init(generated: String, digest: String, dependencies: [ChartDependency]) {
        self.generated = generated
        self.digest = digest
        self.dependencies = dependencies
    }
}
