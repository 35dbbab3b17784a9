import ArgumentParser
import Testing

@testable import SlipwayCLI

@Suite("The argument surface")
struct ParsingTests {
    @Test(arguments: [
        ["up"], ["up", "--listen", "0.0.0.0", "--port", "6443"], ["down", "--timeout", "5s"], ["status", "-o", "json"],
        ["wait", "cluster", "demo", "--timeout", "120s"], ["describe", "cluster", "demo", "--show-conditions", "all"],
        ["describe", "cluster", "demo", "--no-grouping"], ["describe", "cluster", "demo", "-w", "--show-machinesets"],
        ["get", "clusters", "-A"],
        ["get", "machines", "m", "-n", "x", "-o", "yaml"],
        ["kubeconfig"], ["kubeconfig", "--path"], ["kubeconfig", "demo", "--kubeconfig", "/x", "--context", "c"],
        ["events", "cluster", "demo", "--watch", "-o", "json"], ["events", "cluster", "demo", "-w", "-n", "x"],
        ["create", "cluster", "demo", "--control-planes", "3", "--workers", "2", "--wait", "--timeout", "5m"],
        ["create", "cluster", "demo", "--infrastructure", "dev", "--dry-run", "client", "-o", "yaml"],
        ["upgrade", "cluster", "demo", "--to", "v1.35.0", "--workers-only", "--wait", "--timeout", "5m"],
        ["upgrade", "cluster", "demo", "--to", "1.35.0", "--dry-run", "-o", "json"],
        ["delete", "cluster", "demo", "--wait"], ["crds", "-o", "json"], ["version", "--client"],
        ["completion", "bash"],
        ["serve", "--log-level", "debug"], ["provider", "add", "f.yaml"],
        ["provider", "add", "-", "--url", "https://127.0.0.1:9443", "--ca-file", "ca.crt"],
    ])
    func documentedCommandsAreUnderstood(arguments: [String]) throws {
        _ = try SlipwayCommand.parseAsRoot(arguments)
    }

    @Test(arguments: [
        ["wait", "cluster"], ["describe", "cluster"], ["describe", "machine", "m"], ["up", "--port", "70000"],
        ["up", "extra"],
        ["wait", "cluster", "demo", "--timeout", "soon"], ["get"], ["get", "clusters", "demo", "-A"],
        ["get", "clusters", "demo", "-l", "a=b"], ["kubeconfig", "demo", "--path"], ["completion", "tcsh"],
        ["frobnicate"], ["events", "cluster"], ["events", "cluster", "demo", "-o", "wide"],
        ["describe", "cluster", "demo", "--watch", "-o", "yaml"], ["upgrade", "cluster", "demo"],
        ["upgrade", "cluster", "demo", "--to", "1.35"],
        ["upgrade", "cluster", "demo", "--to", "v1.35.0", "--workers-only", "--control-plane-only"],
        ["upgrade", "cluster", "demo", "--to", "v1.35.0", "--dry-run", "--wait"],
        ["upgrade", "cluster", "demo", "--to", "v1.35.0", "-o", "json"],
        ["get", "clusters", "-o", "xml"], ["provider", "add"], ["provider", "add", "f", "--url", "http://x"],
        ["provider", "add", "f", "--ca-file", "ca.crt"],
    ])
    func wrongInputIsAUsageError(arguments: [String]) {
        #expect {
            _ = try SlipwayCommand.parseAsRoot(arguments)
        } throws: { error in
            SlipwayCommand.exitCode(for: error) == ExitCode.validationFailure
        }
    }
}
