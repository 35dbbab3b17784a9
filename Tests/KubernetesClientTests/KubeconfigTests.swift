import Foundation
import JSON
import KubernetesClient
import Testing

@Suite struct KubeconfigTests {
    /// One context for every way to log in, as JSON, which is YAML too.
    private let text = """
        {"apiVersion": "v1", "kind": "Config", "preferences": {"colors": true}, "current-context": "data",
         "clusters": [
          {"name": "a", "cluster": {"server": "https://a:6443", "certificate-authority-data": "Y2E=", "extensions": []}},
          {"name": "named", "cluster": {"server": "https://10.0.0.1", "tls-server-name": "api",
            "proxy-url": "http://proxy:3128"}},
          {"name": "files", "cluster": {"server": "https://b/base/", "certificate-authority": "ca.crt"}},
          {"name": "insecure", "cluster": {"server": "https://c", "insecure-skip-tls-verify": true}}],
         "users": [
          {"name": "data", "user": {"client-certificate-data": "Y2VydA==", "client-key-data": "a2V5"}},
          {"name": "files", "user": {"client-certificate": "c.crt", "client-key": "/KEYS/c.key", "tokenFile": "token"}},
          {"name": "token", "user": {"token": "secret-t", "tokenFile": "not read", "as": "jane", "as-groups": ["dev"],
            "as-uid": "7"}},
          {"name": "exec", "user": {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "aws",
            "args": ["eks", "get-token"], "env": [{"name": "A", "value": "b"}], "interactiveMode": "Never",
            "provideClusterInfo": true}}},
          {"name": "basic", "user": {"username": "u", "password": "secret-p"}}],
         "contexts": [
          {"name": "data", "context": {"cluster": "a", "user": "data", "namespace": "dev"}},
          {"name": "files", "context": {"cluster": "files", "user": "files"}},
          {"name": "token", "context": {"cluster": "named", "user": "token"}},
          {"name": "anonymous", "context": {"cluster": "insecure", "user": ""}},
          {"name": "exec", "context": {"cluster": "a", "user": "exec"}},
          {"name": "basic", "context": {"cluster": "a", "user": "basic"}},
          {"name": "no-user", "context": {"cluster": "a", "user": "gone"}},
          {"name": "no-cluster", "context": {"cluster": "gone", "user": "data"}}]}
        """

    private func kubeconfig(_ edits: (String, String)...) throws -> Kubeconfig {
        let text = edits.reduce(text) { $0.replacing($1.0, with: $1.1) }
        return try Kubeconfig(json: JSONValue(parsing: text))
    }

    @Test func resolvesDataOfTheCurrentContext() throws {
        let connection = try kubeconfig().connection()
        #expect(connection.server == ServerURL("https://a:6443"))
        #expect(connection.certificateAuthority == Array("ca".utf8))
        #expect(connection.credentials.certificate?.chain == Array("cert".utf8))
        #expect(connection.credentials.certificate?.privateKey == Array("key".utf8))
        #expect(connection.credentials.token == nil)
        #expect(connection.namespace == "dev")
    }

