/// One HTTP request to a cloud.
public struct HTTPCall: Sendable {
    /// An open set; HTTP compares it with regard to case.
    public struct Method: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let get = Method(rawValue: "GET")
        public static let head = Method(rawValue: "HEAD")
        public static let post = Method(rawValue: "POST")
        public static let put = Method(rawValue: "PUT")
        public static let patch = Method(rawValue: "PATCH")
        public static let delete = Method(rawValue: "DELETE")
    }

    public var method: Method
    /// Absolute, with everything percent-encoded.
    public var url: String
    public var headers: HTTPFields
    public var body: Body

    public init(method: Method, url: String, headers: HTTPFields = HTTPFields(), body: Body = .none) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    public enum Body: Sendable {
        case none
        case bytes([UInt8])
        case stream(UploadBody)
    }
}

/// A body too large for memory, such as an image.
public struct UploadBody: Sendable {
    /// In bytes, where it is known; then it is sent as `Content-Length`.
    public var length: Int64?
    /// Begins to read from the start: called once for every time the body is sent.
    public var chunks: @Sendable () -> any AsyncSequence<[UInt8], any Error> & Sendable

    public init(length: Int64?, chunks: @escaping @Sendable () -> any AsyncSequence<[UInt8], any Error> & Sendable) {
        self.length = length
        self.chunks = chunks
    }
}

/// What a cloud answered, whole.
public struct HTTPAnswer: Sendable {
    public var status: Int
    public var headers: HTTPFields
    public var body: [UInt8]

    public init(status: Int, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Header fields in their order; names are compared without regard to case.
public struct HTTPFields: Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var fields: [(name: String, value: String)] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first field of a name; setting it replaces all of that name, and `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append((name: name, value: newValue)) }
        }
    }

    public mutating func append(_ name: String, _ value: String) {
        fields.append((name: name, value: value))
    }
}

// Headers and bodies hold passwords and tokens: what is printed leaves them out.

extension HTTPCall: CustomStringConvertible, CustomReflectable {
    public var description: String { "\(method.rawValue) \(url)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPAnswer: CustomStringConvertible, CustomReflectable {
    public var description: String { "\(status), \(body.count) bytes" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPFields: CustomStringConvertible, CustomReflectable {
    public var description: String { fields.map(\.name).joined(separator: ", ") }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
