import FoundationEssentials
public import JSON
public import Machinery

extension Kubeconfig: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        let kind = try fields.value("kind", default: "Config")
        guard kind == "Config" else {
            throw DecodingFailure(path: ["kind"], "expected \"Config\", found \"\(kind)\"")
        }
        let apiVersion = try fields.value("apiVersion", default: "v1")
        guard apiVersion == "v1" else {
            throw DecodingFailure(path: ["apiVersion"], "expected \"v1\", found \"\(apiVersion)\"")
        }
        clusters = try Self.entries(&fields, "clusters", of: "cluster")
        users = try Self.entries(&fields, "users", of: "user")
        contexts = try Self.entries(&fields, "contexts", of: "context")
        currentContext = try fields.value("current-context", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("apiVersion", "v1")
        fields.set("kind", "Config")
        fields.set("clusters", Self.list(clusters, of: "cluster"))
        fields.set("contexts", Self.list(contexts, of: "context"))
        fields.set("current-context", currentContext)
        fields.set("users", Self.list(users, of: "user"))
        return fields.json(adding: unknownFields)
    }

    private static func entries<Value: JSONRepresentable>(
        _ fields: inout FieldDecoder, _ key: String, of member: String
    ) throws(DecodingFailure) -> [Entry<Value>] {
        let list: [JSONValue] = try fields.value(key, default: [])
        var entries: [Entry<Value>] = []
        for (index, json) in list.enumerated() {
            do throws(DecodingFailure) {
                var entry = try FieldDecoder(json)
                let name: String = try entry.required("name")
                guard !entries.contains(where: { $0.name == name }) else {
                    throw DecodingFailure(path: ["name"], "the name \"\(name)\" is taken by an earlier entry")
                }
                entries.append(Entry(name, try entry.required(member)))
            } catch {
                throw error.nested(in: "[\(index)]").nested(in: key)
            }
        }
        return entries
    }

    private static func list<Value: JSONRepresentable>(_ entries: [Entry<Value>], of member: String) -> JSONValue {
        .array(entries.map { ["name": .string($0.name), member: $0.value.json] })
    }
}

extension Kubeconfig.Cluster: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        server = try fields.value("server", default: "")
        certificateAuthorityData = try fields.base64("certificate-authority-data")
        certificateAuthority = try fields.value("certificate-authority", default: "")
        tlsServerName = try fields.value("tls-server-name", default: "")
        insecureSkipTLSVerify = try fields.value("insecure-skip-tls-verify", default: false)
        proxyURL = try fields.value("proxy-url", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("server", server)
        fields.set("certificate-authority-data", certificateAuthorityData.map(base64))
        fields.setUnlessEmpty("certificate-authority", certificateAuthority)
        fields.setUnlessEmpty("tls-server-name", tlsServerName)
        if insecureSkipTLSVerify { fields.set("insecure-skip-tls-verify", true) }
        fields.setUnlessEmpty("proxy-url", proxyURL)
        return fields.json(adding: unknownFields)
    }
}

extension Kubeconfig.User: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        clientCertificateData = try fields.base64("client-certificate-data")
        clientCertificate = try fields.value("client-certificate", default: "")
        clientKeyData = try fields.base64("client-key-data")
        clientKey = try fields.value("client-key", default: "")
        token = try fields.value("token", default: "")
        tokenFile = try fields.value("tokenFile", default: "")
        impersonate = try fields.value("as", default: "")
        impersonateUID = try fields.value("as-uid", default: "")
        impersonateGroups = try fields.value("as-groups", default: [])
        exec = try fields.optional("exec")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("client-certificate-data", clientCertificateData.map(base64))
        fields.setUnlessEmpty("client-certificate", clientCertificate)
        fields.set("client-key-data", clientKeyData.map(base64))
        fields.setUnlessEmpty("client-key", clientKey)
        fields.setUnlessEmpty("token", token)
        fields.setUnlessEmpty("tokenFile", tokenFile)
        fields.setUnlessEmpty("as", impersonate)
        fields.setUnlessEmpty("as-uid", impersonateUID)
        fields.setUnlessEmpty("as-groups", impersonateGroups)
        fields.set("exec", exec)
        return fields.json(adding: unknownFields)
    }
}

extension Kubeconfig.Exec: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        apiVersion = try fields.value("apiVersion", default: "")
        command = try fields.required("command")
        arguments = try fields.value("args", default: [])
        let environment: [[String: String]] = try fields.value("env", default: [])
        self.environment = environment.map { Kubeconfig.Entry($0["name"] ?? "", $0["value"] ?? "") }
        installHint = try fields.value("installHint", default: "")
        provideClusterInfo = try fields.value("provideClusterInfo", default: false)
        interactiveMode = try fields.value("interactiveMode", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("apiVersion", apiVersion)
        fields.set("command", command)
        fields.setUnlessEmpty("args", arguments)
        fields.setUnlessEmpty("env", environment.map { ["name": $0.name, "value": $0.value] })
        fields.setUnlessEmpty("installHint", installHint)
        fields.setUnlessEmpty("interactiveMode", interactiveMode)
        fields.set("provideClusterInfo", provideClusterInfo)
        return fields.json(adding: unknownFields)
    }
}

extension Kubeconfig.Context: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        cluster = try fields.value("cluster", default: "")
        user = try fields.value("user", default: "")
        namespace = try fields.value("namespace", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("cluster", cluster)
        fields.set("user", user)
        fields.setUnlessEmpty("namespace", namespace)
        return fields.json(adding: unknownFields)
    }
}

private func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
}

extension FieldDecoder {
    /// Base64 with padding; line breaks are skipped, as Go does.
    fileprivate mutating func base64(_ key: String) throws(DecodingFailure) -> [UInt8]? {
        guard let text: String = try optional(key), !text.isEmpty else { return nil }
        guard let data = Data(base64Encoded: text.filter { !$0.isNewline }) else {
            throw DecodingFailure(path: [key], "expected base64")
        }
        return Array(data)
    }
}
