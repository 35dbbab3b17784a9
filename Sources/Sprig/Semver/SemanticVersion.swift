/// A semantic version (semver.org, 2.0.0), read leniently as the Go package `Masterminds/semver` does: with or without
/// a `v`, and with missing parts as zero.
public struct SemanticVersion: Sendable {
    public var major: UInt64
    public var minor: UInt64
    public var patch: UInt64
    /// Without the hyphen; empty for a release.
    public var prerelease: String
    /// Without the plus sign.
    public var metadata: String
    /// The text that was read.
    public var original: String

    public init(
        major: UInt64, minor: UInt64, patch: UInt64, prerelease: String = "", metadata: String = "",
        original: String? = nil
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        self.original = ""
        self.original = original ?? description
    }

    /// - Throws: `SemanticVersionError`, in the words of the Go package.
    public init(_ text: String) throws(SemanticVersionError) {
        guard let parts = VersionParts(text, allowsWildcards: false) else { throw .invalid }
        try self.init(parts, original: text)
    }

    init(_ parts: VersionParts, original: String) throws(SemanticVersionError) {
        try self.init(
            major: Self.number(parts.major), minor: Self.number(parts.minor), patch: Self.number(parts.patch),
            prerelease: parts.prerelease, metadata: parts.metadata, original: original)
        try Self.check(prerelease: prerelease)
    }

    private static func number(_ text: String) throws(SemanticVersionError) -> UInt64 {
        guard !text.isEmpty else { return 0 }
        guard let number = UInt64(text) else {
            throw SemanticVersionError(
                "Error parsing version segment: strconv.ParseUint: parsing \"\(text)\": value out of range")
        }
        return number
    }

    private static func check(prerelease: String) throws(SemanticVersionError) {
        for part in prerelease.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        where part.count > 1 && part.first == UInt8(ascii: "0") && part.allSatisfy(\.isASCIIDigit) {
            throw .leadingZero
        }
    }
}

/// Why a text is no version or no constraint.
public struct SemanticVersionError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }

    static let invalid = SemanticVersionError("Invalid Semantic Version")
    static let leadingZero = SemanticVersionError("Version segment starts with 0")
}

extension SemanticVersion: CustomStringConvertible {
    /// `1.2.3-rc.1+build`, without a `v`.
    public var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-\(prerelease)")
            + (metadata.isEmpty ? "" : "+\(metadata)")
    }
}

extension SemanticVersion: Comparable {
    /// By precedence, for which metadata does not count.
    public static func == (left: SemanticVersion, right: SemanticVersion) -> Bool { left.compared(to: right) == 0 }
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool { left.compared(to: right) < 0 }

    /// -1, 0 or 1.
    public func compared(to other: SemanticVersion) -> Int {
        let (numbers, others) = ([major, minor, patch], [other.major, other.minor, other.patch])
        if numbers != others { return numbers.lexicographicallyPrecedes(others) ? -1 : 1 }
        if prerelease.isEmpty || other.prerelease.isEmpty {
            return prerelease.isEmpty == other.prerelease.isEmpty ? 0 : prerelease.isEmpty ? 1 : -1
        }
        return Self.compare(prerelease: prerelease, other.prerelease)
    }

    static func compare(prerelease: String, _ other: String) -> Int {
        let parts = prerelease.split(separator: ".", omittingEmptySubsequences: false)
        let others = other.split(separator: ".", omittingEmptySubsequences: false)
        for (part, other) in zip(parts, others) where part != other {
            switch (UInt64(part), UInt64(other)) {
            case (let part?, let other?): return part < other ? -1 : 1
            case (nil, nil): return part.utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
            // Numbers come before words.
            case (_?, nil): return -1
            case (nil, _?): return 1
            }
        }
        return parts.count == others.count ? 0 : parts.count < others.count ? -1 : 1
    }
}

extension UInt8 {
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
