import ClusterAPI
import JSON
import KubernetesAPI
import Machinery
import PKI
import Testing
import YAML

@testable import KubeadmBootstrap

@Suite("kubeadm's configuration files")
struct KubeadmDocumentsTests {
    @Test(arguments: [
        ("v1.21.9", KubeadmAPIVersion.v1beta2), ("v1.22.0", .v1beta3), ("v1.30.5", .v1beta3), ("v1.31.0", .v1beta4),
        ("v1.34.1", .v1beta4), ("v2.0.0", .v1beta4),
    ])
    func theAPIVersionFollowsKubernetes(version: String, expected: KubeadmAPIVersion) throws {
        #expect(KubeadmAPIVersion(kubernetes: try SemanticVersion(parsing: version)) == expected)
    }

    private static var cluster: KubeadmClusterConfiguration {
        var cluster = KubeadmClusterConfiguration()
        cluster.clusterName = "demo"
        cluster.kubernetesVersion = "v1.34.1"
        cluster.controlPlaneEndpoint = "10.0.0.1:6443"
        var apiServer = KubeadmAPIServer()
        apiServer.extraArgs = ["v": "2", "audit-log-path": "-"]
        apiServer.certSANs = ["localhost"]
        apiServer.timeoutForControlPlane = .seconds(90)
        cluster.apiServer = apiServer
        return cluster
    }

    @Test func v1beta4ListsArgumentsAndGathersTimeouts() throws {
        let text = KubeadmDocuments(version: .v1beta4).initialization(
            Self.cluster, KubeadmInitConfiguration(), keys: .ecdsaP256)
        let documents = try YAMLDocument.parse(text).map(\.value)
        #expect(documents.count == 2)
        #expect(documents[0]["apiVersion"] == "kubeadm.k8s.io/v1beta4")
        #expect(documents[0]["kind"] == "ClusterConfiguration")
        #expect(documents[0]["encryptionAlgorithm"] == "ECDSA-P256")
        #expect(
            documents[0]["apiServer"] == [
                "certSANs": ["localhost"],
                "extraArgs": [["name": "audit-log-path", "value": "-"], ["name": "v", "value": "2"]],
            ])
        #expect(documents[1]["kind"] == "InitConfiguration")
        #expect(documents[1]["timeouts"] == ["controlPlaneComponentHealthCheck": "1m30s"])
    }

    @Test func olderVersionsKeepMapsAndTheirOwnTimeout() throws {
        let text = KubeadmDocuments(version: .v1beta3).initialization(
            Self.cluster, KubeadmInitConfiguration(), keys: .ecdsaP256)
        let cluster = try YAMLDocument.parse(text)[0].value
        #expect(cluster["apiServer"]?["extraArgs"] == ["audit-log-path": "-", "v": "2"])
        #expect(cluster["apiServer"]?["timeoutForControlPlane"] == "1m30s")
        #expect(cluster["featureGates"] == ["PublicKeysECDSA": true])
        #expect(cluster["encryptionAlgorithm"] == nil)
    }

    @Test func fieldsThatAVersionDoesNotKnowAreLeftOut() throws {
        var initialization = KubeadmInitConfiguration()
        initialization.skipPhases = ["addon/kube-proxy"]
        initialization.nodeRegistration.imagePullPolicy = "Always"
        initialization.nodeRegistration.imagePullSerial = false
        let old = try YAMLDocument.parse(
            KubeadmDocuments(version: .v1beta2).initialization(Self.cluster, initialization, keys: .rsa2048))[1].value
        #expect(old["skipPhases"] == nil)
        #expect(old["nodeRegistration"] == [:])
        let new = try YAMLDocument.parse(
            KubeadmDocuments(version: .v1beta4).initialization(Self.cluster, initialization, keys: .rsa2048))[1].value
        #expect(new["skipPhases"] == ["addon/kube-proxy"])
        #expect(new["nodeRegistration"] == ["imagePullPolicy": "Always", "imagePullSerial": false])
    }

    @Test func noTaintsDifferFromNoneSaid() throws {
        var join = KubeadmJoinConfiguration()
        join.nodeRegistration.taints = []
        let documents = KubeadmDocuments(version: .v1beta4)
        let said = try YAMLDocument.parse(documents.join(join, controlPlaneTimeout: nil))[0].value
        #expect(said["nodeRegistration"]?["taints"] == [])
        join.nodeRegistration.taints = nil
        let unsaid = try YAMLDocument.parse(documents.join(join, controlPlaneTimeout: nil))[0].value
        #expect(unsaid["nodeRegistration"]?["taints"] == nil)
    }

    /// kubeadm's own migration puts the timeout of discovery into `timeouts.discovery`, Cluster API into `tlsBootstrap`.
    @Test(
        arguments: [
            (.v1beta2, "6m0s", nil), (.v1beta3, "6m0s", nil),
            (.v1beta4, nil, ["discovery": "6m0s", "tlsBootstrap": "6m0s"]),
        ] as [(KubeadmAPIVersion, JSONValue?, JSONValue?)])
    func theTimeoutOfDiscoveryMoves(version: KubeadmAPIVersion, old: JSONValue?, new: JSONValue?) throws {
        var join = KubeadmJoinConfiguration()
        join.discovery.timeout = .minutes(6)
        let text = KubeadmDocuments(version: version).join(join, controlPlaneTimeout: nil)
        let document = try YAMLDocument.parse(text)[0].value
        #expect(document["discovery"]?["timeout"] == old)
        #expect(document["timeouts"] == new)
    }

    /// cloud-init renders the text as a Jinja template: quotes in an expression are not doubled or escaped.
    @Test(arguments: ["{{ ds.meta_data['local_hostname'] }}", "{{ ds.meta_data[\"local_hostname\"] }}"])
    func expressionsReachCloudInitAsTheyAre(name: String) throws {
        var join = KubeadmJoinConfiguration()
        join.nodeRegistration.name = name
        let text = KubeadmDocuments(version: .v1beta4).join(join, controlPlaneTimeout: nil)
        #expect(text.contains("name: |-\n    \(name)\n"))
        #expect(try YAMLDocument.parse(text)[0].value["nodeRegistration"]?["name"]?.stringValue == name)
    }

    @Test func anEtcdOfOthersIsNamedWithItsFiles() throws {
        var cluster = Self.cluster
        cluster.etcd = KubeadmEtcd(
            external: KubeadmExternalEtcd(endpoints: ["https://e:2379"], caFile: "/c", certFile: "/d", keyFile: "/k"))
        for version in [KubeadmAPIVersion.v1beta2, .v1beta3, .v1beta4] {
            let text = KubeadmDocuments(version: version).initialization(
                cluster, KubeadmInitConfiguration(), keys: .rsa2048)
            #expect(
                try YAMLDocument.parse(text)[0].value["etcd"] == [
                    "external": [
                        "endpoints": ["https://e:2379"], "caFile": "/c", "certFile": "/d", "keyFile": "/k",
                    ]
                ])
        }
    }
}
