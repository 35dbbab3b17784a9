import APIServer
import Effects
import Foundation
import HTTPTypes
import KubernetesClient
import Logging
import PKI

/// The plane's own TLS listener before a handler that does nothing: what no server behind that listener can exceed.
enum FloorServer {
    /// Reads the body and answers with it, so that both ways carry what they carry for a plane.
    private struct Echo: HTTPResponder {
        let time: any TimeSource = SystemTime()

        func respond(to request: HTTPAPIRequest, through writer: any HTTPResponseWriter) async throws {
            let body = try await request.body.bytes(upTo: 1 << 20)
            try await writer.send(
                HTTPAPIResponse(status: 201, headers: [.contentType: "application/json"], body: body))
        }
    }

    /// Writes a kubeconfig, says so with a line, and serves until its standard input ends.
    static func serve(kubeconfig path: String) async throws {
        let authority = try await CertificateAuthority.make("floor", in: .system)
        let identity = try await authority.issue(.server("kube-apiserver", names: ["127.0.0.1"]), in: .system)
        let client = try await authority.issue(.client("floor", groups: ["system:masters"]), in: .system)
        let listener = try await TLSListener.bind(
            TLSListener.Configuration(
                address: ListenAddress(host: "127.0.0.1", port: 0), identity: identity,
                clientAuthorities: [authority.certificate]),
            handler: Echo(), logger: Logger(label: "floor"))
        let kubeconfig = try Kubeconfig.administrator(
            ofCluster: "floor", server: "https://\(listener.address)",
            certificateAuthority: authority.certificate.pem, clientCertificate: client.certificate.pem,
            clientKey: client.privateKey.pem)
        try kubeconfig.yaml.write(toFile: path, atomically: true, encoding: .utf8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            print("ready")
            fflush(nil)
            await endOfInput()
            listener.close()
            try await group.waitForAll()
        }
    }

    private static func endOfInput() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                while readLine() != nil {}
                continuation.resume()
            }
        }
    }
}

/// A ``FloorServer`` in a process of its own.
final class FloorProcess {
    let endpoint: Endpoint
    private let process: Process
    private let input: Pipe

    var identifier: Int32 { process.processIdentifier }

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "floor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "kubeconfig").path(percentEncoded: false)
        process = Process()
        input = Pipe()
        let output = Pipe()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = ["floor-server", path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        guard !output.fileHandleForReading.availableData.isEmpty else { throw LoadError("the floor server ended") }
        endpoint = try Endpoint(kubeconfig: path)
    }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
