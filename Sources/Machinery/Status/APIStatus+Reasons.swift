/// The failures that API servers answer, worded as Kubernetes words them.
extension APIStatus {
    public static func badRequest(_ message: String) -> APIStatus {
        APIStatus(code: 400, reason: .badRequest, message: message)
    }

    public static func unauthorized(_ message: String = "Unauthorized") -> APIStatus {
        APIStatus(code: 401, reason: .unauthorized, message: message)
    }

    public static func forbidden(_ resource: GroupResource, name: String, _ why: String) -> APIStatus {
        let subject = name.isEmpty ? "\(resource)" : "\(resource) \"\(name)\""
        return APIStatus(
            code: 403, reason: .forbidden, message: "\(subject) is forbidden: \(why)",
            details: Details(name: name, group: resource.group, kind: resource.resource))
    }

    public static func notFound(_ resource: GroupResource, name: String) -> APIStatus {
        APIStatus(
            code: 404, reason: .notFound, message: "\(resource) \"\(name)\" not found",
            details: Details(name: name, group: resource.group, kind: resource.resource))
    }

    /// The path itself names nothing the server has.
    public static func noSuchResource() -> APIStatus {
        APIStatus(code: 404, reason: .notFound, message: "the server could not find the requested resource")
    }

    public static func methodNotAllowed(_ resource: GroupResource, verb: String) -> APIStatus {
        APIStatus(
            code: 405, reason: .methodNotAllowed,
            message: "\(verb) is not supported on resources of kind \"\(resource)\"",
            details: Details(group: resource.group, kind: resource.resource))
    }

    public static func notAcceptable(_ message: String) -> APIStatus {
        APIStatus(code: 406, reason: .notAcceptable, message: message)
    }

    public static func alreadyExists(_ resource: GroupResource, name: String) -> APIStatus {
        APIStatus(
            code: 409, reason: .alreadyExists, message: "\(resource) \"\(name)\" already exists",
            details: Details(name: name, group: resource.group, kind: resource.resource))
    }

    public static func conflict(_ resource: GroupResource, name: String, _ why: String) -> APIStatus {
        APIStatus(
            code: 409, reason: .conflict, message: "Operation cannot be fulfilled on \(resource) \"\(name)\": \(why)",
            details: Details(name: name, group: resource.group, kind: resource.resource))
    }

    /// The resource version asked for is no longer kept: list again.
    public static func expired(_ message: String) -> APIStatus {
        APIStatus(code: 410, reason: .expired, message: message)
    }

    public static func tooLarge(_ message: String) -> APIStatus {
        APIStatus(code: 413, reason: .requestEntityTooLarge, message: message)
    }

    public static func unsupportedMediaType(_ message: String) -> APIStatus {
        APIStatus(code: 415, reason: .unsupportedMediaType, message: message)
    }

    /// The object breaks its schema or a rule of its kind; every error becomes a cause.
    public static func invalid(_ kind: GroupKind, name: String, _ errors: [FieldError]) -> APIStatus {
        let texts = errors.map(\.description)
        let summary = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        return APIStatus(
            code: 422, reason: .invalid, message: "\(kind) \"\(name)\" is invalid: \(summary)",
            details: Details(
                name: name, group: kind.group, kind: kind.kind,
                causes: errors.map { Cause(reason: $0.kind.rawValue, message: $0.causeMessage, field: $0.field) }))
    }

    public static func tooManyRequests(_ message: String, retryAfterSeconds: Int) -> APIStatus {
        APIStatus(
            code: 429, reason: .tooManyRequests, message: message,
            details: Details(retryAfterSeconds: retryAfterSeconds))
    }

    public static func internalError(_ message: String) -> APIStatus {
        APIStatus(
            code: 500, reason: .internalError, message: "Internal error occurred: \(message)",
            details: Details(causes: [Cause(reason: "", message: message, field: "")]))
    }

    public static func serviceUnavailable(_ message: String) -> APIStatus {
        APIStatus(code: 503, reason: .serviceUnavailable, message: message)
    }

    public static func timeout(_ message: String) -> APIStatus {
        APIStatus(code: 504, reason: .timeout, message: message)
    }
}

extension APIStatus: CustomStringConvertible {
    public var description: String { message }
}
