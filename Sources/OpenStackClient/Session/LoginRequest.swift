import JSON

/// The body of `POST /v3/auth/tokens`.
struct LoginRequest {
    let cloud: CloudConfiguration

    var body: JSONValue {
        var auth = JSONObject()
        auth["identity"] = identity
        auth["scope"] = scope
        return ["auth": .object(auth)]
    }

    private var identity: JSONValue {
        switch cloud.credential {
        case .password(let user, let password):
            var fields = reference(user)
            fields["password"] = .string(password.reveal())
            return ["methods": ["password"], "password": ["user": .object(fields)]]
        case .token(let token):
            return ["methods": ["token"], "token": ["id": .string(token.reveal())]]
        case .applicationCredential(let login):
            var fields: JSONObject = ["secret": .string(login.secret.reveal())]
            fields.set("id", login.id)
            fields.set("name", login.name)
            if let user = login.user { fields["user"] = .object(reference(user)) }
            return ["methods": ["application_credential"], "application_credential": .object(fields)]
        }
    }

    private var scope: JSONValue? {
        switch cloud.scope {
        case .implied: nil
        case .project(let project): ["project": .object(reference(project))]
        case .domain(let domain): ["domain": .object(reference(domain))]
        case .system: ["system": ["all": true]]
        }
    }

    private func reference(_ named: CloudConfiguration.Named) -> JSONObject {
        var fields = JSONObject()
        fields.set("id", named.id)
        fields.set("name", named.name)
        if let domain = named.domain { fields["domain"] = .object(reference(domain)) }
        return fields
    }

    private func reference(_ domain: CloudConfiguration.Domain) -> JSONObject {
        switch domain {
        case .id(let id): ["id": .string(id)]
        case .name(let name): ["name": .string(name)]
        }
    }
}
