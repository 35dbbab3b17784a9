import Foundation
import Testing

/// Other people's client libraries, each in a program that checks what it gets (`Clients/*.py`), against a plane of its own.
@Suite("Client libraries", .serialized)
struct ClientProgramSerialTests {
    @Test(
        arguments: [
            "objects", "lists", "watches", "customs", "applies", "representations", "elections", "kr8s_client",
            "operators",
            "admissions",
        ])
    func findsWhatItExpects(program: String) async throws {
        try await Product.withHome { product in
            try await product.slipway("up").succeeded()
            let outcome = try await Product.run(
                "\(Product.packageDirectory)/.tools/python/bin/python",
                ["\(Product.packageDirectory)/Tests/EndToEndTests/Clients/\(program).py"],
                environment: [
                    "HOME": product.home, "KUBECONFIG": "\(product.home)/admin.kubeconfig",
                    "PYTHONDONTWRITEBYTECODE": "1",
                ])
            for line in outcome.lines where line.hasPrefix("not ok") { Issue.record("\(line)") }
            let passed = outcome.lines.count { $0.hasPrefix("ok: ") }
            #expect(passed > 0, "no check of \(program).py passed")
            #expect(outcome.status == 0, "\(outcome.errors.suffix(4000))")
        }
    }
}
