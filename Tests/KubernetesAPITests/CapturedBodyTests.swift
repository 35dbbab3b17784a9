import Foundation
import JSON
import KubernetesAPI
import Testing

/// What kubectl 1.37 sent to a server that wrote down the bodies: three lines each, the command, the JSON that the same
/// kubectl prints of the object (`--dry-run=client -o json`), and the body in hexadecimal digits.
///
/// `all-fields.txt` are objects that kubectl read as JSON with a value in every field, and sent back as protobuf: a Job
/// from a CronJob, with all that a pod can have, and a CertificateSigningRequest to approve.
@Suite("Bodies of a real kubectl") struct CapturedBodyTests {
    struct Body: Sendable, CustomTestStringConvertible {
        let command: String
        let json: String
        let hex: String

        var testDescription: String { command }

        var bytes: [UInt8] {
            let digits = hex.utf8.map { $0 < UInt8(ascii: "a") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "a") + 10 }
            return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }

    static let bodies = read("commands") + read("all-fields")

    private static func read(_ name: String) -> [Body] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Captured")
        let text = (try? String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n").map(String.init)
            return lines.count == 3 ? Body(command: lines[0], json: lines[1], hex: lines[2]) : nil
        }
    }

    @Test func areThere() {
        #expect(Self.bodies.count == 34)
    }

    @Test(arguments: bodies) func readAsGoPrintsThem(body: Body) throws {
        #expect(try KubernetesProtobuf.decode(body.bytes).text == body.json)
    }

    @Test(arguments: bodies) func areWrittenAsGoWritesThem(body: Body) throws {
        #expect(try KubernetesProtobuf.encode(JSONValue(parsing: body.json)) == body.bytes)
    }
}
