import JSON

extension Kubeconfig {
    /// What a context says about its server, user and namespace, with the files it names read.
    ///
    /// - Parameters:
    ///   - name: The current context where `nil`.
    ///   - directory: Where relative paths begin: that of the kubeconfig file.
    /// - Throws: `ClientError` that says what is missing, where, and what to do.
    public func connection(context name: String? = nil, relativeTo directory: String = "") throws(ClientError)
        -> ClientConnection
    {
        let context = try context(name)
        guard let cluster = clusters.first(where: { $0.name == context.value.cluster }) else {
            throw .undefined("cluster", context.value.cluster, in: context.name, defined: clusters.map(\.name))
        }
        var connection = try Self.connection(to: cluster, directory)
        if !context.value.user.isEmpty {
            guard let user = users.first(where: { $0.name == context.value.user }) else {
                throw .undefined("user", context.value.user, in: context.name, defined: users.map(\.name))
            }
            connection.credentials = try Self.credentials(of: user, directory)
        }
        if !context.value.namespace.isEmpty { connection.namespace = context.value.namespace }
        return connection
    }

    private func context(_ name: String?) throws(ClientError) -> Entry<Context> {
        let name = name ?? currentContext
        let defined = contexts.isEmpty ? "it defines none" : "it defines \(list(contexts.map(\.name)))"
        guard !name.isEmpty else {
            throw ClientError(.invalidKubeconfig, "the kubeconfig sets no current context: name one; \(defined)")
        }
        guard let context = contexts.first(where: { $0.name == name }) else {
            throw ClientError(
                .invalidKubeconfig, "the kubeconfig does not define the context \"\(name)\"; \(defined)")
        }
        return context
    }

    private static func connection(
        to cluster: Entry<Cluster>, _ directory: String
    ) throws(ClientError) -> ClientConnection {
        let place = "the cluster \"\(cluster.name)\" of the kubeconfig"
        guard let server = ServerURL(cluster.value.server) else {
            throw ClientError(
                .invalidKubeconfig,
                "\(place) has the server \"\(cluster.value.server)\", which is not of the form https://host:port")
        }
        var connection = ClientConnection(server: server)
        connection.certificateAuthority = try contents(
            cluster.value.certificateAuthorityData, cluster.value.certificateAuthority, directory,
            "certificate-authority", place)
        connection.skipsTLSVerification = cluster.value.insecureSkipTLSVerify
        guard !connection.skipsTLSVerification || connection.certificateAuthority == nil else {
            throw ClientError(
                .invalidKubeconfig,
                "\(place) names a certificate authority and sets insecure-skip-tls-verify: remove one of the two")
        }
        connection.tlsServerName = cluster.value.tlsServerName.isEmpty ? nil : cluster.value.tlsServerName
        if !cluster.value.proxyURL.isEmpty {
            guard let proxy = ServerURL(cluster.value.proxyURL, schemes: ["http", "socks5"]) else {
                throw ClientError(
                    .invalidKubeconfig,
                    "\(place) has a proxy-url that is neither of the form http://host:port nor socks5://host:port")
            }
            connection.proxy = proxy
        }
        return connection
    }

    private static func credentials(
        of user: Entry<User>, _ directory: String
    ) throws(ClientError) -> ClientConnection.Credentials {
        let place = "the user \"\(user.name)\" of the kubeconfig"
        let value = user.value
        if let exec = value.exec {
            throw ClientError(
                .unsupported,
                "\(place) logs in through the program \"\(exec.command)\", which this client does not run: use a client certificate or a token"
            )
        }
        for field in ["username", "auth-provider"] where value.unknownFields[field] != nil {
            throw ClientError(
                .unsupported,
                "\(place) logs in by \(field), which this client does not support: use a client certificate or a token")
        }
        var credentials = ClientConnection.Credentials()
        let chain = try contents(
            value.clientCertificateData, value.clientCertificate, directory, "client-certificate", place)
        let key = try contents(value.clientKeyData, value.clientKey, directory, "client-key", place)
        switch (chain, key) {
        case (let chain?, let key?):
            credentials.certificate = ClientConnection.ClientCertificate(chain: chain, privateKey: key)
        case (nil, nil): break
        case (_?, nil):
            throw ClientError(.invalidKubeconfig, "\(place) has a client certificate and no key for it")
        case (nil, _?):
            throw ClientError(.invalidKubeconfig, "\(place) has a client key and no certificate for it")
        }
        if !value.token.isEmpty {
            credentials.token = .value(value.token)
        } else if !value.tokenFile.isEmpty {
            credentials.token = .file(path: path(value.tokenFile, from: directory))
        }
        if !value.impersonate.isEmpty {
            credentials.impersonation = ClientConnection.Impersonation(
                user: value.impersonate, uid: value.impersonateUID, groups: value.impersonateGroups)
        } else if !value.impersonateUID.isEmpty || !value.impersonateGroups.isEmpty {
            throw ClientError(.invalidKubeconfig, "\(place) impersonates groups or a UID without a user: set \"as\"")
        }
        return credentials
    }

    private static func contents(
        _ data: [UInt8]?, _ file: String, _ directory: String, _ field: String, _ place: String
    ) throws(ClientError) -> [UInt8]? {
        if let data { return data }
        guard !file.isEmpty else { return nil }
        let path = path(file, from: directory)
        do {
            return try readFile(path)
        } catch {
            throw ClientError(
                .invalidKubeconfig, "\(place) names the \(field) file \(path), which cannot be read: \(error)",
                cause: error)
        }
    }

    private static func path(_ path: String, from directory: String) -> String {
        path.hasPrefix("/") || directory.isEmpty ? path : "\(directory)/\(path)"
    }
}

extension ClientError {
    fileprivate static func undefined(
        _ what: String, _ name: String, in context: String, defined: [String]
    ) -> ClientError {
        ClientError(
            .invalidKubeconfig,
            "the context \"\(context)\" of the kubeconfig names the \(what) \"\(name)\", which the file does not define; "
                + (defined.isEmpty ? "it defines no \(what)" : "it defines \(list(defined))"))
    }
}

private func list(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: ", ")
}