    @Test func readsFilesFromTheDirectoryOfTheKubeconfig() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "kubeconfig-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in [("ca.crt", "ca"), ("c.crt", "cert"), ("c.key", "key")] {
            try Data(text.utf8).write(to: directory.appending(path: name))
        }
        let kubeconfig = try kubeconfig(("/KEYS", directory.path))
        let connection = try kubeconfig.connection(context: "files", relativeTo: directory.path)
        #expect(connection.server.path == "/base")
        #expect(connection.certificateAuthority == Array("ca".utf8))
        #expect(connection.credentials.certificate?.chain == Array("cert".utf8))
        #expect(connection.credentials.certificate?.privateKey == Array("key".utf8))
        #expect(connection.credentials.token == .file(path: "\(directory.path)/token"))
        #expect(connection.namespace == "default")
    }

    @Test func resolvesTokensImpersonationNamesAndProxies() throws {
        let connection = try kubeconfig().connection(context: "token")
        #expect(connection.credentials.token == .value("secret-t"))
        #expect(
            connection.credentials.impersonation
                == ClientConnection.Impersonation(user: "jane", uid: "7", groups: ["dev"]))
        #expect(connection.tlsServerName == "api")
        #expect(connection.proxy == ServerURL("http://proxy:3128"))
        let anonymous = try kubeconfig().connection(context: "anonymous")
        #expect(anonymous.credentials == ClientConnection.Credentials())
        #expect(anonymous.skipsTLSVerification)
    }

    /// What is wrong, where, and what next.
    @Test(
        arguments: [
            ("x", [:], "the kubeconfig does not define the context \"x\"; it defines \"data\", \"files\""),
            (nil, ["\"current-context\": \"data\"": "\"current-context\": \"\""], "sets no current context: name one"),
            (
                "no-user", [:],
                "the context \"no-user\" of the kubeconfig names the user \"gone\", which the file does not define"
            ),
            (
                "no-cluster", [:],
                "names the cluster \"gone\", which the file does not define; it defines \"a\", \"named\""
            ),
            ("exec", [:], "the user \"exec\" of the kubeconfig logs in through the program \"aws\""),
            ("basic", [:], "logs in by username"),
            (
                "files", [:],
                "names the certificate-authority file ca.crt, which cannot be read: No such file or directory"
            ),
            (
                "data", ["https://a:6443": "a:6443"],
                "has the server \"a:6443\", which is not of the form https://host:port"
            ),
            (
                "data", [", \"client-key-data\": \"a2V5\"": ""],
                "the user \"data\" of the kubeconfig has a client certificate and no key"
            ),
            ("data", ["\"client-certificate-data\": \"Y2VydA==\", ": ""], "has a client key and no certificate"),
            ("token", ["\"as\": \"jane\", ": ""], "without a user"),
            ("token", ["http://proxy:3128": "proxy"], "proxy-url"),
            (
                "anonymous", ["\"insecure-skip": "\"certificate-authority-data\": \"Y2E=\", \"insecure-skip"],
                "remove one of the two"
            ),
        ] as [(String?, [String: String], String)])
    func saysWhatIsMissing(context: String?, edits: [String: String], words: String) throws {
        let text = edits.reduce(text) { $0.replacing($1.key, with: $1.value) }
        let kubeconfig = try Kubeconfig(json: JSONValue(parsing: text))
        let error = try #require(throws: ClientError.self) { try kubeconfig.connection(context: context) }
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test(arguments: [
        ("[]", "expected an object"), (#"{"kind": "Cluster"}"#, "kind: expected \"Config\""),
        (#"{"users": [{"name": "u"}]}"#, "users[0].user: is required"),
        (#"{"users": [{"name": "u", "user": {"token": 3}}]}"#, "users[0].user.token: expected a string"),
        (
            #"{"users": [{"name": "u", "user": {"client-key-data": "%"}}]}"#,
            "users[0].user.client-key-data: expected base64"
        ),
        (
            #"{"clusters": [{"name": "c", "cluster": {}}, {"name": "c", "cluster": {}}]}"#,
            "clusters[1].name: the name \"c\" is taken"
        ),
    ])
    func saysWhereTheFileIsWrong(text: String, words: String) throws {
        let error = #expect(throws: (any Error).self) { try Kubeconfig(json: JSONValue(parsing: text)) }
        #expect(error.map { "\($0)".contains(words) } == true, "\(String(describing: error))")
    }

    @Test func losesNothingInARoundTrip() throws {
        let kubeconfig = try kubeconfig()
        #expect(try Kubeconfig(json: kubeconfig.json) == kubeconfig)
        #expect(try JSONValue(parsing: text) == kubeconfig.json)
    }

    @Test func writesTheFieldsInTheOrderOfKubectl() throws {
        let kubeconfig = Kubeconfig.administrator(
            ofCluster: "c", server: "https://c:6443", certificateAuthority: "ca", clientCertificate: "cert",
            clientKey: "key")
        let text = """
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: Y2E=
                server: https://c:6443
              name: c
            contexts:
            - context:
                cluster: c
                user: c-admin
              name: c-admin@c
            current-context: c-admin@c
            kind: Config
            users:
            - name: c-admin
              user:
                client-certificate-data: Y2VydA==
                client-key-data: a2V5

            """
        #expect(kubeconfig.yaml == text)
        #expect(try Kubeconfig(yaml: Array(text.utf8)) == kubeconfig)
        #expect(try kubeconfig.connection().credentials.certificate != nil)
    }

    @Test func readsAFileAndNamesItInErrors() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "kubeconfig-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "config").path
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(try ClientConnection(kubeconfigPath: path).server.host == "a")
        #expect(try ClientConnection(kubeconfigPath: path, context: "token").server.host == "10.0.0.1")
        let failures: [(String, String)] = [
            ("", "the kubeconfig is empty"), ("a: {", "line 1, column 4"),
            ("kind: Config\n---\nkind: Config", "more than one document"),
            ("clusters: 3", "clusters: expected a list"), ("current-context: x", "does not define the context \"x\""),
        ]
        for (text, words) in failures {
            try Data(text.utf8).write(to: URL(filePath: path))
            let error = #expect(throws: ClientError.self) { try ClientConnection(kubeconfigPath: path) }
            #expect(error?.code == .invalidKubeconfig)
            #expect(error?.message.hasPrefix("\(path): ") == true)
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        }
        let missing = #expect(throws: ClientError.self) { try Kubeconfig(path: "\(path).gone") }
        #expect(missing?.message == "cannot read the kubeconfig \(path).gone: No such file or directory")
    }

    @Test func printsNoSecrets() throws {
        let kubeconfig = try kubeconfig()
        let connection = try kubeconfig.connection(context: "token")
        let user = try #require(kubeconfig.users.last)
        for text in [
            "\(kubeconfig)", "\(user)", "\(connection)", "\(connection.credentials)",
            "\([connection.credentials.token])",
        ] {
            #expect(!text.contains("secret-"), "\(text)")
        }
    }
}
