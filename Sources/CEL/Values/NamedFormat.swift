import Machinery

/// The formats that `format.named` knows, each with the names of Kubernetes.
enum NamedFormat: String, Sendable, Hashable, CaseIterable {
    case dns1123Label, dns1123Subdomain, dns1035Label, qualifiedName, dns1123LabelPrefix, dns1123SubdomainPrefix
    case dns1035LabelPrefix, labelValue, uri, uuid, byte, date, datetime

    /// The size that costs take for the pattern behind the format.
    var patternSize: UInt64 {
        switch self {
        case .dns1123Label, .dns1123LabelPrefix, .dns1035Label, .dns1035LabelPrefix: 30
        case .dns1123Subdomain, .dns1123SubdomainPrefix: 60
        case .qualifiedName: 60
        case .labelValue: 40
        case .uri: 1103
        case .uuid: 70
        case .byte: 84
        case .date, .datetime: 71
        }
    }

    /// What is wrong with a text; empty where nothing is.
    func problems(in text: String) -> [String] {
        switch self {
        case .dns1123Label: NameRule.dns1123Label.problems(in: text)
        case .dns1123Subdomain: NameRule.dns1123Subdomain.problems(in: text)
        case .dns1035Label: NameRule.dns1035Label.problems(in: text)
        case .qualifiedName: NameRule.qualifiedName.problems(in: text)
        case .dns1123LabelPrefix: NameRule.dns1123Label.problems(inPrefix: text)
        case .dns1123SubdomainPrefix: NameRule.dns1123Subdomain.problems(inPrefix: text)
        case .dns1035LabelPrefix: NameRule.dns1035Label.problems(inPrefix: text)
        case .labelValue: NameRule.labelValue.problems(in: text)
        case .uri: URLText(requestURI: text) == nil ? ["invalid URI for request"] : []
        case .uuid: Self.isUUID(text) ? [] : ["does not match the UUID format"]
        case .byte: Base64.decode(text) == nil ? ["invalid base64"] : []
        case .date: Instant(rfc3339: "\(text)T00:00:00Z") == nil ? ["invalid date"] : []
        case .datetime: Instant(rfc3339: text) == nil ? ["invalid datetime"] : []
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        var count = 0
        var mayBreak = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "-"), mayBreak {
                mayBreak = false
                continue
            }
            guard byte.isHexDigit, count < 32 else { return false }
            count += 1
            mayBreak = [8, 12, 16, 20].contains(count)
        }
        return count == 32
    }
}
