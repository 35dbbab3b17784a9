/// Which versions are wanted, in the language of the Go package `Masterminds/semver`: `>= 1.2, < 2 || ~3.1 || ^4.0.0-0
/// || 5.x || 6.1 - 6.4`.
///
/// A pre-release satisfies only comparisons with a pre-release.
public struct VersionConstraint: Sendable {
    /// Far beyond what anybody writes.
    static let maximumLength = 8192

    /// The text that was read.
    public let original: String
    /// One of the groups must hold, with all of its comparisons.
    private let groups: [[VersionComparison]]

    /// - Throws: `SemanticVersionError`, in the words of the Go package.
    public init(_ text: String) throws(SemanticVersionError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw SemanticVersionError("improper constraint: longer than \(Self.maximumLength) bytes")
        }
        original = text
        var groups: [[VersionComparison]] = []
        for group in Self.groups(of: ConstraintReader.rewritingRanges(in: text)) {
            guard let parts = ConstraintReader.comparisons(in: group) else {
                throw SemanticVersionError("improper constraint: \(group)")
            }
            var comparisons: [VersionComparison] = []
            for part in parts { comparisons.append(try VersionComparison(part.comparator, part.parts)) }
            groups.append(comparisons)
        }
        self.groups = groups
    }

    public func allows(_ version: SemanticVersion) -> Bool {
        groups.contains { $0.allSatisfy { $0.allows(version) } }
    }

    private static func groups(of text: String) -> [String] {
        Array(text.utf8).split(separator: Array("||".utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// A comparison, of which one version may have wildcards.
struct VersionComparison: Sendable {
    enum Comparator: Sendable {
        case equal, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret
    }

    private let comparator: Comparator
    private let version: SemanticVersion
    /// Whether any part is a wildcard or missing.
    private let isPartial: Bool
    /// Whether the major part is given, and the minor is a wildcard or missing.
    private let hasNoMinor: Bool
    /// Whether the minor part is given, and the patch is a wildcard or missing.
    private let hasNoPatch: Bool

    init(_ comparator: Comparator, _ parts: VersionParts) throws(SemanticVersionError) {
        self.comparator = comparator
        let hasNoMajor = Self.isWildcard(parts.major)
        hasNoMinor = !hasNoMajor && Self.isWildcard(parts.minor)
        hasNoPatch = !hasNoMajor && !hasNoMinor && Self.isWildcard(parts.patch)
        isPartial = hasNoMajor || hasNoMinor || hasNoPatch
        var known = parts
        if hasNoMajor { known.major = "0" }
        if hasNoMajor || hasNoMinor { known.minor = "0" }
        if isPartial {
            known.patch = "0"
            known.metadata = ""
        }
        do throws(SemanticVersionError) {
            for segment in [known.major, known.minor, known.patch] where !segment.utf8.allSatisfy(\.isASCIIDigit) {
                throw .invalid
            }
            version = try SemanticVersion(known, original: "")
        } catch {
            throw SemanticVersionError("constraint Parser Error")
        }
    }

    private static func isWildcard(_ segment: String) -> Bool { ["", "x", "X", "*"].contains(segment) }

    func allows(_ other: SemanticVersion) -> Bool {
        let wantsReleases = version.prerelease.isEmpty
        if wantsReleases, !other.prerelease.isEmpty, comparator != .notEqual || isPartial { return false }
        switch comparator {
        case .equal: return isPartial ? isNear(other) : other == version
        case .notEqual: return differs(other)
        case .greater: return isExceeded(by: other)
        case .less: return other < version
        case .greaterOrEqual: return other >= version
        case .lessOrEqual: return isPartial ? !isPassed(by: other) : other <= version
        case .tilde: return isNear(other)
        case .caret: return isCompatible(with: other)
        }
    }

    private func differs(_ other: SemanticVersion) -> Bool {
        guard isPartial else { return other != version }
        if other.major != version.major { return true }
        if hasNoMinor { return false }
        if other.minor != version.minor { return true }
        guard hasNoPatch else { return other != version }
        return SemanticVersion.compare(prerelease: other.prerelease, version.prerelease) != 0
    }

    /// `>1` is above every 1.x, `>1.2` above every 1.2.x.
    private func isExceeded(by other: SemanticVersion) -> Bool {
        guard isPartial else { return other > version }
        if other.major != version.major { return other.major > version.major }
        if hasNoMinor { return false }
        return hasNoPatch ? other.minor > version.minor : other > version
    }

    /// Whether a version is above all that a partial one stands for.
    private func isPassed(by other: SemanticVersion) -> Bool {
        other.major > version.major
            || (other.major == version.major && other.minor > version.minor && !hasNoMinor)
    }

    /// `~1.2.3` is 1.2.x from there, `~1` is every 1.x.
    private func isNear(_ other: SemanticVersion) -> Bool {
        guard other >= version else { return false }
        if version.major == 0, version.minor == 0, version.patch == 0, !hasNoMinor, !hasNoPatch { return true }
        return other.major == version.major && (hasNoMinor || other.minor == version.minor)
    }

    /// `^` allows what does not change the leftmost part that is not zero.
    private func isCompatible(with other: SemanticVersion) -> Bool {
        guard other >= version else { return false }
        if version.major > 0 || hasNoMinor { return other.major == version.major }
        if other.major > 0 { return false }
        if version.minor > 0 || hasNoPatch { return other.minor == version.minor }
        return other.minor == 0 && other.patch == version.patch
    }
}
