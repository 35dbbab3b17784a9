import Foundation
import Testing

/// What a user does wrong, or a machine does to them: each gets a clear answer and loses nothing.
@Suite("Bad input", .serialized)
struct BadInputSerialTests {
    @Test func manifestsThatAreWrongSayWhere() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let cases: [(manifest: String, says: String)] = [
                ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n data: {", "line"),
                (
                    "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: x}\nspec: {paused: maybe}",
                    "spec.paused"
                ),
                (
                    "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: x}\nspec: {pausd: true}",
                    "spec.pausd"
                ),
                ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name}", "Bad_Name"),
            ]
            for (manifest, says) in cases {
                let outcome = try await product.kubectl("create", "-f", "-", input: manifest)
                #expect(outcome.status != 0, "\(manifest)")
                #expect(outcome.errors.contains(says), "expected '\(says)' in: \(outcome.errors)")
            }
            // Without kubectl's own validation, which asks for a document of version 2 that is not served yet.
            let unheard = "apiVersion: example.com/v1\nkind: Unheard\nmetadata: {name: x}"
            let outcome = try await product.kubectl("create", "--validate=false", "-f", "-", input: unheard)
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("Unheard"), "\(outcome.errors)")
            try await product.kubectl("get", "namespaces").succeeded()
        }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await Product.withHome { first in
            let up = try await first.slipway("up").succeeded()
            let port = try #require(up.output.firstMatch(of: /https:\/\/127\.0\.0\.1:(\d+)/)?.output.1)
            try await Product.withHome { second in
                let outcome = try await second.slipway("up", "--port", String(port))
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains("127.0.0.1:\(port)"), "\(outcome.errors)")
                #expect(outcome.errors.contains("the port is taken"), "\(outcome.errors)")
            }
        }
    }

    @Test func aSecondServerOnOneHomeIsRefused() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let outcome = try await product.slipway("serve")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("already serves"), "\(outcome.errors)")
            let up = try await product.slipway("up").succeeded()
            #expect((up.output + up.errors).contains("already"), "\(up.output)\(up.errors)")
        }
    }

    @Test func aHomeThatCannotBeWrittenIsNamed() async throws {
        let product = Product(home: "/proc/slipway")
        let outcome = try await product.slipway("up")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("/proc/slipway"), "\(outcome.errors)")
    }

    @Test func aHomeOfANewerVersionIsRefusedAndLeftAlone() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            try await product.kubectl("create", "configmap", "kept").succeeded()
            try await product.slipway("down").succeeded()
            func setFormat(_ statement: String) async throws {
                let program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"
                try await Product.run(
                    "/usr/bin/env", ["python3", "-c", program, "\(product.home)/data/store.db", statement],
                    environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
                ).succeeded()
            }
            try await setFormat("PRAGMA user_version = 1000;")
            let refused = try await product.slipway("up")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("format 1000"), "\(refused.errors)")
            #expect(refused.errors.contains("newer"), "\(refused.errors)")
            try await setFormat("PRAGMA user_version = 1;")
            try await product.slipway("up").succeeded()
            try await product.kubectl("get", "configmap", "kept").succeeded()
        }
    }

    /// On a file system of its own, which only root can mount, in a name space of its own, so that nothing is left mounted.
    @Test(.enabled(if: geteuid() == 0)) func aFullDiskIsNamedAndLosesNothing() async throws {
        try await Product.withHome { product in
            try FileManager.default.createDirectory(atPath: product.home, withIntermediateDirectories: true)
            let outcome = try await Product.run(
                "/usr/bin/unshare", ["--mount", "/bin/bash", "-c", Self.fillDisk],
                environment: [
                    "SLIPWAY_HOME": product.home, "HOME": product.home, "SLIPWAY": Product.binary,
                    "KUBECTL": Product.kubectl,
                ]
            ).succeeded()
            let lines = outcome.lines
            #expect(lines.contains("refused: 1"), "\(outcome.output)")
            #expect(outcome.errors.contains("storage is full"), "\(outcome.errors)")
            #expect(lines.contains("up on a full disk: 1"), "\(outcome.output)")
            #expect(outcome.errors.contains("No space left on device"), "\(outcome.errors)")
            #expect(lines.suffix(2) == ["configmap/after", "configmap/kept"], "\(outcome.output)")
        }
    }

    /// Fills the disk under a plane that runs, frees it, fills it under one that starts, frees it.
    private static let fillDisk = #"""
        set -u
        mount -t tmpfs -o size=12m,mode=700 none "$SLIPWAY_HOME" || exit 1
        kubectl() { "$KUBECTL" --kubeconfig "$SLIPWAY_HOME/admin.kubeconfig" "$@"; }
        fill() { head -c 64M /dev/zero >"$SLIPWAY_HOME/ballast" 2>/dev/null; }
        trap '"$SLIPWAY" down --timeout 20s >/dev/null' EXIT
        "$SLIPWAY" up >/dev/null && kubectl create configmap kept || exit 1
        fill
        head -c 64K /dev/zero | tr '\0' x | kubectl create configmap refused --from-file=/dev/stdin
        echo "refused: $?"
        kubectl get configmap kept -o name || exit 1
        rm "$SLIPWAY_HOME/ballast"
        kubectl create configmap after && "$SLIPWAY" down >/dev/null || exit 1
        fill
        "$SLIPWAY" up
        echo "up on a full disk: $?"
        rm "$SLIPWAY_HOME/ballast"
        "$SLIPWAY" up >/dev/null && kubectl get configmaps -o name
        """#

    @Test func commandsWithoutAPlaneSayHowToStartOne() async throws {
        try await Product.withHome { product in
            for command in [["get", "clusters"], ["describe", "cluster", "demo"], ["wait", "cluster", "demo"]] {
                let outcome = try await Product.run(
                    Product.binary, command, environment: ["SLIPWAY_HOME": product.home])
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains("slipway up"), "\(outcome.errors)")
            }
            let usage = try await product.slipway("describe", "cluster")
            #expect(usage.status == 64, "\(usage.errors)")
        }
    }

    @Test func aKubeconfigOfAnotherPlaneIsRefusedWithWords() async throws {
        try await Product.withHome { first in
            try await first.slipway("up").succeeded()
            try await Product.withHome { second in
                try await second.slipway("up").succeeded()
                let theirs = try String(contentsOfFile: "\(second.home)/admin.kubeconfig", encoding: .utf8)
                let ours = try String(contentsOfFile: "\(first.home)/admin.kubeconfig", encoding: .utf8)
                let server = try #require(ours.firstMatch(of: /server: (\S+)/)?.output.1)
                let mixed = theirs.replacing(/server: \S+/, with: "server: \(server)")
                let path = "\(second.home)/mixed.kubeconfig"
                try mixed.write(toFile: path, atomically: true, encoding: .utf8)
                let outcome = try await second.slipway("get", "clusters", "--kubeconfig", path)
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains("another cluster"), "\(outcome.errors)")
            }
        }
    }

    @Test func missingObjectsAndTimeoutsHaveTheirExitCodes() async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let missing = try await product.slipway("describe", "cluster", "nowhere")
            #expect(missing.status == 3)
            let lonely =
                "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: lonely}\nspec:\n"
                + "  infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DevCluster, name: gone}\n"
            try await product.kubectl("create", "-f", "-", input: lonely).succeeded()
            let waiting = try await product.slipway("wait", "cluster", "lonely", "--timeout", "2s")
            #expect(waiting.status == 4)
            #expect(waiting.errors.contains("gone") || waiting.output.contains("gone"), "\(waiting.errors)")
        }
    }
}
