import Effects
import JSON
import Testing

@testable import Machinery

@Suite struct NameRuleTests {
    static let long63 = String(repeating: "a", count: 63)

    @Test(arguments: [
        (NameRule.dns1123Label, "a", true), (.dns1123Label, "a-1", true), (.dns1123Label, long63, true),
        (.dns1123Label, long63 + "a", false), (.dns1123Label, "A", false), (.dns1123Label, "-a", false),
        (.dns1123Label, "a-", false), (.dns1123Label, "a.b", false), (.dns1123Label, "", false),
        (.dns1123Label, "ä", false),
        (.dns1123Subdomain, "a.b-c.d", true), (.dns1123Subdomain, "a..b", false), (.dns1123Subdomain, ".a", false),
        (.dns1123Subdomain, long63 + "a.b", true),
        (.dns1123Subdomain, String(repeating: "a.", count: 127) + "a", false),
        (.dns1035Label, "a1", true), (.dns1035Label, "1a", false),
        (.pathSegment, "system:admin", true), (.pathSegment, "..", false), (.pathSegment, "a/b", false),
        (.pathSegment, "50%", false),
        (.qualifiedName, "app", true), (.qualifiedName, "example.com/My_Name.x", true), (.qualifiedName, "/a", false),
        (.qualifiedName, "a/", false), (.qualifiedName, "a/b/c", false), (.qualifiedName, "Example.com/a", false),
        (.qualifiedName, "x y", false),
        (.labelValue, "", true), (.labelValue, "v1.34_x-y", true), (.labelValue, "a b", false),
        (.labelValue, "-a", false),
        (.configMapKey, "key.name", true), (.configMapKey, "..", false), (.configMapKey, "..x", false),
        (.configMapKey, "a/b", false),
    ])
    func accepts(rule: NameRule, text: String, expected: Bool) {
        #expect(rule.accepts(text) == expected)
    }

    @Test func messagesAreKubernetes() {
        #expect(
            NameRule.dns1123Label.problems(in: "A_b") == [
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
                    + "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
                    + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            ])
        #expect(NameRule.dns1123Label.problems(in: Self.long63 + "a") == ["must be no more than 63 bytes"])
        #expect(NameRule.qualifiedName.problems(in: "/a") == ["prefix part must be non-empty"])
        #expect(
            NameRule.qualifiedName.problems(in: "a b") == [
                "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                    + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                    + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
            ])
    }

    @Test func aGeneratedNameMayEndInAHyphenBeforeItsSuffix() {
        #expect(NameRule.dns1123Subdomain.problems(inPrefix: "web-").isEmpty)
        #expect(!NameRule.dns1123Subdomain.problems(inPrefix: "-").isEmpty)
        #expect(!NameRule.dns1123Subdomain.problems(inPrefix: "Web-").isEmpty)
    }
}

@Suite struct NameGeneratorTests {
    @Test(arguments: [("web-", 9), (String(repeating: "x", count: 80), 63), (String(repeating: "é", count: 40), 63)])
    func namesFit(base: String, length: Int) {
        let name = NameGenerator(random: SeededRandom()).name(base: base)
        #expect(name.utf8.count == length)
        #expect(name.suffix(5).allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) })
    }

    @Test func oneSourceGivesOneName() {
        let first = NameGenerator(random: SeededRandom()).suffix()
        #expect(first == NameGenerator(random: SeededRandom()).suffix())
    }
}

@Suite struct HashTests {
    @Test(arguments: [("", 0x811c_9dc5), ("a", 0xe40c_292c), ("foobar", 0xbf9c_f968)] as [(String, UInt32)])
    func fnv32(text: String, hash: UInt32) {
        #expect(FNV1a.hash32(text.utf8) == hash)
    }

    @Test(arguments: [("", 0xcbf2_9ce4_8422_2325), ("foobar", 0x8594_4171_f739_67e8)] as [(String, UInt64)])
    func fnv64(text: String, hash: UInt64) {
        #expect(FNV1a.hash64(text.utf8) == hash)
    }

    @Test func labelValuesNameObjects() {
        #expect(LabelValue.naming("machine-1") == "machine-1")
        let long = String(repeating: "a", count: 64)
        let value = LabelValue.naming(long)
        #expect(value.hasPrefix("hash_") && value.hasSuffix("_z"))
        #expect(NameRule.labelValue.accepts(value))
        #expect(LabelValue.value(value, names: long))
    }
}

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
    ])
    func vectorsOfRFC4648(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Z===", "Zm9v=", "Zm=v", "Zm 9", "Zm-_", "="])
    func refuses(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func lineBreaksAreSkipped() {
        #expect(Base64.decode("Zm9v\r\nYmFy\n") == Array("foobar".utf8))
    }

    @Test func allBytesSurvive() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64.url([0xfb, 0xff]) == "-_8")
    }
}

@Suite struct ObjectMetaValidationTests {
    private func errors(isNamespaced: Bool = true, _ change: (inout ObjectMeta) -> Void) -> [String] {
        var metadata = ObjectMeta(name: "web", namespace: "default")
        change(&metadata)
        return metadata.validate(isNamespaced: isNamespaced).map(\.description)
    }

    @Test func goodMetadataHasNoErrors() {
        #expect(errors { _ in }.isEmpty)
        #expect(
            errors {
                $0.labels = ["example.com/app": "web"]
                $0.annotations = ["Example.com/Free": "any text\n"]
                $0.finalizers = ["example.com/guard", "foregroundDeletion"]
                $0.ownerReferences = [
                    OwnerReference(apiVersion: "apps/v1", kind: "Set", name: "s", uid: "1", controller: true)
                ]
            }.isEmpty)
    }

    @Test func namesAndNamespaces() {
        #expect(errors { $0.name = "" } == ["metadata.name: Required value: name or generateName is required"])
        #expect(
            errors {
                $0.name = ""
                $0.generateName = "web-"
            }.isEmpty)
        #expect(errors { $0.namespace = "" } == ["metadata.namespace: Required value"])
        #expect(errors(isNamespaced: false) { _ in } == ["metadata.namespace: Forbidden: not allowed on this type"])
        #expect(
            errors { $0.name = "Web" }.first?.hasPrefix("metadata.name: Invalid value: \"Web\": a lowercase RFC")
                == true)
    }

    @Test func ownersAndFinalizers() {
        let owner = OwnerReference(apiVersion: "v1", kind: "Set", name: "a", uid: "1", controller: true)
        var other = owner
        other.name = "b"
        #expect(errors { $0.ownerReferences = [owner, other] }.first?.contains("references for a and b") == true)
        other = OwnerReference(apiVersion: "apps/", kind: "", name: "b", uid: "")
        #expect(
            errors { $0.ownerReferences = [other] } == [
                "metadata.ownerReferences[0].apiVersion: Invalid value: \"apps/\": version must not be empty",
                "metadata.ownerReferences[0].kind: Invalid value: \"\": must not be empty",
                "metadata.ownerReferences[0].uid: Invalid value: \"\": must not be empty",
            ])
        #expect(errors { $0.finalizers = ["a b"] }.count == 1)
        #expect(errors { $0.finalizers = ["orphan", "foregroundDeletion"] }.count == 1)
    }

    @Test func annotationsHaveOneSizeTogether() {
        let half = String(repeating: "x", count: ObjectMeta.maximumAnnotationBytes / 2 - 1)
        #expect(errors { $0.annotations = ["a": half, "b": half] }.isEmpty)
        #expect(
            errors { $0.annotations = ["a": half, "b": half + "x"] } == [
                "metadata.annotations: Too long: may not be more than 262144 bytes"
            ])
    }
}
