import ClusterAPI
import ClusterContract
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("What a control plane must be before machines join it")
struct MachineSetPreflightTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var own: String? = "v1.34.1"
        var version: String? = "v1.34.1"
        var running: String? = "v1.34.1"
        var topology: String?
        var bootstrap = "KubeadmConfigTemplate"
        var skipped = ""
        var findings: [String] = []

        var testDescription: String {
            "\(own ?? "-") \(version ?? "-")/\(running ?? "-") \(topology ?? "-") \(skipped)"
        }
    }

    private static let skew = "do not conform to the kubernetes version skew policy as MachineSet version is"
    private static let kubeadm =
        "do not conform to kubeadm version skew policy as kubeadm only supports joining with the same major+minor "
        + "version as the control plane (\"KubeadmVersionSkew\" preflight check failed)"

    @Test(arguments: [
        Case(),
        Case(own: nil),
        Case(
            running: nil,
            findings: [
                "KubeadmControlPlane default/cp is provisioning (\"ControlPlaneIsStable\" preflight check failed)"
            ]
        ),
        Case(
            running: "v1.34.0",
            findings: ["KubeadmControlPlane default/cp is upgrading (\"ControlPlaneIsStable\" preflight check failed)"]),
        Case(running: "v1.34.0", skipped: "ControlPlaneIsStable"),
        Case(running: "v1.34.0", skipped: "KubeadmVersionSkew, ControlPlaneIsStable"),
        Case(running: "v1.34.0", skipped: "All"),
        // A control plane that tells no version is not looked at.
        Case(version: nil, running: nil),
        Case(
            own: "v1.35.0", bootstrap: "OtherTemplate",
            findings: [
                "MachineSet version (1.35.0) and ControlPlane version (1.34.1) \(skew) higher than ControlPlane version "
                    + "(\"KubernetesVersionSkew\" preflight check failed)"
            ]),
        Case(own: "v1.31.0", bootstrap: "OtherTemplate"),
        Case(
            own: "v1.30.9", bootstrap: "OtherTemplate",
            findings: [
                "MachineSet version (1.30.9) and ControlPlane version (1.34.1) \(skew) more than 3 minor versions older "
                    + "than the ControlPlane version (\"KubernetesVersionSkew\" preflight check failed)"
            ]),
        Case(
            own: "v1.24.0", version: "v1.27.3", running: "v1.27.3", bootstrap: "OtherTemplate",
            findings: [
                "MachineSet version (1.24.0) and ControlPlane version (1.27.3) \(skew) more than 2 minor versions older "
                    + "than the ControlPlane version (\"KubernetesVersionSkew\" preflight check failed)"
            ]),
        Case(
            own: "v1.33.0",
            findings: ["MachineSet version (1.33.0) and ControlPlane version (1.34.1) \(kubeadm)"]),
        Case(own: "v1.34.0", topology: nil),
        Case(
            own: "v1.34.0", topology: "v1.34.1",
            findings: [
                "MachineSet version (v1.34.0) is not yet the same as the ControlPlane version (v1.34.1), waiting for "
                    + "version to be propagated to the MachineSet (\"ControlPlaneVersionSkew\" preflight check failed)"
            ]),
        Case(
            topology: "v1.35.0",
            findings: [
                "KubeadmControlPlane default/cp has a pending version upgrade to v1.35.0 "
                    + "(\"ControlPlaneIsStable\" preflight check failed)"
            ]),
        Case(
            version: "latest",
            findings: [
                "KubeadmControlPlane default/cp has the version latest, which is not a semantic version"
            ]),
    ])
    func findings(_ test: Case) {
        #expect(Self.preflight(test, hasControlPlane: true).findings == test.findings)
    }

    @Test func aControlPlaneThatIsMissingIsWaitedFor() {
        #expect(
            Self.preflight(Case(), hasControlPlane: false).findings == [
                "KubeadmControlPlane default/cp does not exist"
            ])
        var alone = Self.preflight(Case(running: nil), hasControlPlane: false)
        alone = MachineSetPreflight(
            machineSet: alone.machineSet, cluster: Cluster(spec: ClusterSpec()), controlPlane: nil)
        #expect(alone.findings == [])
    }

    private static func preflight(_ test: Case, hasControlPlane: Bool) -> MachineSetPreflight {
        var machineSet = MachineSet(spec: MachineSetSpec(clusterName: "c", selector: LabelSelector()))
        machineSet.spec.template = MachineTemplateSpec(
            spec: MachineSpec(
                clusterName: "c",
                bootstrap: MachineBootstrap(
                    configRef: ObjectReference(
                        apiVersion: "bootstrap.cluster.x-k8s.io/v1beta1", kind: test.bootstrap, name: "b")),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraTemplate", name: "i")))
        machineSet.spec.template?.spec.version = test.own
        if !test.skipped.isEmpty {
            machineSet.metadata.annotations[ClusterAnnotation.skipPreflightChecks] = test.skipped
        }
        var cluster = Cluster(spec: ClusterSpec())
        cluster.metadata = ObjectMeta(name: "c", namespace: "default")
        cluster.spec.controlPlaneRef = ObjectReference(
            apiVersion: "controlplane.cluster.x-k8s.io/v1beta1", kind: "KubeadmControlPlane", name: "cp")
        cluster.spec.topology = test.topology.map { ClusterTopology(class: "k", version: $0) }
        var object = Unstructured(
            apiVersion: "controlplane.cluster.x-k8s.io/v1beta1", kind: "KubeadmControlPlane",
            metadata: ObjectMeta(name: "cp", namespace: "default"))
        if let version = test.version { object.fields["spec"] = ["version": .string(version)] }
        if let running = test.running { object.fields["status"] = ["version": .string(running)] }
        return MachineSetPreflight(
            machineSet: machineSet, cluster: cluster, controlPlane: hasControlPlane ? ContractObject(object) : nil)
    }
}
