import Machinery

/// A value that expressions work on.
enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case timestamp(Instant)
    /// Nanoseconds.
    case duration(Int64)
    case list(ListValue)
    case map(MapValue)
    case type(CELType)
    case optional(OptionalValue)
    case opaque(OpaqueValue)

    static func list(_ elements: [CELValue]) -> CELValue { .list(.native(elements)) }
    static func present(_ value: CELValue) -> CELValue { .optional(.some(value)) }
    static let absent = CELValue.optional(.none)
}

indirect enum OptionalValue: Sendable {
    case none
    case some(CELValue)

    var value: CELValue? {
        if case .some(let value) = self { value } else { nil }
    }
}

/// The values that Kubernetes adds.
indirect enum OpaqueValue: Sendable {
    case quantity(Quantity)
    case url(URLValue)
    case ip(IPValue)
    case cidr(CIDRValue)
    case semver(SemanticVersion)
    case format(NamedFormat)

    var type: CELType.OpaqueType {
        switch self {
        case .quantity: .quantity
        case .url: .url
        case .ip: .ip
        case .cidr: .cidr
        case .semver: .semver
        case .format: .format
        }
    }

    func isEqual(to other: OpaqueValue) -> Bool {
        switch (self, other) {
        case (.quantity(let left), .quantity(let right)): left == right
        case (.url(let left), .url(let right)): left.text == right.text
        case (.ip(let left), .ip(let right)): left == right
        case (.cidr(let left), .cidr(let right)): left == right
        case (.semver(let left), .semver(let right)): left == right
        case (.format(let left), .format(let right)): left == right
        default: false
        }
    }
}

extension CELValue {
    init(_ constant: Constant) {
        switch constant {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .bytes(let value): self = .bytes(value)
        }
    }

    /// Whether cel-go looks for the value in a set rather than in a list.
    var isHashable: Bool {
        switch self {
        case .bool, .int, .uint, .double, .string: true
        default: false
        }
    }

    var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .timestamp: .timestamp
        case .duration: .duration
        case .list: .list(.dyn)
        case .map(let map): map.objectDeclaration.map(CELType.object) ?? .map(.dyn, .dyn)
        case .type: .type(.dyn)
        case .optional: .optional(.dyn)
        case .opaque(let value): .opaque(value.type)
        }
    }

    /// What costs are reckoned by: code points, bytes, elements, members; 1 for all else.
    var size: UInt64 {
        switch self {
        case .string(let text): UInt64(text.unicodeScalars.count)
        case .bytes(let bytes): UInt64(bytes.count)
        case .list(let list): UInt64(list.count)
        case .map(let map): UInt64(map.count)
        case .optional(.some(let value)): value.size
        case .opaque(.ip(let address)): UInt64(address.bytes.count)
        case .opaque(.cidr(let block)): UInt64((block.length + 7) / 8)
        case .opaque(.format): 64
        case .opaque(.url(let url)): UInt64(url.text.utf8.count)
        default: 1
        }
    }
}

/// Why an evaluation has no value.
struct EvaluationError: Error, Sendable, Hashable {
    var message: String
    /// The work was stopped: no operator takes the error away.
    var isCancellation = false
    /// The byte of the text where it happened, where programs are made to tell.
    var offset: Int?

    init(_ message: String) {
        self.message = message
    }

    /// The error with its place, unless it has one from further in.
    func located(at offset: Int) -> EvaluationError {
        guard self.offset == nil else { return self }
        var error = self
        error.offset = offset
        return error
    }

    static let noOverload = EvaluationError("no such overload")
    static let integerOverflow = EvaluationError("integer overflow")
    static let unsignedOverflow = EvaluationError("unsigned integer overflow")
    static let divisionByZero = EvaluationError("division by zero")
    static let modulusByZero = EvaluationError("modulus by zero")
    static let costExceeded: EvaluationError = {
        var error = EvaluationError("operation cancelled: actual cost limit exceeded")
        error.isCancellation = true
        return error
    }()

    static func noKey(_ key: CELValue) -> EvaluationError { EvaluationError("no such key: \(key.inError)") }
}

extension CELValue {
    /// The value as errors show it.
    var inError: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)"
        case .double(let value): value.celText
        case .string(let value): value
        default: type.runtimeName
        }
    }
}
