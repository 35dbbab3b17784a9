/// A version by Semantic Versioning 2.0: `1.34.1`, `v1.35.0-rc.1+build.5`.
///
/// Versions are equal, ordered and hashed by precedence (section 11 of the specification): what follows a `+` does not count.
public struct SemanticVersion: Sendable, CustomStringConvertible {
    public var major: Int
    public var minor: Int
    public var patch: Int
    /// The identifiers after `-`.
    public var prerelease: [String]
    /// The identifiers after `+`.
    public var build: [String]

    public init(_ major: Int, _ minor: Int, _ patch: Int, prerelease: [String] = [], build: [String] = []) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }

    /// Reads `major.minor.patch`, with a `v` before it or not.
    ///
    /// - Throws: `MachineryError.Code.invalidVersion` for anything else, leading zeros included.
    public init(parsing text: some StringProtocol) throws(MachineryError) {
        guard let version = Self.parse(Substring(text.hasPrefix("v") ? text.dropFirst() : text[...])) else {
            throw MachineryError(
                .invalidVersion, "\(String(text).goQuoted) is not a semantic version such as \"v1.34.1\"")
        }
        self = version
    }

    /// Without a `v`, as Semantic Versioning has it.
    public var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-\(prerelease.joined(separator: "."))" }
        if !build.isEmpty { text += "+\(build.joined(separator: "."))" }
        return text
    }

    /// With a `v`, as Kubernetes names its versions.
    public var tag: String { "v\(self)" }

    public var isPrerelease: Bool { !prerelease.isEmpty }

    /// How many minor versions this one is after `other`, negative where it is before; `nil` across major versions.
    public func minors(after other: SemanticVersion) -> Int? {
        major == other.major ? minor - other.minor : nil
    }

    public func hasSameMinor(as other: SemanticVersion) -> Bool {
        minors(after: other) == 0
    }

    private static func parse(_ text: Substring) -> SemanticVersion? {
        let halves = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { number($0) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else {
            return nil
        }
        var version = SemanticVersion(major, minor, patch)
        if parts.count == 2 {
            guard let identifiers = identifiers(parts[1]) else { return nil }
            guard identifiers.allSatisfy({ !isNumeric($0) || $0 == "0" || !$0.hasPrefix("0") }) else { return nil }
            version.prerelease = identifiers
        }
        if halves.count == 2 {
            guard let identifiers = identifiers(halves[1]) else { return nil }
            version.build = identifiers
        }
        return version
    }

    private static func number(_ text: Substring) -> Int? {
        guard isNumeric(text), text == "0" || !text.hasPrefix("0") else { return nil }
        return Int(text)
    }

    private static func identifiers(_ text: Substring) -> [String]? {
        let identifiers = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let areValid = identifiers.allSatisfy { identifier in
            !identifier.isEmpty
                && identifier.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") }
        }
        return areValid ? identifiers : nil
    }

    fileprivate static func isNumeric(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

extension SemanticVersion: Hashable, Comparable {
    public static func == (left: SemanticVersion, right: SemanticVersion) -> Bool {
        (left.major, left.minor, left.patch) == (right.major, right.minor, right.patch)
            && left.prerelease == right.prerelease
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(major)
        hasher.combine(minor)
        hasher.combine(patch)
        hasher.combine(prerelease)
    }

    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let (core, otherCore) = ((left.major, left.minor, left.patch), (right.major, right.minor, right.patch))
        if core != otherCore { return core < otherCore }
        // A release comes after its prereleases.
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (identifier, other) in zip(left.prerelease, right.prerelease) where identifier != other {
            return precedes(identifier, other)
        }
        return left.prerelease.count < right.prerelease.count
    }

    /// Numbers by value and before words, words by their bytes.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        switch (isNumeric(left), isNumeric(right)) {
        case (true, true):
            // No leading zeros: the longer number is the greater, however long it is.
            left.utf8.count != right.utf8.count ? left.utf8.count < right.utf8.count : left < right
        case (true, false): true
        case (false, true): false
        case (false, false): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}
