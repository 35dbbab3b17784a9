import ClusterAPI
import JSON
import Machinery
import Testing
import YAML

@testable import KubeadmBootstrap

@Suite("The cloud-config of a machine")
struct CloudInitTests {
    @Test func theLayoutIsClusterAPIs() {
        var spec = KubeadmConfigSpec()
        spec.bootCommands = ["echo boot"]
        spec.preKubeadmCommands = ["swapoff -a"]
        spec.postKubeadmCommands = ["echo \"done\""]
        spec.verbosity = 5
        var certificate = BootstrapFile(path: "/etc/kubernetes/pki/ca.crt")
        certificate.owner = "root:root"
        certificate.permissions = "0640"
        certificate.content = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        let text = CloudInit(
            action: .initialize(configuration: "kind: ClusterConfiguration\n"), certificateFiles: [certificate],
            spec: spec
        ).render()
        let expected = """
            ## template: jinja
            #cloud-config

            write_files:
            - path: /etc/kubernetes/pki/ca.crt
              owner: root:root
              permissions: "0640"
              content: |
                -----BEGIN CERTIFICATE-----
                AA==
                -----END CERTIFICATE-----
            - path: /run/kubeadm/kubeadm.yaml
              owner: root:root
              permissions: "0640"
              content: |
                kind: ClusterConfiguration
            - path: /run/cluster-api/placeholder
              owner: root:root
              permissions: "0640"
              content: This placeholder file is used to create the /run/cluster-api sub directory in a way that is compatible with both Linux and Windows (mkdir -p /run/cluster-api does not work with Windows)
            bootcmd:
            - echo boot
            runcmd:
            - swapoff -a
            - kubeadm init --config /run/kubeadm/kubeadm.yaml --v 5 && echo success > /run/cluster-api/bootstrap-success.complete
            - echo "done"

            """
        #expect(text == expected)
    }

    /// Whatever a user writes into a field stays in that field.
    @Test(arguments: [
        "a\nruncmd:\n- rm -rf /", "'; rm -rf / #", "- x", "{{ ds.meta_data.local_hostname }}", "a: b", "# no comment",
        "\ttab",
        "  leading", "trailing  ", "", "\u{85}next", "no: \"quotes\" 'here'",
    ])
    func textCannotLeaveItsField(text: String) throws {
        var spec = KubeadmConfigSpec()
        spec.preKubeadmCommands = [text]
        var file = BootstrapFile(path: "/x")
        file.content = text
        var user = BootstrapUser(name: text)
        user.sshAuthorizedKeys = [text]
        var cloudInit = CloudInit(action: .join(configuration: text), spec: spec)
        cloudInit.files = [file]
        cloudInit.users = [user]
        let value = try #require(try YAMLDocument.parse(cloudInit.render()).first?.value)
        #expect(value["runcmd"]?[0]?.stringValue == text)
        let finished = text.isEmpty ? "" : text + "\n"
        #expect(value["write_files"]?[0]?["content"]?.stringValue == finished)
        #expect(value["write_files"]?[1]?["content"]?.stringValue == text)
        #expect(value["users"]?[0]?["name"]?.stringValue == text)
        #expect(value["users"]?[0]?["ssh_authorized_keys"]?[0]?.stringValue == text)
        #expect(value["runcmd"]?.arrayValue?.count == 2)
    }

    private static func document(_ spec: KubeadmConfigSpec, users: [BootstrapUser] = []) throws -> JSONValue {
        var cloudInit = CloudInit(action: .join(configuration: "a"), spec: spec)
        cloudInit.users = users
        return try #require(try YAMLDocument.parse(cloudInit.render()).first).value
    }

    /// cloud-init passes texts on to useradd, and ignores `true`.
    @Test(arguments: [(true, "0"), (false, nil), (nil, nil)] as [(Bool?, JSONValue?)])
    func anInactiveUserHasNoDaysOfGrace(inactive: Bool?, expected: JSONValue?) throws {
        var user = BootstrapUser(name: "u")
        user.inactive = inactive
        #expect(try Self.document(KubeadmConfigSpec(), users: [user])["users"]?[0]?["inactive"] == expected)
    }

    @Test(
        arguments: [
            (nil, nil), (BootstrapNTP(), .null), (BootstrapNTP(enabled: false), .object(["enabled": false])),
            (BootstrapNTP(servers: ["a"]), .object(["servers": ["a"]])),
        ] as [(BootstrapNTP?, JSONValue?)])
    func timeSettingsAreNeverAnEmptyMapping(ntp: BootstrapNTP?, expected: JSONValue?) throws {
        var spec = KubeadmConfigSpec()
        spec.ntp = ntp
        #expect(try Self.document(spec)["ntp"] == expected)
    }

    @Test(
        arguments: [
            ("a", nil, "a\n"), ("a\n", nil, "a\n"), ("a\n\n", nil, "a\n\n"), ("", nil, ""), (nil, nil, ""),
            ("YQ==", .base64, "YQ=="), ("x", .gzip, "x"),
        ] as [(String?, BootstrapFileEncoding?, String)])
    func textsEndWithALineBreak(content: String?, encoding: BootstrapFileEncoding?, expected: String) throws {
        var file = BootstrapFile(path: "/a")
        file.content = content
        file.encoding = encoding
        var cloudInit = CloudInit(action: .join(configuration: "a"), spec: KubeadmConfigSpec())
        cloudInit.files = [file]
        let value = try #require(try YAMLDocument.parse(cloudInit.render()).first).value
        #expect(value["write_files"]?[0]?["content"]?.stringValue == expected)
        guard encoding == nil else { return }
        let ignition = Ignition(action: .join(configuration: "a"), files: [file], spec: KubeadmConfigSpec())
        let json = try JSONValue(parsing: Array(try ignition.render().utf8))
        let source = json.value(at: ["storage", "files"])?[0]?.value(at: ["contents", "source"])
        #expect(source?.stringValue == "data:," + IgnitionFile.escape(Array(expected.utf8)))
    }

    /// `sudo: false` is how cloud-init's users say that there is no rule.
    @Test(
        arguments: [
            ("ALL=(ALL) NOPASSWD:ALL", "ALL=(ALL) NOPASSWD:ALL"), ("false", nil), ("False", nil), ("null", nil),
            ("no", nil), (nil, nil), ("nobody ALL=(ALL) ALL", "nobody ALL=(ALL) ALL"),
        ] as [(String?, String?)])
    func noRuleForSudoIsNoRule(sudo: String?, expected: String?) throws {
        var user = BootstrapUser(name: "u")
        user.sudo = sudo
        #expect(
            try Self.document(KubeadmConfigSpec(), users: [user])["users"]?[0]?["sudo"]?.stringValue == expected)
        let ignition = Ignition(action: .join(configuration: "a"), spec: KubeadmConfigSpec(), users: [user])
        #expect(try ignition.render().contains("sudoers") == (expected != nil))
    }

    /// cloud-init renders the text as a Jinja template before it reads it.
    @Test(arguments: [
        "hostnamectl set-hostname \"{{ ds.meta_data['local_hostname'] }}\"", "{{ ds[\"a\"] }}: # {{ ds['b'] }}",
    ])
    func expressionsAreNotEscaped(command: String) throws {
        var spec = KubeadmConfigSpec()
        spec.preKubeadmCommands = [command]
        let text = CloudInit(action: .join(configuration: "a"), spec: spec).render()
        #expect(text.contains("- |-\n  \(command)\n"))
    }
}
