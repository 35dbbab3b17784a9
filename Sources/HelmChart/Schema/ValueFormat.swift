import Machinery
import RE2
import Sprig

/// The formats of texts that Helm 3.17 enforces. A format that is not known accepts everything.
enum ValueFormat {
    private static let label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"

    private static let patterns: [String: RegularExpression] = [
        "hostname": "^\(label)([.]\(label))*$",
        "uuid": "^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$",
        "json-pointer": "^(?:/(?:[^~/]|~0|~1)*)*$",
        "relative-json-pointer": "^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)$",
        // Braces in pairs.
        "uri-template": #"^([^{]*(\{[^}]*\})?)*$"#,
    ].compactMapValues { try? RegularExpression($0) }

    private static let dateTimeLayouts = [
        "15:04:05", "15:04:05Z07:00", "2006-01-02", "2006-01-02T15:04:05Z07:00",
    ]

    private static let checks: [String: @Sendable (String) -> Bool] = [
        "date": { TimeText.isTime($0, layout: "2006-01-02") },
        "time": { text in ["15:04:05Z07:00", "15:04:05"].contains { TimeText.isTime(text, layout: $0) } },
        "date-time": { text in dateTimeLayouts.contains { TimeText.isTime(text, layout: $0) } },
        "hostname": { $0.utf8.count < 256 && matches($0, "hostname") },
        "email": { SchemaFormat.accepts($0, format: "email") },
        "idn-email": { SchemaFormat.accepts($0, format: "email") },
        "ipv4": { $0.contains(".") && NetworkAddress(parsing: $0) != nil },
        "ipv6": { $0.contains(":") && NetworkAddress(parsing: $0) != nil },
        "uri": isURI, "iri": isURI, "uri-reference": isReference, "iri-reference": isReference,
        "uri-template": { isReference($0) && matches(URLText($0)?.path ?? "", "uri-template") },
        "uuid": { matches($0, "uuid") },
        "regex": { (try? RegularExpression($0)) != nil },
        "json-pointer": { matches($0, "json-pointer") },
        "relative-json-pointer": { matches($0, "relative-json-pointer") },
    ]

    static func isKnown(_ format: String) -> Bool { checks[format] != nil }

    static func accepts(_ text: String, _ format: String) -> Bool { checks[format]?(text) ?? true }

    private static func matches(_ text: String, _ format: String) -> Bool { patterns[format]?.matches(text) ?? false }

    private static func isURI(_ text: String) -> Bool {
        URLText(text)?.scheme.isEmpty == false && !text.contains("\\")
    }

    private static func isReference(_ text: String) -> Bool { URLText(text) != nil && !text.contains("\\") }
}
