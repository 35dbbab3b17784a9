import GoTemplate

/// A version as templates see it: Go's `*semver.Version` with its methods.
struct VersionObject: GoJSONObject {
    let version: SemanticVersion
    /// Methods that change a version give a value, not a pointer.
    var isPointer = true

    var typeName: String { isPointer ? "*semver.Version" : "semver.Version" }
    var entries: GoMap? { nil }
    var printed: String { version.description }
    var jsonValue: GoValue { .text(version.description) }

    func field(_ name: String) -> GoValue? { nil }

    func method(_ name: String) -> TemplateFunction? {
        if let part = Self.parts[name] {
            let version = version
            return TemplateFunction { _, _ in part(version) }
        }
        if let comparison = Self.comparisons[name] {
            let version = version
            return TemplateFunction(.any) { (arguments, _) throws(FunctionFailure) in
                guard case .object(let object) = try arguments.value(at: 0), let other = object as? VersionObject else {
                    let type = try arguments.value(at: 0).typeName
                    throw FunctionFailure("wrong type for value; expected *semver.Version; got \(type)")
                }
                return comparison(version.compared(to: other.version))
            }
        }
        return setter(name)
    }

    private static let parts: [String: @Sendable (SemanticVersion) -> GoValue] = [
        "Major": { .integer(Int64(bitPattern: $0.major), .uint64) },
        "Minor": { .integer(Int64(bitPattern: $0.minor), .uint64) },
        "Patch": { .integer(Int64(bitPattern: $0.patch), .uint64) },
        "Prerelease": { .text($0.prerelease) },
        "Metadata": { .text($0.metadata) },
        "Original": { .text($0.original) },
        "String": { .text($0.description) },
        "IncMajor": { changed($0, major: $0.major &+ 1, minor: 0, patch: 0) },
        "IncMinor": { changed($0, major: $0.major, minor: $0.minor &+ 1, patch: 0) },
        // A pre-release comes before its patch, to which it is raised.
        "IncPatch": {
            changed($0, major: $0.major, minor: $0.minor, patch: $0.prerelease.isEmpty ? $0.patch &+ 1 : $0.patch)
        },
    ]

    private static let comparisons: [String: @Sendable (Int) -> GoValue] = [
        "Compare": { .int($0) },
        "Equal": { .bool($0 == 0) },
        "LessThan": { .bool($0 < 0) },
        "LessThanEqual": { .bool($0 <= 0) },
        "GreaterThan": { .bool($0 > 0) },
        "GreaterThanEqual": { .bool($0 >= 0) },
    ]

    private func setter(_ name: String) -> TemplateFunction? {
        guard name == "SetPrerelease" || name == "SetMetadata" else { return nil }
        let version = version
        return TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
            let text = try arguments.text(at: 0)
            let isPrerelease = name == "SetPrerelease"
            var changed = version
            if isPrerelease { changed.prerelease = text } else { changed.metadata = text }
            // The text of the version is read again, to hold what is set against the rules.
            guard
                text.isEmpty || (try? SemanticVersion(changed.description)).map({ $0.isIdentical(to: changed) }) == true
            else { throw FunctionFailure(isPrerelease ? "Invalid Prerelease string" : "Invalid Metadata string") }
            return Self.value(changed, prefix: version)
        }
    }

    private static func changed(
        _ version: SemanticVersion, major: UInt64, minor: UInt64, patch: UInt64
    ) -> GoValue {
        value(SemanticVersion(major: major, minor: minor, patch: patch), prefix: version)
    }

    private static func value(_ version: SemanticVersion, prefix: SemanticVersion) -> GoValue {
        var version = version
        version.original = (prefix.original.hasPrefix("v") ? "v" : "") + version.description
        return .object(VersionObject(version: version, isPointer: false))
    }
}

extension SemanticVersion {
    fileprivate func isIdentical(to other: SemanticVersion) -> Bool {
        self == other && prerelease == other.prerelease && metadata == other.metadata
    }
}

enum VersionFunctions {
    static let all: [String: TemplateFunction] = [
        "semver": TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
            .object(VersionObject(version: try version(arguments.text(at: 0))))
        },
        "semverCompare": TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
            let constraint = try constraint(arguments.text(at: 0))
            return .bool(constraint.allows(try version(arguments.text(at: 1))))
        },
    ]

    private static func version(_ text: String) throws(FunctionFailure) -> SemanticVersion {
        do throws(SemanticVersionError) {
            return try SemanticVersion(text)
        } catch {
            throw FunctionFailure(error.description)
        }
    }

    private static func constraint(_ text: String) throws(FunctionFailure) -> VersionConstraint {
        do throws(SemanticVersionError) {
            return try VersionConstraint(text)
        } catch {
            throw FunctionFailure(error.description)
        }
    }
}
