import JSON
import Machinery

/// The rules for the `clientConfig` of a webhook, in the words of Kubernetes.
enum WebhookClientValidation {
    static func errors(_ config: JSONValue, at field: String) -> [FieldError] {
        let url = config["url"]?.stringValue
        let service = config["service"]
        if let url, service == nil { return errors(url: url, at: "\(field).url") }
        if let service, url == nil { return errors(service: service, at: "\(field).service") }
        return [.required(field, "exactly one of url or service is required")]
    }

    private static let form = "; desired format: https://host[/path]"

    static func errors(url text: String, at field: String) -> [FieldError] {
        guard let url = URLParts(text) else {
            return [.required(field, "url must be a valid URL: parse \(JSONValue.string(text).text)\(form)")]
        }
        var errors: [FieldError] = []
        if url.scheme != "https" {
            errors.append(
                .invalid(field, .string(url.scheme), "'https' is the only allowed URL scheme\(form)"))
        }
        if url.host.isEmpty { errors.append(.invalid(field, "", "host must be provided\(form)")) }
        if let user = url.user {
            errors.append(.invalid(field, .string(user), "user information is not permitted in the URL"))
        }
        if !url.fragment.isEmpty {
            errors.append(.invalid(field, .string(url.fragment), "fragments are not permitted in the URL"))
        }
        if !url.query.isEmpty {
            errors.append(.invalid(field, .string(url.query), "query parameters are not permitted in the URL"))
        }
        return errors
    }

    static func errors(service: JSONValue, at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["name", "namespace"] where service[key]?.stringValue ?? "" == "" {
            errors.append(.required("\(field).\(key)", "service \(key) is required"))
        }
        let port = service["port"]?.integerValue ?? 0
        if !(1...65_535).contains(port) {
            errors.append(
                .invalid(
                    "\(field).port", .integer(port), "port is not valid: must be between 1 and 65535, inclusive"))
        }
        return errors + pathErrors(service["path"]?.stringValue ?? "", at: "\(field).path")
    }

    private static func pathErrors(_ path: String, at field: String) -> [FieldError] {
        if path.isEmpty || path == "/" { return [] }
        if path == "//" { return [.invalid(field, .string(path), "segment[0] may not be empty")] }
        var errors: [FieldError] = []
        if !path.hasPrefix("/") { errors.append(.invalid(field, .string(path), "must start with a '/'")) }
        var steps = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if steps.count > 1, steps.last == "" { steps.removeLast() }
        for (index, step) in steps.enumerated() {
            if step.isEmpty {
                errors.append(.invalid(field, .string(path), "segment[\(index)] may not be empty"))
                continue
            }
            errors += NameRule.dns1123Subdomain.problems(in: String(step)).map {
                .invalid(field, .string(path), "segment[\(index)]: \($0)")
            }
        }
        return errors
    }
}

/// A URL taken apart as Go's `net/url` does, as far as the rules for webhooks look at it.
private struct URLParts {
    var scheme = ""
    var user: String?
    /// With the port.
    var host = ""
    var query = ""
    var fragment = ""

    /// - Returns: `nil` for what is no URL at all.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), Self.hasWholeEscapes(text) else { return nil }
        var rest = text[...]
        if let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(where: { ":/".contains($0) }), rest[colon] == ":" {
            guard let first = rest.first, first.isASCII, first.isLetter else { return nil }
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        guard rest.hasPrefix("//") else { return }
        var authority = rest.dropFirst(2).prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") {
            user = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        let port = authority.drop { $0 != "]" }.isEmpty ? authority[...] : authority.drop { $0 != "]" }
        if let colon = port.lastIndex(of: ":") {
            guard port[port.index(after: colon)...].allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        }
        host = String(authority)
    }

    private static func hasWholeEscapes(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            guard bytes[index] == UInt8(ascii: "%") else { return true }
            return index + 2 < bytes.count && bytes[index + 1].isHexDigit && bytes[index + 2].isHexDigit
        }
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
