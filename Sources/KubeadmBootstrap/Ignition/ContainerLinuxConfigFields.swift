import JSON
import Machinery
import YAML

/// What is wrong with, or odd about, the fields of a Container Linux Config.
///
/// A class, since every part of one translation adds to the same list.
final class ContainerLinuxReport {
    private(set) var errors: [String] = []
    private(set) var warnings: [String] = []

    func error(_ path: String, _ message: String) { errors.append(Self.entry(path, message)) }
    func warning(_ path: String, _ message: String) { warnings.append(Self.entry(path, message)) }

    private static func entry(_ path: String, _ message: String) -> String {
        path.isEmpty ? message : "\(path): \(message)"
    }
}

/// One mapping of a Container Linux Config, read field by field with the types that the fields have.
///
/// The rules are those of go-yaml v3, which the upstream transpiler reads with: a text field takes any scalar as it is
/// written, a whole number is no text in quotes, and `null` is the same as nothing. What was not read in the end is unknown.
struct ContainerLinuxFields {
    let path: String
    let report: ContainerLinuxReport
    private let members: [YAMLNode.Member]
    private var known: Set<String> = []

    private init(_ members: [YAMLNode.Member], path: String, report: ContainerLinuxReport) {
        self.members = members
        self.path = path
        self.report = report
    }

    /// Reads a mapping and warns of what `read` leaves.
    ///
    /// - Returns: `nil` where the node is something else, which is an error.
    static func read<Result>(
        _ node: YAMLNode, at path: String, _ report: ContainerLinuxReport,
        _ read: (inout ContainerLinuxFields) -> Result
    ) -> Result? {
        guard case .mapping(let members) = node else {
            report.error(path, "is \(node.kind) where a mapping is needed")
            return nil
        }
        var fields = ContainerLinuxFields(members, path: path, report: report)
        let result = read(&fields)
        fields.warnOfTheRest()
        return result
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func error(_ key: String, _ message: String) { report.error(path(of: key), message) }
    func warning(_ key: String, _ message: String) { report.warning(path(of: key), message) }

    private func warnOfTheRest() {
        for member in members where !known.contains(member.key) {
            let meant = known.first { $0.lowercased() == member.key.lowercased() }
            warning(member.key, "unrecognized key" + (meant.map { ": did you mean \($0)?" } ?? ""))
        }
    }

    // MARK: Fields

    /// The node of a key; `nil` where there is none, or `null`.
    private mutating func node(_ key: String) -> YAMLNode? {
        known.insert(key)
        return members.first { $0.key == key }?.value.unlessNull
    }

    mutating func has(_ key: String) -> Bool { node(key) != nil }

    mutating func text(_ key: String) -> String? {
        node(key).flatMap { text($0, at: path(of: key)) }
    }

    mutating func texts(_ key: String) -> [String] {
        entries(key).compactMap { text($0.node, at: $0.path) }
    }

    /// A text of any bytes: with the tag `!!binary` what it is the base64 of.
    mutating func bytes(_ key: String) -> [UInt8] {
        node(key).flatMap { bytes($0, at: path(of: key)) } ?? []
    }

    mutating func integer(_ key: String, minimum: Int64 = .min) -> Int64? {
        guard let node = node(key) else { return nil }
        guard case .scalar(let scalar) = node, let number = scalar.wholeNumber, number >= minimum else {
            error(key, "is \(node.kind) where a whole number\(minimum == 0 ? " from 0" : "") is needed")
            return nil
        }
        return number
    }

    mutating func flag(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        guard case .scalar(let scalar) = node, let value = scalar.flag else {
            error(key, "is \(node.kind) where true or false is needed")
            return nil
        }
        return value
    }

    mutating func object<Result>(_ key: String, _ read: (inout ContainerLinuxFields) -> Result) -> Result? {
        node(key).flatMap { Self.read($0, at: path(of: key), report, read) }
    }

    /// The mappings of a list; entries that are `null` are skipped.
    mutating func list<Result>(_ key: String, _ read: (inout ContainerLinuxFields) -> Result) -> [Result] {
        entries(key).compactMap { Self.read($0.node, at: $0.path, report, read) }
    }

    // MARK: Nodes

    private mutating func entries(_ key: String) -> [(node: YAMLNode, path: String)] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let entries) = node else {
            error(key, "is \(node.kind) where a list is needed")
            return []
        }
        return entries.enumerated().compactMap { index, entry in
            entry.unlessNull.map { ($0, "\(path(of: key))[\(index)]") }
        }
    }

    private func text(_ node: YAMLNode, at path: String) -> String? {
        guard let bytes = bytes(node, at: path) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            report.error(path, "is not UTF-8")
            return nil
        }
        return text
    }

    private func bytes(_ node: YAMLNode, at path: String) -> [UInt8]? {
        guard case .scalar(let scalar) = node else {
            report.error(path, "is \(node.kind) where a text is needed")
            return nil
        }
        guard !scalar.isMistagged else {
            report.error(path, "is not what its tag \(scalar.tag ?? "") says")
            return nil
        }
        guard scalar.isBinary else { return Array(scalar.text.utf8) }
        guard let bytes = Base64.decode(scalar.text) else {
            report.error(path, "is tagged !!binary and is not base64")
            return nil
        }
        return bytes
    }
}

extension YAMLNode {
    fileprivate var unlessNull: YAMLNode? {
        if case .scalar(let scalar) = self, scalar.value == .null { nil } else { self }
    }

    /// For messages: what is there instead.
    fileprivate var kind: String {
        switch self {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.text.utf8.count > 40 ? "a text" : "\"\(scalar.text)\""
        }
    }
}

extension YAMLScalar {
    fileprivate var isBinary: Bool { tag == "tag:yaml.org,2002:binary" }

    /// Whether a tag says that the text is something it is not, such as `!!int a`.
    fileprivate var isMistagged: Bool { tag != nil && !isBinary && value == nil }

    /// go-yaml v3 knows the words of YAML 1.2, and in boolean fields those of 1.1 too, even in quotes.
    fileprivate var flag: Bool? {
        switch text {
        case "true", "True", "TRUE", "false", "False", "FALSE": return value?.boolValue
        case _ where tag == "tag:yaml.org,2002:bool": return nil
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return true
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return false
        default: return nil
        }
    }

    fileprivate var wholeNumber: Int64? {
        guard let value, isPlain || tag != nil else { return nil }
        return value.integerValue ?? value.doubleValue.flatMap { Int64(exactly: $0) }
    }
}
