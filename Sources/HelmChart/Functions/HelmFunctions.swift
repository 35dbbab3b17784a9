public import GoTemplate
import JSON
public import Sprig
import YAML

/// Objects of the cluster that a chart is rendered for, for the function `lookup`.
public protocol ClusterLookup: Sendable {
    /// An object, or all of a kind where the name is empty; nil where there is none.
    ///
    /// - Parameter namespace: Empty for all namespaces, and for kinds without.
    /// - Throws: What the template fails with.
    func find(
        apiVersion: String, kind: String, namespace: String, name: String
    ) throws(FunctionFailure) -> GoMap?
}

/// The functions that Helm has beside Sprig's, and those of Sprig's that it changes.
public enum HelmFunctions {
    /// All functions of Helm's templates.
    ///
    /// - Parameters:
    ///   - environment: What functions draw on that are not pure.
    ///   - cluster: Nil where there is none, as for `helm template`: `lookup` then finds nothing.
    public static func all(_ environment: SprigEnvironment, cluster: (any ClusterLookup)? = nil) -> FunctionSet {
        Sprig.all(environment).merging(FunctionSet(own)).merging(FunctionSet(["lookup": lookup(cluster)]))
    }

    private static let own: [String: TemplateFunction] = [
        "toYaml": TemplateFunction(.any) { (arguments, call) throws(FunctionFailure) in
            try unlessUnsupported { () throws(FunctionFailure) in .text(try yaml(arguments.value(at: 0), call)) }
        },
        "toJson": TemplateFunction(.any) { (arguments, call) throws(FunctionFailure) in
            try unlessUnsupported { () throws(FunctionFailure) in
                .string(GoString(bytes: try JSONText.text(arguments.value(at: 0), JSONText.Style(), call)))
            }
        },
        "toToml": TemplateFunction(.any) { (arguments, call) throws(FunctionFailure) in
            .text(try TOMLWriter.text(arguments.value(at: 0), call))
        },
        "fromYaml": fromYAML, "fromYamlArray": fromYAMLArray, "fromJson": fromJSON, "fromJsonArray": fromJSONArray,
        "required": required,
        "fail": TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
            throw FunctionFailure(marked(try arguments.string(at: 0).text))
        },
        "include": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
            .text(try call.execute(template: try arguments.string(at: 0).text, data: arguments.value(at: 1)))
        },
        "tpl": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
            let text = try call.execute(text: try arguments.string(at: 0).text, data: arguments.value(at: 1))
            return .text(withoutNoValue(text))
        },
        // Helm looks no names up unless it is told to.
        "getHostByName": TemplateFunction(.string) { _, _ in .text("") },
    ]

    /// YAML without the newline at its end.
    static func yaml(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> String {
        var bytes = try GoYAMLWriter.text(GoYAMLNode(value, Walk(call)), call)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What JSON has no form for gives an empty text.
    private static func unlessUnsupported(
        _ body: () throws(FunctionFailure) -> GoValue
    ) throws(FunctionFailure) -> GoValue {
        do throws(FunctionFailure) {
            return try body()
        } catch {
            guard error.message.hasPrefix("json: ") else { throw error }
            return .text("")
        }
    }

    /// A text of a template's result without what missing values leave in it.
    public static func withoutNoValue(_ text: String) -> String {
        let mark = Array("<no value>".utf8)
        var bytes: [UInt8] = []
        for part in text.utf8.split(separator: mark, omittingEmptySubsequences: false) { bytes += part }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func lookup(_ cluster: (any ClusterLookup)?) -> TemplateFunction {
        TemplateFunction(.string, .string, .string, .string) { (arguments, _) throws(FunctionFailure) in
            let found = try cluster?.find(
                apiVersion: arguments.string(at: 0).text, kind: arguments.string(at: 1).text,
                namespace: arguments.string(at: 2).text, name: arguments.string(at: 3).text)
            return .map(found ?? GoMap())
        }
    }
}

// MARK: - Errors of a chart's own

extension HelmFunctions {
    private static let start = "HELM_ERR_START"
    private static let end = "HELM_ERR_END"

    /// A message of `fail` and `required`, with marks by which it is found in the error that comes of it.
    private static func marked(_ message: String) -> String { start + message + end }

    /// What a chart itself says in an error, which Helm shows without the path to it; nil where it says nothing.
    public static func message(in error: String) -> String? {
        guard let first = error.utf8.firstRange(of: start.utf8), let last = error.utf8.lastRange(of: end.utf8),
            first.upperBound <= last.lowerBound
        else { return nil }
        return String(error[first.upperBound..<last.lowerBound])
    }

    private static let required = TemplateFunction(.string, .any) { (arguments, _) throws(FunctionFailure) in
        let value = try arguments.value(at: 1)
        switch value {
        case .null: throw FunctionFailure(marked(try arguments.string(at: 0).text))
        case .string(let text) where text.count == 0: throw FunctionFailure(marked(try arguments.string(at: 0).text))
        default: return value
        }
    }
}

extension Substring.UTF8View {
    /// The last place of some bytes.
    fileprivate func lastRange(of bytes: String.UTF8View) -> Range<Index>? {
        var found: Range<Index>?
        var rest = self
        while let range = rest.firstRange(of: bytes) {
            found = range
            rest = rest[range.upperBound...]
        }
        return found
    }
}

extension String.UTF8View {
    fileprivate func lastRange(of bytes: String.UTF8View) -> Range<Index>? { self[...].lastRange(of: bytes) }
}

extension [GoValue] {
    /// An argument that the engine has checked to be there.
    func value(at index: Int) throws(FunctionFailure) -> GoValue {
        guard indices.contains(index) else { throw FunctionFailure("an argument is missing") }
        return self[index]
    }

    func string(at index: Int) throws(FunctionFailure) -> GoString {
        guard case .string(let string) = try value(at: index) else {
            throw FunctionFailure("wrong type for value; expected string")
        }
        return string
    }
}
