public import JSON

/// A JSON patch (RFC 6902): operations that are made one after the other, all or none.
public struct JSONPatch: Sendable, Hashable {
    public enum Operation: Sendable, Hashable {
        case add(JSONValue, at: JSONPointer)
        case remove(JSONPointer)
        case replace(JSONPointer, with: JSONValue)
        case move(from: JSONPointer, to: JSONPointer)
        case copy(from: JSONPointer, to: JSONPointer)
        case test(JSONPointer, is: JSONValue)
    }

    /// The most operations that a patch may have, as for Kubernetes.
    public static let maximumOperations = 10_000
    /// The most bytes of JSON text that the `copy` operations of a patch may add together, as for Kubernetes.
    public static let maximumCopiedBytes = 3 * 1024 * 1024

    /// The most levels that a patched value may be nested, as for texts.
    public static let maximumDepth = JSONLimits.default.depth

    public var operations: [Operation]

    public init(_ operations: [Operation]) {
        self.operations = operations
    }

    /// Reads the JSON form. Members of an operation that its kind does not have are ignored.
    ///
    /// - Throws: `MachineryError.Code.malformedPatch`, or `.patchTooLarge` above `maximumOperations`.
    public init(json: JSONValue) throws(MachineryError) {
        guard let elements = json.arrayValue else {
            throw MachineryError(.malformedPatch, "a JSON patch is a list of operations")
        }
        guard elements.count <= Self.maximumOperations else {
            throw MachineryError(
                .patchTooLarge,
                "The allowed maximum operations in a JSON patch is \(Self.maximumOperations), got \(elements.count)")
        }
        operations = []
        operations.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do {
                operations.append(try Operation(json: element))
            } catch {
                throw MachineryError(error.code, "operation \(index): \(error.message)")
            }
        }
    }

    public var json: JSONValue { .array(operations.map(\.json)) }

    /// The value after the patch.
    public func applied(to target: JSONValue) throws(MachineryError) -> JSONValue {
        var result = target
        try apply(to: &result)
        return result
    }

    /// Changes the value in place; where an operation fails, the value is unchanged.
    ///
    /// - Throws: `MachineryError` with the code `.patchTestFailed`, `.patchDoesNotApply` or `.patchTooLarge`; the message
    ///   names the operation's index and path.
    public func apply(to target: inout JSONValue) throws(MachineryError) {
        var result = target
        var copiedBytes = 0
        for (index, operation) in operations.enumerated() {
            do {
                try operation.apply(to: &result, copiedBytes: &copiedBytes)
            } catch {
                throw MachineryError(error.code, "operation \(index) (\(operation)): \(error.message)")
            }
        }
        target = result
    }
}

extension JSONPatch.Operation: CustomStringConvertible {
    /// `replace /spec/replicas`
    public var description: String {
        switch self {
        case .add(_, let path): "add \(path)"
        case .remove(let path): "remove \(path)"
        case .replace(let path, _): "replace \(path)"
        case .move(let from, let path): "move \(from) to \(path)"
        case .copy(let from, let path): "copy \(from) to \(path)"
        case .test(let path, _): "test \(path)"
        }
    }
}

extension JSONPatch.Operation {
    fileprivate init(json: JSONValue) throws(MachineryError) {
        guard let object = json.objectValue else { throw Self.malformed("an operation is an object") }
        guard let name = object["op"]?.stringValue else { throw Self.malformed("op is required") }
        let path = try Self.pointer("path", in: object)
        switch name {
        case "add": self = .add(try Self.value(in: object), at: path)
        case "remove": self = .remove(path)
        case "replace": self = .replace(path, with: try Self.value(in: object))
        case "move": self = .move(from: try Self.pointer("from", in: object), to: path)
        case "copy": self = .copy(from: try Self.pointer("from", in: object), to: path)
        case "test": self = .test(path, is: try Self.value(in: object))
        default: throw Self.malformed("unknown op \(name.goQuoted)")
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .add(let value, let path): ["op": "add", "path": .string("\(path)"), "value": value]
        case .remove(let path): ["op": "remove", "path": .string("\(path)")]
        case .replace(let path, let value): ["op": "replace", "path": .string("\(path)"), "value": value]
        case .move(let from, let path): ["op": "move", "from": .string("\(from)"), "path": .string("\(path)")]
        case .copy(let from, let path): ["op": "copy", "from": .string("\(from)"), "path": .string("\(path)")]
        case .test(let path, let value): ["op": "test", "path": .string("\(path)"), "value": value]
        }
    }

    private static func pointer(_ member: String, in object: JSONObject) throws(MachineryError) -> JSONPointer {
        guard let text = object[member]?.stringValue else { throw malformed("\(member) is required") }
        guard let pointer = JSONPointer(parsing: text) else {
            throw malformed("\(member) \(text.goQuoted) is not a JSON pointer")
        }
        return pointer
    }

    private static func value(in object: JSONObject) throws(MachineryError) -> JSONValue {
        guard let value = object["value"] else { throw malformed("value is required") }
        return value
    }

    private static func malformed(_ message: String) -> MachineryError {
        MachineryError(.malformedPatch, message)
    }
}
