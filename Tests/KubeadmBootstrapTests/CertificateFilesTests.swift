import ClusterAPI
import ClusterContract
import Testing

@testable import KubeadmBootstrap

@Suite("The certificates of a control-plane machine, as files")
struct CertificateFilesTests {
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

    @Test func anEtcdOfOthersIsReachedByFilesAtTheUsersPaths() throws {
        let etcd = KubeadmExternalEtcd(endpoints: ["https://e:2379"], caFile: "/c", certFile: "/d", keyFile: "/k")
        let files = try CertificateFiles.files(
            ofExternalEtcd: etcd, .init(certificate: "CA", privateKey: ""),
            client: .init(certificate: "CERT", privateKey: "KEY"), cluster: "demo")
        #expect(files.map(\.path) == ["/c", "/d", "/k"])
        #expect(files.map(\.content) == ["CA", "CERT", "KEY"])
        #expect(files.map(\.permissions) == ["0640", "0640", "0600"])
        #expect {
            _ = try CertificateFiles.files(ofExternalEtcd: etcd, nil, client: nil, cluster: "demo")
        } throws: { error in
            "\(error)".contains("demo-etcd") && "\(error)".contains("demo-apiserver-etcd-client")
        }
    }
}
