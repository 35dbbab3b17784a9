import JSON
import Testing

@testable import Sprig

@Suite("Semantic versions") struct SemanticVersionTests {
    private static let versions = [
        "1.2.3", "1.2", "0.0.1", "0.1.0", "1.2.3-rc.1", "2.0.0", "1.2.4+build", "v1.3.0-beta.2",
    ]

    /// Constraints, and which of the versions they allow.
    @Test(
        arguments: [
            ("1.2.3", ["1.2.3"]),
            ("!=1.2", ["0.0.1", "0.1.0", "2.0.0"]),
            ("!=1.2.3-rc.1", ["1.2.3", "1.2", "0.0.1", "0.1.0", "2.0.0", "1.2.4+build", "v1.3.0-beta.2"]),
            ("!=1.x", ["0.0.1", "0.1.0", "2.0.0"]),
            (">1", ["2.0.0"]),
            (">11", []),
            ("<2", ["1.2.3", "1.2", "0.0.1", "0.1.0", "1.2.4+build"]),
            (">=1.2", ["1.2.3", "1.2", "2.0.0", "1.2.4+build"]),
            ("<=1.2", ["1.2.3", "1.2", "0.0.1", "0.1.0", "1.2.4+build"]),
            ("=>1.2", ["1.2.3", "1.2", "2.0.0", "1.2.4+build"]),
            ("~1", ["1.2.3", "1.2", "1.2.4+build"]),
            ("~1.2", ["1.2.3", "1.2", "1.2.4+build"]),
            ("~0.0.0", ["1.2.3", "1.2", "0.0.1", "0.1.0", "2.0.0", "1.2.4+build"]),
            ("^1.2", ["1.2.3", "1.2", "1.2.4+build"]),
            ("^0.1", ["0.1.0"]),
            ("^0.0.1", ["0.0.1"]),
            ("^0.0", ["0.0.1"]),
            ("*", ["1.2.3", "1.2", "0.0.1", "0.1.0", "2.0.0", "1.2.4+build"]),
            ("1.2.x", ["1.2.3", "1.2", "1.2.4+build"]),
            (">=1.2.3-0", ["1.2.3", "1.2.3-rc.1", "2.0.0", "1.2.4+build", "v1.3.0-beta.2"]),
            ("^1.2.3-alpha", ["1.2.3", "1.2.3-rc.1", "1.2.4+build", "v1.3.0-beta.2"]),
            (">=1.0.0-0 <2.0.0-0", ["1.2.3", "1.2", "1.2.3-rc.1", "1.2.4+build", "v1.3.0-beta.2"]),
            (">= 1.2 , < 2.0", ["1.2.3", "1.2", "1.2.4+build"]),
            ("1.2 - 1.4", ["1.2.3", "1.2", "1.2.4+build"]),
            ("1.2 || 2.0", ["1.2.3", "1.2", "2.0.0", "1.2.4+build"]),
        ])
    func constraintsAllow(constraint: String, allowed: [String]) throws {
        let constraint = try VersionConstraint(constraint)
        #expect(try Self.versions.filter { constraint.allows(try SemanticVersion($0)) } == allowed)
    }

    @Test(
        arguments: [
            FunctionCase("semverCompare", "", "1.2.3", gives: "error: improper constraint: "),
            FunctionCase("semverCompare", " ", "1.2.3", gives: "error: improper constraint:  "),
            FunctionCase("semverCompare", ">=", "1.2.3", gives: "error: improper constraint: >="),
            FunctionCase("semverCompare", "abc", "1.2.3", gives: "error: improper constraint: abc"),
            FunctionCase("semverCompare", "1.2||", "1.2.3", gives: "error: improper constraint: "),
            FunctionCase("semverCompare", "1.2.3.4", "1.2.3", gives: "error: improper constraint: 1.2.3.4"),
            FunctionCase("semverCompare", ">=1.2,", "1.2.3", gives: "error: improper constraint: >=1.2,"),
            FunctionCase("semverCompare", "1x", "1.2.3", gives: "error: constraint Parser Error"),
            FunctionCase("semverCompare", "1.2.3-01", "1.2.3", gives: "error: constraint Parser Error"),
            FunctionCase("semverCompare", "|1", "1.2.3", gives: "error: constraint Parser Error"),
            FunctionCase("semverCompare", "1.2-1.4", "1.2.3", gives: "bool true"),
            FunctionCase("semverCompare", "01.2", "1.2.3", gives: "bool true"),
            FunctionCase("semver", "1.2", gives: #"*semver.Version "1.2.0""#),
            FunctionCase("semver", "v1.2.3-rc.1+b.2", gives: #"*semver.Version "1.2.3-rc.1+b.2""#),
            FunctionCase("semver", "", gives: "error: Invalid Semantic Version"),
            FunctionCase("semver", "v", gives: "error: Invalid Semantic Version"),
            FunctionCase("semver", "1.2.3.4", gives: "error: Invalid Semantic Version"),
            FunctionCase("semver", "1.02", gives: #"*semver.Version "1.2.0""#),
            FunctionCase("semver", "1.2.3-01", gives: "error: Version segment starts with 0"),
            FunctionCase(
                "semver", "99999999999999999999.1",
                gives:
                    #"error: Error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range"#
            ),
            FunctionCase("semver", "1.2.3-a..b", gives: "error: Invalid Semantic Version"),
            FunctionCase("semver", " 1.2.3", gives: "error: Invalid Semantic Version"),
            FunctionCase("semverCompare", ">=0", "x", gives: "error: Invalid Semantic Version"),
        ])
    func functions(_ function: FunctionCase) { function.check() }

    /// In the order of precedence (semver.org, section 11).
    @Test func ordersByPrecedence() throws {
        let ordered = try [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "2.0.0-0", "2.0.0",
        ].map { try SemanticVersion($0) }
        for (index, version) in ordered.enumerated() {
            for (other, later) in ordered.enumerated() {
                #expect(version.compared(to: later) == (index == other ? 0 : index < other ? -1 : 1))
            }
        }
    }

    @Test func keepsWhatWasWritten() throws {
        let version = try SemanticVersion("v1.2-rc.1+b.5")
        #expect(version.description == "1.2.0-rc.1+b.5")
        #expect(version.original == "v1.2-rc.1+b.5")
        #expect(version == (try SemanticVersion("1.2.0-rc.1")))
    }

    @Test func refusesLongConstraints() {
        let text = Array(repeating: "1.2.3", count: 2000).joined(separator: " || ")
        #expect(throws: SemanticVersionError.self) { try VersionConstraint(text) }
    }
}
