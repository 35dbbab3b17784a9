import KubernetesAPI
import PKI
import Testing

@testable import WorkloadSimulator

@Suite struct BootstrapPlanTests {
    @Test(arguments: ["v1beta3", "v1beta4"])
    func readsWhatKubeadmInitIsTold(version: String) async throws {
        let arguments =
            version == "v1beta4"
            ? "[{name: node-labels, value: 'a=b,c='}, {name: provider-id, value: 'x://1'}]"
            : "{node-labels: 'a=b,c=', provider-id: 'x://1'}"
        let data = try await BootstrapData(pki: .system)
        let plan = try BootstrapPlan(
            data: try data.initialization(
                endpoint: "127.78.0.1:6443",
                node: "{name: '{{ ds.meta_data.local_hostname }}', taints: [], kubeletExtraArgs: \(arguments)}",
                version: version),
            format: "cloud-config", hostname: "m-0")
        #expect(plan.action == .initialize)
        #expect(plan.isControlPlane)
        #expect(plan.node.name == "m-0")
        #expect(plan.node.taints?.isEmpty == true)
        #expect(plan.node.labels == ["a": "b", "c": ""])
        #expect(plan.node.kubeletArguments["provider-id"] == "x://1")
        let configuration = try #require(plan.configuration)
        #expect(configuration.dnsDomain == "cluster.test")
        #expect(configuration.serviceAddress(1)?.description == "10.128.0.1")
        let certificates = try plan.certificates(in: "/etc/kubernetes/pki", hasExternalEtcd: false)
        #expect(certificates.cluster.certificate == data.cluster.certificate.pem)
        #expect(certificates.etcd?.certificate == data.cluster.certificate.pem)
    }

    @Test func readsWhatKubeadmJoinIsTold() async throws {
        let data = try await BootstrapData(pki: .system)
        let worker = try BootstrapPlan(
            data: try data.join(endpoint: "127.78.0.1:6443", node: "{taints: [{key: a, effect: NoSchedule}]}"),
            format: "", hostname: "m-1")
        #expect(worker.action == .join)
        #expect(!worker.isControlPlane)
        #expect(worker.node.taints?.map(\.key) == ["a"])
        #expect(worker.discovery?.token == BootstrapData.token)
        #expect(worker.discovery?.endpoint == "127.78.0.1:6443")
        #expect(worker.discovery?.authorityHashes == [try data.hash])
        let controlPlane = try BootstrapPlan(
            data: try data.join(endpoint: "127.78.0.1:6443", controlPlane: true), format: "", hostname: "m-1")
        #expect(controlPlane.isControlPlane)
        #expect(controlPlane.node.taints == nil)
    }

