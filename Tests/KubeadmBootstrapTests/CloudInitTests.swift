import ClusterAPI
import ClusterContract
import JSON
import Machinery
import Simulation
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
        #expect(value["write_files"]?[0]?["content"]?.stringValue == text)
        #expect(value["write_files"]?[1]?["content"]?.stringValue == text)
        #expect(value["users"]?[0]?["name"]?.stringValue == text)
        #expect(value["users"]?[0]?["ssh_authorized_keys"]?[0]?.stringValue == text)
        #expect(value["runcmd"]?.arrayValue?.count == 2)
    }

    @Test func missingCertificatesAreNamed() {
        let certificates = ClusterCertificates([
            .clusterCA: .init(certificate: "C", privateKey: "K"), .etcdCA: .init(certificate: "C", privateKey: "K"),
        ])
        #expect {
            _ = try CertificateFiles.files(of: certificates, directory: nil, etcd: nil, cluster: "demo")
        } throws: { error in
            "\(error)".contains("demo-proxy") && "\(error)".contains("demo-sa")
        }
    }

    @Test func keysAreForRootAloneAndMayBeKeptElsewhere() throws {
        let pairs = Dictionary(
            uniqueKeysWithValues: ClusterCertificates.Purpose.allCases.map { purpose in
                (purpose, ClusterCertificates.Pair(certificate: "C", privateKey: purpose == .clusterCA ? "" : "K"))
            })
        let files = try CertificateFiles.files(
            of: ClusterCertificates(pairs), directory: "/pki", etcd: nil, cluster: "demo")
        #expect(
            files.map(\.path) == [
                "/pki/ca.crt", "/pki/etcd/ca.crt", "/pki/etcd/ca.key", "/pki/front-proxy-ca.crt",
                "/pki/front-proxy-ca.key",
                "/pki/sa.pub", "/pki/sa.key",
            ])
        #expect(files.filter { $0.path.hasSuffix(".key") }.allSatisfy { $0.permissions == "0600" })
    }

    @Test(arguments: ["abcdef.0123456789abcdef", "a1b2c3.abcdefghijklmnop"])
    func tokensOfTheRightFormAreRead(text: String) {
        #expect(BootstrapToken(text)?.text == text)
    }

    @Test(arguments: [
        "", "abcdef", "abcdef.0123456789abcde", "ABCDEF.0123456789abcdef", "abcdef.0123456789abcdef.x",
        "abc/ef.0123456789abcdef",
    ])
    func otherTokensAreNot(text: String) {
        #expect(BootstrapToken(text) == nil)
    }

    @Test func newTokensHaveTheRightForm() {
        let token = BootstrapToken(random: SeededRandom(seed: 3))
        #expect(BootstrapToken(token.text) == token)
        #expect(BootstrapToken(random: SeededRandom(seed: 4)) != token)
    }
}
