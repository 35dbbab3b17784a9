import Machinery
import Testing

@Suite struct SemanticVersionTests {
    @Test(arguments: [
        ("1.2.3", "1.2.3"), ("v1.34.0", "1.34.0"), ("0.0.0", "0.0.0"), ("1.0.0-alpha.1", "1.0.0-alpha.1"),
        ("v1.0.0-rc.1+build.007", "1.0.0-rc.1+build.007"), ("1.0.0+a-b", "1.0.0+a-b"), ("1.0.0--", "1.0.0--"),
        ("1.0.0-0a.-", "1.0.0-0a.-"),
    ])
    func reads(text: String, description: String) throws {
        #expect(try SemanticVersion(parsing: text).description == description)
        #expect(try SemanticVersion(parsing: text).tag == "v\(description)")
    }

    @Test(arguments: [
        "", "v", "1", "1.2", "1.2.3.4", "01.2.3", "1.02.3", "1.2.x", "1.2.3-", "1.2.3-a..b", "1.2.3-01", "1.2.3+",
        "1.2.3+ü",
        "-1.2.3", "1.2.3 ", "vv1.2.3", "1.2.99999999999999999999", "1.2.3-a_b", "+1.2.3",
    ])
    func refuses(text: String) {
        #expect { try SemanticVersion(parsing: text) } throws: { ($0 as? MachineryError)?.code == .invalidVersion }
    }

    /// The order of section 11 of the specification, and what Kubernetes releases look like.
    @Test func precedence() throws {
        let ordered = try [
            "0.9.9", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-alpha", "1.0.0-alpha.1",
            "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.9.0",
            "1.10.0-alpha.0", "1.10.0", "2.0.0",
        ].map { try SemanticVersion(parsing: $0) }
        for (index, version) in ordered.enumerated() {
            for (otherIndex, other) in ordered.enumerated() {
                #expect((version < other) == (index < otherIndex), "\(version) \(other)")
                #expect((version == other) == (index == otherIndex))
            }
        }
    }

    @Test func buildsDoNotCount() throws {
        let plain = SemanticVersion(1, 28, 1)
        let built = try SemanticVersion(parsing: "v1.28.1+k3s1")
        #expect(plain == built && !(plain < built) && !(built < plain))
        #expect(Set([plain, built]).count == 1)
    }

    @Test func minors() {
        let version = SemanticVersion(1, 34, 1)
        #expect(version.minors(after: SemanticVersion(1, 33, 9)) == 1)
        #expect(version.minors(after: SemanticVersion(1, 36, 0)) == -2)
        #expect(version.minors(after: SemanticVersion(2, 34, 1)) == nil)
        #expect(version.hasSameMinor(as: SemanticVersion(1, 34, 0, prerelease: ["rc", "1"])))
    }
}