    @Test(arguments: [
        ("", "#cloud-config"), ("#!/bin/sh\nkubeadm init", "#cloud-config"),
        ("#cloud-config\nruncmd: [", "cannot be read"), ("#cloud-config\n- a\n", "not one YAML mapping"),
        ("#cloud-config\nruncmd: kubeadm init\n", "runcmd is not a list"),
        ("#cloud-config\nruncmd: [{a: b}]\n", "runcmd[0]"),
        ("#cloud-config\nwrite_files: [{content: a}]\n", "write_files[0] has no path"),
        ("#cloud-config\nruncmd: [echo kubeadm]\n", "no command is \"kubeadm init\" or \"kubeadm join\""),
        ("#cloud-config\nruncmd: [kubeadm init]\n", "has no --config"),
        ("#cloud-config\nruncmd: [kubeadm init --config /a]\n", "open /a: no such file or directory"),
        ("#cloud-config\nwrite_files: [{path: /a, content: 'x: ['}]\nruncmd: [kubeadm init --config=/a]\n", "/a"),
        (
            "#cloud-config\nwrite_files: [{path: /a, content: 'a: b'}]\nruncmd: [kubeadm join --config /a]\n",
            "kind is mandatory"
        ),
        (
            "#cloud-config\nwrite_files: [{path: /a, content: '{kind: InitConfiguration, apiVersion: kubeadm.k8s.io/v2}'}]\n"
                + "runcmd: [[kubeadm, init, --config, /a]]\n", "unknown API version"
        ),
        (
            "#cloud-config\nwrite_files: [{path: /a, encoding: gzip+base64, content: x}]\n"
                + "runcmd: [kubeadm join --config /a]\n", "encoding"
        ),
        (
            "#cloud-config\nwrite_files: [{path: /a, encoding: b64, content: '~'}]\nruncmd: [kubeadm join --config /a]\n",
            "not base 64"
        ),
    ])
    func refusesWhatCannotWork(data: String, reason: String) {
        let error = #expect(throws: SimulatorError.self) {
            try BootstrapPlan(data: Array(data.utf8), format: "cloud-config", hostname: "m-0")
        }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.code == .invalidBootstrapData || error?.code == .kubeadmFailed)
    }

    @Test func refusesOtherFormats() {
        let error = #expect(throws: SimulatorError.self) {
            try BootstrapPlan(data: [], format: "script", hostname: "m-0")
        }
        #expect(error?.message == "a simulated machine reads cloud-config and ignition, not \"script\"")
    }

    @Test(arguments: [("2.3.0", "%61%20b%0A"), ("3.4.0", "a%20b%0A"), ("3.4.0", ";base64:YSBiCg%3D%3D")])
    func readsIgnition(version: String, content: String) throws {
        let source = content.hasPrefix(";") ? "data:" + content.replacing(":", with: ",") : "data:," + content
        let instructions = try BootInstructions(
            ignition: Array(
                """
                {"ignition": {"version": "\(version)"},
                 "storage": {"files": [
                   {"path": "/a", "contents": {"source": "\(source)"}},
                   {"path": "/run.sh", "contents": {"source": "data:,%23!%2Fbin%2Fsh%0Akubeadm%20join%20--config%20/x%0A"}}]},
                 "systemd": {"units": [
                   {"name": "off.service", "enabled": false, "contents": "ExecStart=/no"},
                   {"name": "k.service", "enabled": true, "contents": "[Service]\\nExecStart=/run.sh\\n"}]}}
                """.utf8))
        #expect(try instructions.text(of: "/a") == "a b\n")
        #expect(instructions.commands == [["kubeadm", "join", "--config", "/x"]])
    }

    @Test(arguments: [
        ("", "cannot be read"), ("{}", "neither 2.x nor 3.x"), (#"{"ignition": {"version": "1.0.0"}}"#, "1.0.0"),
        (#"{"ignition": {"version": "2.3.0"}, "storage": {"files": [{"path": "a"}]}}"#, "storage.files[0]"),
        (
            #"{"ignition": {"version": "2.3.0"}, "storage": {"files": [{"path": "/a", "contents": {"source": "s3://x"}}]}}"#,
            "data URLs only"
        ),
        (
            #"{"ignition": {"version": "2.3.0"}, "storage": {"files": [{"path": "/a", "contents": {"source": "data:,%4"}}]}}"#,
            "not well-formed"
        ),
        (#"{"ignition": {"version": "2.3.0"}}"#, "no command is \"kubeadm init\""),
    ])
    func refusesIgnitionThatCannotWork(data: String, reason: String) {
        let error = #expect(throws: SimulatorError.self) {
            try BootstrapPlan(data: Array(data.utf8), format: "ignition", hostname: "m-0")
        }
        #expect(error?.message.contains(reason.replacing("\\", with: "")) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: ["ca.crt", "ca.key", "etcd/ca.key", "front-proxy-ca.crt", "sa.key", "sa.pub"])
    func aControlPlaneMachineNeedsItsCertificates(missing: String) async throws {
        let data = try await BootstrapData(pki: .system)
        let files = try data.certificateFiles().filter { $0.0 != "/etc/kubernetes/pki/\(missing)" }
        let plan = try BootstrapPlan(
            data: try data.initialization(endpoint: "127.78.0.1:6443", files: files), format: "", hostname: "m-0")
        let error = #expect(throws: SimulatorError.self) {
            try plan.certificates(in: "/etc/kubernetes/pki", hasExternalEtcd: false)
        }
        #expect(error?.message.contains("/etc/kubernetes/pki/\(missing)") == true)
        if missing.hasPrefix("etcd/") {
            _ = try plan.certificates(in: "/etc/kubernetes/pki", hasExternalEtcd: true)
        }
    }
}
