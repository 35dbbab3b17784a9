public import JSON

/// A type that reads itself from JSON and writes itself back without loss.
///
/// Members that a type does not know are kept in its `unknownFields` and written back, so a controller of an older
/// version never erases what a newer one wrote. An empty map or list in a non-optional property is not written, as with
/// Go's `omitempty`; where an empty one differs in meaning from none, the property is optional.
public protocol JSONRepresentable: Sendable, Hashable {
    init(json: JSONValue) throws(DecodingFailure)
    var json: JSONValue { get }
}

/// Why a JSON value does not fit a type, and where.
public struct DecodingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path from the value that was decoded to the one that does not fit, outermost first: `spec`, `replicas`, `[2]`.
    public var path: [String]
    public var message: String

    public init(path: [String] = [], _ message: String) {
        self.path = path
        self.message = message
    }

    /// The same failure seen from the value that holds this one at `component`.
    public func nested(in component: String) -> DecodingFailure {
        DecodingFailure(path: [component] + path, message)
    }

    /// `spec.template[0].name: expected a string, found a number`
    public var description: String { path.isEmpty ? message : "\(dottedPath): \(message)" }

    /// The path in the form of Kubernetes' field errors: `spec.template[0].name`.
    public var dottedPath: String {
        path.reduce("") { text, component in
            text.isEmpty || component.hasPrefix("[") ? text + component : "\(text).\(component)"
        }
    }
}
