import Testing

@testable import KubeadmBootstrap

@Suite("Single values of a Container Linux Config")
struct ContainerLinuxChecksTests {
    @Test(
        arguments: [
            ("0", 0), ("+0", 0), ("1MiB", 1), ("1024KiB", 1), ("1048576B", 1), ("1GB", 1024), ("1.5GiB", 1536),
            (".5GiB", 512), ("1.GiB", 1024), ("2GiB1MiB", 2049), ("1TiB", 1 << 20), ("1", nil), ("", nil),
            ("-1GiB", nil),
            ("1KiB", nil), ("1GiB1MB", nil), ("GiB", nil), ("9EiB", nil), ("1Gib", nil), ("1 GiB", nil),
            ("1e3MiB", nil),
        ] as [(String, Int64?)])
    func sizesAreWholeMebibytes(text: String, expected: Int64?) {
        #expect((try? ContainerLinuxChecks.mebibytes(text).get()) == expected)
    }

    @Test(
        arguments: [
            ("", nil), ("[Unit]\nA=b\n[Install]\nWantedBy=c\n", nil), ("junk [A]\nb=c", nil), ("[A]", nil),
            ("# [A\n[B]\n; c \\\nd\nE=f\\\ng\n", nil), ("[A]\n  B = c", nil), ("[A]\r\nB=c", nil),
            ("[A] \u{2003}\nB=c", nil),
            ("[A", "unable to find end of section"), ("[A] b\nC=d", "found garbage after section name"),
            ("[A]\nb\n", "unexpected newline"), ("[A]\nb", "unexpected end"),
            ("[A]\nb=" + String(repeating: "x", count: 2045), nil),
            ("[A]\nb=" + String(repeating: "x", count: 2046), "line too long (max 2048 bytes)"),
        ] as [(String, String?)])
    func unitsAreRead(text: String, problem: String?) {
        switch ContainerLinuxChecks.unitSections(text) {
        case .success: #expect(problem == nil)
        case .failure(let failure): #expect(problem.map { failure.description.hasPrefix($0) } == true)
        }
    }

    @Test func optionsAreToldBySection() throws {
        let sections = try ContainerLinuxChecks.unitSections("[A]\nx=\\\n[B]\ny=1\n[C]\nz=\n").get()
        #expect(sections == ["A", "A", "C"])
    }

    @Test(
        arguments: [
            ("", nil), ("http://a/b", nil), ("HTTPS://u:p@h:8080/x?y#z", nil), ("tftp://h/f", nil), ("oem:///f", nil),
            ("http://[::1]:80/", nil), ("http://h/%20", nil), ("s3://b/k", nil), ("s3://b/k?versionId=2", nil),
            ("data:,abc", nil), ("data:text/plain;charset=utf-8,a%20b", nil), ("data:;base64,QUI=", nil),
            ("/etc/x", "invalid url scheme"), ("x", "invalid url scheme"), ("ftp://h", "invalid url scheme"),
            ("http://h/%zz", "unable to parse url"), ("http://h:ab/", "unable to parse url"),
            ("http://a b/", "unable to parse url"), (":x", "unable to parse url"), ("a%20:b/c", "unable to parse url"),
            ("http://[::1/", "unable to parse url"),
            ("s3://b/k?versionId=", "invalid S3 object VersionId"), ("data:abc", "missing comma before data"),
            ("data:;base64,Q", "the data are not base64"), ("data:foo,x", "invalid media type"),
        ] as [(String, String?)])
    func urlsAreThoseThatIgnitionLoads(text: String, problem: String?) {
        let found = ContainerLinuxChecks.url(text)
        #expect(problem == nil ? found == nil : found?.hasPrefix(problem ?? "") == true)
    }

    @Test(
        arguments: [
            ("14:00", nil), ("4:05", nil), ("Sun 23:59", nil), ("thu  00:00", nil), ("24:00", "couldn't parse"),
            ("12:60", "couldn't parse"), ("12:6", "couldn't parse"), ("Foo 14:00", "unknown day"),
            ("Sunday 1:00", "unknown day"), ("Sun", "couldn't parse"), ("-1:00", "couldn't parse"),
        ] as [(String, String?)])
    func rebootWindowsStartAtATime(text: String, problem: String?) {
        let found = ContainerLinuxChecks.windowStart(text)
        #expect(problem == nil ? found == nil : found?.hasPrefix(problem ?? "") == true)
    }

    @Test(arguments: [
        ("a.service", "service"), ("a", ""), ("a.b/c", ""), ("x/a.b.mount", "mount"), (".conf", "conf"), ("", ""),
    ])
    func fileExtensionsFollowTheLastDot(name: String, expected: String) {
        #expect(ContainerLinuxChecks.fileExtension(name) == expected)
    }
}
