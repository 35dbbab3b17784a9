/// Reads the fields of one protobuf message in the order in which they were written.
///
/// It knows the wire format only (Protocol Buffers, "Encoding"): which field means what is the caller's business.
/// Groups, which were deprecated before Kubernetes began, are refused.
public struct ProtobufReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    public init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    /// The next field; `nil` at the end of the message.
    public mutating func next() throws(ProtobufError) -> ProtobufField? {
        guard position < bytes.endIndex else { return nil }
        let start = position
        let tag = try varint()
        let number = tag >> 3
        guard (1...ProtobufField.highestNumber).contains(number) else {
            throw ProtobufError("no field has the number \(number)", at: start - bytes.startIndex)
        }
        let value: ProtobufField.Value
        switch tag & 7 {
        case 0: value = .varint(try varint())
        case 1: value = .fixed64(try fixed(width: 8))
        case 2: value = .bytes(try lengthDelimited())
        case 5: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(width: 4)))
        default: throw ProtobufError("the wire type \(tag & 7) is not supported", at: start - bytes.startIndex)
        }
        return ProtobufField(number: Int(number), value: value)
    }

    /// The numbers of a packed repeated field, whose bytes the reader was given.
    public mutating func packedVarints() throws(ProtobufError) -> [UInt64] {
        var numbers: [UInt64] = []
        while position < bytes.endIndex { numbers.append(try varint()) }
        return numbers
    }

    private mutating func varint() throws(ProtobufError) -> UInt64 {
        let start = position
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < bytes.endIndex else { break }
            let byte = UInt64(bytes[position])
            position += 1
            // The tenth byte has room for one bit.
            if shift == 63, byte > 1 { break }
            result |= (byte & 0x7f) << shift
            if byte & 0x80 == 0 { return result }
        }
        throw ProtobufError("a number is cut off or too large", at: start - bytes.startIndex)
    }

    private mutating func fixed(width: Int) throws(ProtobufError) -> UInt64 {
        try take(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func lengthDelimited() throws(ProtobufError) -> ArraySlice<UInt8> {
        let start = position
        guard let length = Int(exactly: try varint()) else {
            throw ProtobufError("a length is too large", at: start - bytes.startIndex)
        }
        return try take(length)
    }

    private mutating func take(_ count: Int) throws(ProtobufError) -> ArraySlice<UInt8> {
        guard count <= bytes.endIndex - position else {
            throw ProtobufError("the message is cut off", at: position - bytes.startIndex)
        }
        defer { position += count }
        return bytes[position..<position + count]
    }
}

/// One field of a message as it was written.
public struct ProtobufField: Sendable, Hashable {
    static let highestNumber: UInt64 = 1 << 29 - 1

    public enum Value: Sendable, Hashable {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        /// A string, bytes, a message or packed numbers.
        case bytes(ArraySlice<UInt8>)
    }

    public let number: Int
    public let value: Value
}

/// Why bytes are no protobuf message, and where.
public struct ProtobufError: Error, Sendable, Hashable, CustomStringConvertible {
    public let message: String
    /// The offset in the bytes that the reader was given.
    public let offset: Int

    init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    public var description: String { "byte \(offset): \(message)" }
}
