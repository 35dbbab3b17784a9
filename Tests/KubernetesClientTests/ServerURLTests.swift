import KubernetesClient
import Testing

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("https://127.0.0.1:6443", "https://127.0.0.1:6443"), ("https://example.com", "https://example.com:443"),
        ("http://localhost/", "http://localhost:80"), ("HTTPS://Example.com:1/", "https://Example.com:1"),
        ("https://[::1]:6443", "https://[::1]:6443"), ("https://[fd00::1]", "https://[fd00::1]:443"),
        ("https://rancher/k8s/clusters/c-1/", "https://rancher:443/k8s/clusters/c-1"),
    ])
    func reads(text: String, canonical: String) throws {
        let url = try #require(ServerURL(text))
        #expect("\(url)" == canonical)
        #expect(ServerURL(canonical) == url)
    }

    @Test(arguments: [
        "", "example.com", "example.com:6443", "https://", "https://:6443", "https://a:0", "https://a:65536",
        "https://a:b",
        "https://a:1:2", "https://::1", "https://[::1", "https://[]", "https://[::1]x", "https://[a]", "ftp://a",
        "https://user@a", "https://a?b", "https://a#b", "https://a b", "https://a\n", "https://ä", "https://a\\b",
        "https://fe80::1%eth0", "https://a:+1", "https://a:١",
    ])
    func refuses(text: String) {
        #expect(ServerURL(text) == nil)
    }

    @Test func readsTheSchemesItIsAskedFor() {
        #expect(ServerURL("socks5://proxy", schemes: ["socks5"])?.port == 1080)
        #expect(ServerURL("https://proxy", schemes: ["socks5"]) == nil)
    }
}
