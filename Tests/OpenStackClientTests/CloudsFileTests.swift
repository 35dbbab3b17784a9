import JSON
import OpenStackClient
import Testing

@Suite struct CloudsFileTests {
    static func cloud(
        _ entry: String, secure: String? = nil, files: [String: String] = [:]
    ) throws -> CloudConfiguration {
        let lines = entry.split(separator: "\n").map { "    \($0)\n" }.joined()
        let file = try CloudsFile(
            clouds: Array("clouds:\n  c:\n\(lines)".utf8), secure: secure.map { Array($0.utf8) })
        return try file.cloud(named: "c") { path in
            guard let text = files[path] else { throw OpenStackError(.notFound, path) }
            return Array(text.utf8)
        }
    }

    static let password = """
        auth:
          auth_url: https://keystone.test:5000
          username: me
          password: 'hunter2-long'
          project_name: mine
          user_domain_name: Default
          project_domain_id: default
        region_name: R1
        """

    @Test func aPasswordLogsInToAProject() throws {
        let cloud = try Self.cloud(Self.password)
        #expect(cloud.identityURL == "https://keystone.test:5000")
        #expect(cloud.region == "R1")
        #expect(cloud.interface == .public)
        #expect(
            cloud.credential
                == .password(user: .init(name: "me", domain: .name("Default")), password: Redacted("hunter2-long")))
        #expect(cloud.scope == .project(.init(name: "mine", domain: .id("default"))))
        #expect(cloud.trust.verifies)
    }

    @Test(arguments: ["auth_type: v3applicationcredential\n", ""])
    func anApplicationCredentialBringsItsOwnScope(type: String) throws {
        let cloud = try Self.cloud(
            """
            \(type)auth:
              auth_url: https://k.test/v3
              application_credential_id: abc
              application_credential_secret: s3cr3t-value
              project_name: ignored
              project_domain_name: Default
            """)
        #expect(cloud.credential == .applicationCredential(.init(id: "abc", secret: Redacted("s3cr3t-value"))))
        #expect(cloud.scope == .implied)
    }

    @Test func settingsOfTheEntryAreRead() throws {
        let cloud = try Self.cloud(
            """
            auth: {auth_url: 'https://k.test/v3', user_id: u, password: 123456}
            auth_type: v3password
            endpoint_type: internalURL
            identity_api_version: "3"
            cacert: /etc/ca.pem
            cert: /etc/cert.pem
            key: /etc/key.pem
            verify: false
            volumev3_endpoint_override: https://volumes.test/v3
            load_balancer_endpoint_override: https://lb.test
            regions: [R7, R8]
            compute_api_version: '2'
            """, files: ["/etc/ca.pem": "CA", "/etc/cert.pem": "CERT", "/etc/key.pem": "KEY"])
        #expect(cloud.credential == .password(user: .init(id: "u"), password: Redacted("123456")))
        #expect(cloud.scope == .implied)
        #expect(cloud.interface == .internal)
        #expect(cloud.trust.authorities == Array("CA".utf8))
        #expect(cloud.trust.clientCertificate == .init(chain: Array("CERT".utf8), key: Redacted("KEY")))
        #expect(!cloud.trust.verifies)
        #expect(
            cloud.endpointOverrides == [
                .blockStorage: "https://volumes.test/v3", .loadBalancer: "https://lb.test",
            ])
        #expect(cloud.region == "R7")
    }

    @Test func secureYAMLIsLaidOver() throws {
        let cloud = try Self.cloud(
            "auth: {auth_url: 'https://k.test', user_id: u, password: wrong-one}",
            secure: "clouds: {c: {auth: {password: right-one}}}")
        #expect(cloud.credential == .password(user: .init(id: "u"), password: Redacted("right-one")))
    }

    @Test(arguments: [
        ("", "auth_url is missing"),
        ("auth: {auth_url: 'ftp://x'}", "no HTTP address"),
        ("auth: {auth_url: 'https://k'}\nprofile: vendor", "\"profile\" refers to settings outside"),
        ("auth: {auth_url: 'https://k'}\ncloud: other", "\"cloud\" refers to settings outside"),
        ("auth: {auth_url: 'https://k'}\nidentity_api_version: 2.0", "identity_api_version must be 3"),
        ("auth: {auth_url: 'https://k', trust_id: x}", "trusts"),
        ("auth: {auth_url: 'https://k'}\nauth_type: v3oidcpassword", "auth_type \"v3oidcpassword\" is not supported"),
        ("auth: {auth_url: 'https://k', password: abcdefgh}", "username or auth.user_id is missing"),
        ("auth: {auth_url: 'https://k', username: u, password: abcdefgh}", "needs auth.user_domain_name"),
        ("auth: {auth_url: 'https://k', user_id: u}", "auth.password is missing"),
        ("auth: {auth_url: 'https://k', user_id: u, password: [abcdefgh]}", "\"password\" is no text"),
        ("auth: {auth_url: 'https://k'}\nauth_type: v3token", "auth.token is missing"),
        (
            "auth: {auth_url: 'https://k', application_credential_id: x}",
            "application_credential_secret is missing"
        ),
        (
            "auth: {auth_url: 'https://k', application_credential_name: x, application_credential_secret: abcdefgh}",
            "needs auth.username or auth.user_id"
        ),
        ("auth: {auth_url: 'https://k', user_id: u, password: abcdefgh, system_scope: some}", "must be \"all\""),
        ("auth: {auth_url: 'https://k', user_id: u, password: abcdefgh}\nverify: maybe", "verify must be"),
        ("auth: {auth_url: 'https://k', user_id: u, password: abcdefgh}\ncert: a", "cert needs key"),
        ("auth: {auth_url: 'https://k', user_id: u, password: abcdefgh}\ncacert: /no", "/no, cannot be read"),
    ])
    func whatIsWrongIsSaid(entry: String, message: String) throws {
        let error = try #require(throws: OpenStackError.self) {
            try Self.cloud(entry.isEmpty ? "region_name: x" : entry)
        }
        #expect(error.code == .invalidConfiguration)
        #expect(error.description.contains(message), "\(error)")
        #expect(!error.description.contains("abcdefgh"))
    }

    @Test(arguments: [
        ("clouds: [", "no YAML"), ("clouds: []", "does not have the form"), ("a: b", "does not have the form"),
        ("secret-password: 'unclosed", "no YAML"), ("", "does not have the form"),
        ("clouds: {c: 5}", "is no mapping"), ("clouds: {a: {}, b: {}}", "no cloud \"c\"; it has: a, b"),
    ])
    func textsThatAreNoCloudsAreRefusedWithoutQuotingThem(text: String, message: String) throws {
        let error = try #require(throws: OpenStackError.self) {
            try CloudsFile(clouds: Array(text.utf8)).cloud(named: "c") { _ in [] }
        }
        #expect(error.description.contains(message), "\(error)")
        #expect(!error.description.contains("unclosed"))
    }

    @Test func theOnlyCloudNeedsNoName() throws {
        let one = "clouds: {only: {auth: {auth_url: 'https://k', user_id: u, password: p}}}"
        #expect(try CloudsFile(clouds: Array(one.utf8)).cloud(named: "") { _ in [] }.name == "only")
        let two = "clouds: {a: {}, b: {}}"
        #expect(throws: OpenStackError.self) { try CloudsFile(clouds: Array(two.utf8)).cloud(named: "") { _ in [] } }
    }

    @Test func aSecretBringsItsAuthority() throws {
        let clouds = Array(
            "clouds: {c: {cacert: /etc/certs/cacert, auth: {auth_url: 'https://k', user_id: u, password: p}}}".utf8)
        let cloud = try CloudConfiguration(
            secret: ["clouds.yaml": clouds, "cacert": Array("CA".utf8)], cloudName: "c")
        #expect(cloud.trust.authorities == Array("CA".utf8))
        #expect(throws: OpenStackError.self) {
            try CloudConfiguration(secret: ["clouds.yaml": clouds], cloudName: "c")
        }
        #expect(throws: OpenStackError.self) { try CloudConfiguration(secret: [:], cloudName: "c") }
    }

    @Test func callsAndAnswersShowNoSecret() throws {
        let call = HTTPCall(
            method: .post, url: "https://k/v3", headers: ["X-Auth-Token": "token-value"],
            body: .bytes(Array("token-value".utf8)))
        let answer = HTTPAnswer(status: 201, headers: ["X-Subject-Token": "token-value"], body: Array("{}".utf8))
        var dumped = ""
        dump([call], to: &dumped)
        dump([answer], to: &dumped)
        dump(call.headers, to: &dumped)
        #expect(!"\(call) \(answer) \(call.headers) \(dumped)".contains("token-value"))
        #expect("\(call), \(answer)" == "POST https://k/v3, 201, 2 bytes")
    }

    @Test func nothingShowsASecret() throws {
        let cloud = try Self.cloud(Self.password)
        var dumped = ""
        dump(cloud, to: &dumped)
        for text in ["\(cloud)", String(reflecting: cloud), dumped] { #expect(!text.contains("hunter2-long")) }
    }
}
