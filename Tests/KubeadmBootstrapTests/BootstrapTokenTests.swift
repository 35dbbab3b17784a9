import Simulation
import Testing

@testable import KubeadmBootstrap

@Suite("Bootstrap tokens")
struct BootstrapTokenTests {
    @Test(arguments: ["abcdef.0123456789abcdef", "a1b2c3.abcdefghijklmnop"])
    func tokensOfTheRightFormAreRead(text: String) {
        #expect(BootstrapToken(text)?.text == text)
    }

    @Test(arguments: [
        "", "abcdef", "abcdef.0123456789abcde", "ABCDEF.0123456789abcdef", "abcdef.0123456789abcdef.x",
        "abc/ef.0123456789abcdef",
    ])
    func otherTokensAreNot(text: String) {
        #expect(BootstrapToken(text) == nil)
    }

    @Test func newTokensHaveTheRightForm() {
        let token = BootstrapToken(random: SeededRandom(seed: 3))
        #expect(BootstrapToken(token.text) == token)
        #expect(BootstrapToken(random: SeededRandom(seed: 4)) != token)
    }
}
