import JSON

/// One entry of `clouds.yaml` on its way to a configuration.
struct CloudEntry {
    let name: String
    let entry: JSONObject

    func configuration(readFile: (String) throws -> [UInt8]) throws(OpenStackError) -> CloudConfiguration {
        try refuseUnsupported()
        guard let url = try setting("auth_url") else { throw problem("auth_url is missing") }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw problem("auth_url is no HTTP address")
        }
        var cloud = CloudConfiguration(
            name: name, identityURL: url, credential: try credential(), scope: try scope(), region: try region())
        if let interface = try text(anyOf: "interface", "endpoint_type") {
            // `publicURL` is the older spelling.
            cloud.interface = EndpointInterface(
                rawValue: interface.hasSuffix("URL") ? String(interface.dropLast(3)) : interface)
        }
        cloud.trust = try trust(readFile)
        cloud.endpointOverrides = try endpointOverrides()
        if case .applicationCredential = cloud.credential { cloud.scope = .implied }
        return cloud
    }

    private func refuseUnsupported() throws(OpenStackError) {
        for key in ["profile", "cloud"] where entry[key] != nil {
            throw problem("\"\(key)\" refers to settings outside of the file; write them into the entry")
        }
        if let version = try text("identity_api_version"), !["3", "v3", "3.0"].contains(version) {
            throw problem(
                "identity_api_version must be 3: version \(version.prefix(8)) of the Identity API is not supported")
        }
        if try setting("trust_id") != nil { throw problem("trusts (trust_id) are not supported") }
    }

    private func credential() throws(OpenStackError) -> CloudConfiguration.Credential {
        let type = try text("auth_type")
        switch type {
        case "v3applicationcredential": return try applicationCredential()
        case "v3token", "token":
            guard let token = try setting("token") else { throw problem("auth.token is missing") }
            return .token(Redacted(token))
        case nil where try isApplicationCredential(): return try applicationCredential()
        case nil, "password", "v3password": return try password()
        case let type?:
            throw problem(
                "auth_type \"\(type.prefix(40))\" is not supported: use v3password, v3token or v3applicationcredential")
        }
    }

    private func isApplicationCredential() throws(OpenStackError) -> Bool {
        if try setting("application_credential_id") != nil { return true }
        return try setting("application_credential_name") != nil
    }

    private func password() throws(OpenStackError) -> CloudConfiguration.Credential {
        guard let user = try named("user", idKey: "user_id", nameKey: "username") else {
            throw problem("auth.username or auth.user_id is missing")
        }
        guard let password = try setting("password") else { throw problem("auth.password is missing") }
        return .password(user: user, password: Redacted(password))
    }

    private func applicationCredential() throws(OpenStackError) -> CloudConfiguration.Credential {
        guard let secret = try setting("application_credential_secret") else {
            throw problem("auth.application_credential_secret is missing")
        }
        let id = try setting("application_credential_id")
        let credentialName = try setting("application_credential_name")
        var user: CloudConfiguration.Named?
        if id == nil {
            guard credentialName != nil else { throw problem("auth.application_credential_id is missing") }
            user = try named("user", idKey: "user_id", nameKey: "username")
            if user == nil { throw problem("auth.application_credential_name needs auth.username or auth.user_id") }
        }
        return .applicationCredential(
            CloudConfiguration.ApplicationCredentialLogin(
                id: id, name: id == nil ? credentialName : nil, user: user, secret: Redacted(secret)))
    }

    private func scope() throws(OpenStackError) -> CloudConfiguration.Scope {
        if let system = try setting("system_scope") {
            guard system == "all" else { throw problem("auth.system_scope must be \"all\"") }
            return .system
        }
        for what in ["project", "tenant"] {
            if let project = try named("project", idKey: "\(what)_id", nameKey: "\(what)_name") {
                return .project(project)
            }
        }
        guard let domain = try domain("domain") else { return .implied }
        return .domain(domain)
    }

    /// A user or project, with the domain that its name is unique in.
    private func named(
        _ what: String, idKey: String, nameKey: String
    ) throws(OpenStackError) -> CloudConfiguration.Named? {
        if let id = try setting(idKey) { return CloudConfiguration.Named(id: id) }
        guard let value = try setting(nameKey) else { return nil }
        for prefix in ["\(what)_domain", "domain", "default_domain"] {
            if let domain = try domain(prefix) { return CloudConfiguration.Named(name: value, domain: domain) }
        }
        throw problem("auth.\(nameKey) needs auth.\(what)_domain_name or auth.\(what)_domain_id")
    }

    private func domain(_ prefix: String) throws(OpenStackError) -> CloudConfiguration.Domain? {
        if let id = try setting("\(prefix)_id") { return .id(id) }
        if let name = try setting("\(prefix)_name") { return .name(name) }
        // The one key that may stand without either.
        guard prefix == "default_domain", let id = try setting(prefix) else { return nil }
        return .id(id)
    }

    private func region() throws(OpenStackError) -> String? {
        if let region = try text("region_name") { return region }
        guard let regions = entry["regions"] else { return nil }
        if let first = regions[0]?.stringValue { return first }
        if regions[0]?["values"] != nil { throw problem("settings of one region (regions[].values) are not supported") }
        return regions[0]?["name"]?.stringValue
    }

    private func trust(_ readFile: (String) throws -> [UInt8]) throws(OpenStackError) -> CloudConfiguration.Trust {
        var trust = CloudConfiguration.Trust()
        if let verify = entry["verify"], !verify.isNull {
            guard let verifies = Bool(json: verify) else { throw problem("verify must be true or false") }
            trust.verifies = verifies
        }
        if let path = try text("cacert") { trust.authorities = try file(path, "cacert", readFile) }
        if let path = try text("cert") {
            guard let key = try text("key") else { throw problem("cert needs key") }
            trust.clientCertificate = CloudConfiguration.ClientCertificate(
                chain: try file(path, "cert", readFile),
                key: Redacted(String(decoding: try file(key, "key", readFile), as: UTF8.self)))
        }
        return trust
    }

    private func file(
        _ path: String, _ key: String, _ read: (String) throws -> [UInt8]
    ) throws(OpenStackError) -> [UInt8] {
        do {
            return try read(path)
        } catch {
            throw OpenStackError(
                .invalidConfiguration, "cloud \"\(name)\": the file of \"\(key)\", \(path), cannot be read",
                cause: error)
        }
    }

    private func endpointOverrides() throws(OpenStackError) -> [ServiceType: String] {
        let services: [ServiceType] = [
            .identity, .compute, .network, .image, .blockStorage, .loadBalancer, .placement,
        ]
        var overrides: [ServiceType: String] = [:]
        for service in services {
            for prefix in service.settingNames where overrides[service] == nil {
                overrides[service] = try text("\(prefix)_endpoint_override")
            }
        }
        return overrides
    }

    /// A setting of `auth`, which many write next to it instead.
    private func setting(_ key: String) throws(OpenStackError) -> String? {
        if let value = try text(key, in: entry["auth"]?.objectValue ?? JSONObject()) { return value }
        return try text(key)
    }

    private func text(anyOf keys: String...) throws(OpenStackError) -> String? {
        for key in keys {
            if let value = try text(key) { return value }
        }
        return nil
    }

    private func text(_ key: String) throws(OpenStackError) -> String? { try text(key, in: entry) }

    private func text(_ key: String, in object: JSONObject) throws(OpenStackError) -> String? {
        switch object[key] {
        case nil, .null: return nil
        case .string(let value): return value.isEmpty ? nil : value
        // YAML takes an unquoted password of digits for a number.
        case .integer(let value): return String(value)
        case .number(let number): return number.literal
        default: throw problem("\"\(key)\" is no text")
        }
    }

    private func problem(_ message: String) -> OpenStackError {
        .configuration("cloud \"\(name)\": \(message)")
    }
}
