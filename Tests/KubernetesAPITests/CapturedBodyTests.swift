import Foundation
import JSON
import KubernetesAPI
import Testing

/// Bodies that Go wrote, three lines each: what it is, the JSON that Go prints of the object with `apiVersion` and `kind`
/// in front, and the body in hexadecimal digits.
///
/// * `commands.txt`: what kubectl 1.37 sent to a server that wrote it down, and what `--dry-run=client -o json` printed.
/// * `all-fields.txt`: objects that kubectl 1.37 read as JSON with a value in every field, and sent back as protobuf: a
///   Job from a CronJob, with all that a pod can have, and a CertificateSigningRequest to approve.
/// * `go-types.txt`: what the Go types of Kubernetes 1.34 wrote of an object of every kind, with a value in every field
///   but those of pod templates.
@Suite("Bodies that Go wrote") struct CapturedBodyTests {
    struct Body: Sendable, CustomTestStringConvertible {
        let name: String
        let json: String
        let hex: String

        var testDescription: String { name }

        var bytes: [UInt8] {
            let digits = hex.utf8.map { $0 < UInt8(ascii: "a") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "a") + 10 }
            return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }

    static let bodies = read("commands") + read("all-fields") + read("go-types")

    private static func read(_ name: String) -> [Body] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Captured")
        let text = (try? String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n").map(String.init)
            return lines.count == 3 ? Body(name: lines[0], json: lines[1], hex: lines[2]) : nil
        }
    }

    @Test func areThere() {
        #expect(Self.bodies.count == 112)
    }

    @Test(arguments: bodies) func readAsGoPrintsThem(body: Body) throws {
        #expect(try KubernetesProtobuf.decode(body.bytes).text == body.json)
    }

    @Test(arguments: bodies) func areWrittenAsGoWritesThem(body: Body) throws {
        #expect(try KubernetesProtobuf.encode(JSONValue(parsing: body.json)) == body.bytes)
    }
}
