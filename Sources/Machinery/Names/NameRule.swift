/// A rule that names, keys or values of the API follow, with the messages of Kubernetes' `util/validation`.
public enum NameRule: Sendable, Hashable {
    /// RFC 1123 label in lower case, at most 63 bytes: names of namespaces, among others.
    case dns1123Label
    /// RFC 1123 subdomain in lower case, at most 253 bytes: names of most objects.
    case dns1123Subdomain
    /// RFC 1035 label, at most 63 bytes: names of services.
    case dns1035Label
    /// Anything that can stand as one segment of a path: names of roles and bindings.
    case pathSegment
    /// `[prefix/]name`: keys of labels and annotations, finalizers.
    case qualifiedName
    /// At most 63 bytes, possibly none: values of labels.
    case labelValue
    /// Keys of the data of ConfigMaps and Secrets, at most 253 bytes.
    case configMapKey

    /// What is wrong with `text`, one sentence each; empty where nothing is.
    public func problems(in text: String) -> [String] {
        switch self {
        case .dns1123Label: Self.dns1123LabelSyntax.problems(in: text)
        case .dns1123Subdomain: Self.dns1123SubdomainSyntax.problems(in: text)
        case .dns1035Label: Self.dns1035LabelSyntax.problems(in: text)
        case .pathSegment: Self.pathSegmentProblems(text)
        case .qualifiedName: Self.qualifiedNameProblems(text)
        case .labelValue: text.isEmpty ? [] : Self.labelValueSyntax.problems(in: text)
        case .configMapKey: Self.configMapKeyProblems(text)
        }
    }

    public func accepts(_ text: String) -> Bool { problems(in: text).isEmpty }

    /// What is wrong with `text` as the beginning of a generated name: as a name, but for a `-` at its end.
    public func problems(inPrefix text: String) -> [String] {
        problems(in: text.utf8.count > 1 && text.hasSuffix("-") ? text.dropLast(2) + "a" : text)
    }

    private static func pathSegmentProblems(_ text: String) -> [String] {
        if text == "." || text == ".." { return ["may not be '\(text)'"] }
        return ["/", "%"].filter { text.contains($0) }.map { "may not contain '\($0)'" }
    }

    private static func qualifiedNameProblems(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            let syntax = qualifiedNameSyntax.syntaxProblem
            return [
                "a qualified name \(syntax) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        var problems: [String] = []
        if parts.count == 2 {
            let prefix = String(parts[0])
            problems += prefix.isEmpty ? ["must be non-empty"] : dns1123SubdomainSyntax.problems(in: prefix)
            problems = problems.map { "prefix part \($0)" }
        }
        let name = String(parts[parts.count - 1])
        let nameProblems = name.isEmpty ? ["must be non-empty"] : []
        return problems + (nameProblems + qualifiedNameSyntax.problems(in: name)).map { "name part \($0)" }
    }

    private static func configMapKeyProblems(_ text: String) -> [String] {
        var problems = configMapKeySyntax.problems(in: text)
        if text == "." || text == ".." {
            problems.append("must not be '\(text)'")
        } else if text.hasPrefix("..") {
            problems.append("must not start with '..'")
        }
        return problems
    }
}

/// One regular expression of `util/validation`, matched by hand.
private struct NameSyntax {
    var maximumBytes: Int
    var sentence: String
    var examples: [String]
    var pattern: String
    var matches: @Sendable (String) -> Bool

    func problems(in text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > maximumBytes { problems.append("must be no more than \(maximumBytes) bytes") }
        if !matches(text) { problems.append(syntaxProblem) }
        return problems
    }

    var syntaxProblem: String {
        let examples = examples.map { "'\($0)', " }.joined(separator: " or ")
        return "\(sentence) (e.g. \(examples)regex used for validation is '\(pattern)')"
    }
}

extension NameRule {
    private static let dns1123LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

    private static let dns1123LabelSyntax = NameSyntax(
        maximumBytes: 63,
        sentence:
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
            + "end with an alphanumeric character",
        examples: ["my-name", "123-abc"], pattern: dns1123LabelPattern,
        matches: { isLabel($0.utf8) })

    private static let dns1123SubdomainSyntax = NameSyntax(
        maximumBytes: 253,
        sentence:
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
            + "start and end with an alphanumeric character",
        examples: ["example.com"], pattern: "\(dns1123LabelPattern)(\\.\(dns1123LabelPattern))*",
        matches: { text in
            text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
        })

    private static let dns1035LabelSyntax = NameSyntax(
        maximumBytes: 63,
        sentence:
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
            + "character, and end with an alphanumeric character",
        examples: ["my-name", "abc-123"], pattern: "[a-z]([-a-z0-9]*[a-z0-9])?",
        matches: { text in isLabel(text.utf8) && text.utf8.first.map { $0 >= UInt8(ascii: "a") } ?? false })

    private static let qualifiedNameSyntax = NameSyntax(
        maximumBytes: 63,
        sentence:
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
            + "character",
        examples: ["MyName", "my.name", "123-abc"], pattern: "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
        matches: { isWord($0.utf8) })

    private static let labelValueSyntax = NameSyntax(
        maximumBytes: 63,
        sentence:
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
            + "start and end with an alphanumeric character",
        examples: ["MyValue", "my_value", "12345"], pattern: "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
        matches: { isWord($0.utf8) })

    private static let configMapKeySyntax = NameSyntax(
        maximumBytes: 253,
        sentence: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        examples: ["key.name", "KEY_NAME", "key-name"], pattern: "[-._a-zA-Z0-9]+",
        matches: { !$0.isEmpty && $0.utf8.allSatisfy { isAlphanumeric($0) || isWordPunctuation($0) } })

    /// Lower-case letters, digits and inner hyphens.
    private static func isLabel(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
            && bytes.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// Letters, digits and inner hyphens, underscores and dots.
    private static func isWord(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || isWordPunctuation($0) }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isWordPunctuation(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
}
