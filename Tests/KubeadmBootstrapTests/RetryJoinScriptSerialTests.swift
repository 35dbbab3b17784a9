import ClusterAPI
import Foundation
import JSON
import Testing
import YAML

@testable import KubeadmBootstrap

@Suite("The script that retries kubeadm join", .serialized)
struct RetryJoinScriptSerialTests {
    struct Outcome {
        var status: Int32
        var errors: String
        /// What ran, in order: kubeadm's arguments without the configuration, and `sleep N`.
        var calls: [String]
    }

    private static let preflight =
        "join phase preflight --ignore-preflight-errors=DirAvailable--etc-kubernetes-manifests"

    /// Runs the script against a kubeadm that ends with `status` for the first `times` calls of the phase `failing`.
    private func run(
        _ script: RetryJoinScript, failing: String = "none", status: Int32 = 1, times: Int = 0
    ) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("retry-join-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fakes = [
            "kubeadm": """
            #!/bin/bash
            echo "$*" >> "$FOLDER/calls"
            [[ "$*" == *"$FAILING"* ]] || exit 0
            echo x >> "$FOLDER/failed"
            [ "$(wc -l < "$FOLDER/failed")" -gt "$TIMES" ] || exit "$STATUS"
            """,
            "sleep": "#!/bin/bash\necho \"sleep $*\" >> \"$FOLDER/calls\"\n",
            "script": script.text,
        ]
        for (name, text) in fakes {
            let url = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: url)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
        }
        let process = Process()
        process.executableURL = folder.appendingPathComponent("script")
        process.environment = [
            "PATH": "\(folder.path):/usr/bin:/bin", "FOLDER": folder.path, "FAILING": failing, "STATUS": "\(status)",
            "TIMES": "\(times)",
        ]
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let calls = try String(contentsOf: folder.appendingPathComponent("calls"), encoding: .utf8)
        return Outcome(
            status: process.terminationStatus, errors: text,
            calls: calls.split(separator: "\n").map {
                $0.replacingOccurrences(of: " --config=\(CloudInit.joinPath)", with: "")
            })
    }

    @Test func aWorkerJoinsInTwoPhases() throws {
        let outcome = try run(RetryJoinScript(isControlPlane: false, version: .v1beta3, verbosity: 5))
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.calls == ["\(Self.preflight) --v 5", "join phase kubelet-start --v 5"])
    }

    @Test func aControlPlaneMachineJoinsInNine() throws {
        let outcome = try run(RetryJoinScript(isControlPlane: true, version: .v1beta3))
        #expect(outcome.status == 0)
        #expect(
            outcome.calls == [
                Self.preflight, "join phase control-plane-prepare download-certs",
                "join phase control-plane-prepare certs", "join phase control-plane-prepare kubeconfig",
                "join phase control-plane-prepare control-plane", "join phase kubelet-start",
                "join phase control-plane-join etcd", "join phase control-plane-join update-status",
                "join phase control-plane-join mark-control-plane",
            ])
    }

    /// `update-status` is gone, and what comes after `kubelet-start` is up to kubeadm.
    @Test(arguments: [(false, 3), (true, 7)])
    func sinceKubernetes131TheRestIsOneJoin(isControlPlane: Bool, calls: Int) throws {
        let script = RetryJoinScript(isControlPlane: isControlPlane, version: .v1beta4)
        let rest = "join --skip-phases=preflight,control-plane-prepare,kubelet-start"
        let outcome = try run(script)
        #expect(outcome.status == 0)
        #expect(outcome.calls.count == calls)
        #expect(outcome.calls.suffix(2) == ["join phase kubelet-start", rest])
        let failed = try run(script, failing: "--skip-phases", status: 1, times: 1)
        #expect(failed.status == 1)
        #expect(failed.calls.suffix(2) == [rest, "reset -f"])
        #expect(failed.errors.contains("the rest failed 1 times"))
    }

    /// Status, how often the phase fails, how often it runs, and the script's status.
    @Test(arguments: [
        (status: Int32(1), times: 4, runs: 5, ends: Int32(0)), (1, 5, 5, 1), (7, 9, 5, 7), (2, 1, 1, 2), (3, 1, 1, 3),
    ])
    func aPhaseIsTriedFiveTimes(status: Int32, times: Int, runs: Int, ends: Int32) throws {
        let outcome = try run(
            RetryJoinScript(isControlPlane: false, version: .v1beta3), failing: "kubelet-start", status: status,
            times: times)
        #expect(outcome.status == ends)
        #expect(outcome.calls.filter { $0 == "join phase kubelet-start" }.count == runs)
        #expect(outcome.calls.filter { $0 == "sleep 15" }.count == runs - 1)
        #expect((outcome.calls.last == "reset -f") == (ends != 0))
        #expect(outcome.errors.contains("ended with status \(ends)") == (ends != 0))
    }

    @Test func etcdIsTriedOnce() throws {
        let outcome = try run(
            RetryJoinScript(isControlPlane: true, version: .v1beta3), failing: "control-plane-join etcd", status: 1,
            times: 1)
        #expect(outcome.status == 1)
        #expect(outcome.calls.suffix(2) == ["join phase control-plane-join etcd", "reset -f"])
    }

    @Test(arguments: [true, false])
    func jinjaLeavesTheScriptAlone(isControlPlane: Bool) {
        let text = RetryJoinScript(isControlPlane: isControlPlane, version: .v1beta4, verbosity: 1).text
        #expect(["{{", "{%", "{#"].allSatisfy { !text.contains($0) })
    }

    @Test func theScriptStandsBeforeKubeadmsConfigurationAndOnlyWhereMachinesJoin() throws {
        var spec = KubeadmConfigSpec()
        spec.useExperimentalRetryJoin = true
        let join = try #require(
            try YAMLDocument.parse(CloudInit(action: .join(configuration: "a"), spec: spec).render()).first?.value)
        #expect(join["write_files"]?[0]?["path"]?.stringValue == RetryJoinScript.path)
        #expect(
            join["write_files"]?[0]?["content"]?.stringValue
                == RetryJoinScript(isControlPlane: false, version: .v1beta4).text)
        #expect(
            join["runcmd"]?[0]?.stringValue
                == "\(RetryJoinScript.path) && echo success > /run/cluster-api/bootstrap-success.complete")
        #expect(
            !CloudInit(action: .initialize(configuration: "a"), spec: spec).render().contains(RetryJoinScript.path))
    }
}
