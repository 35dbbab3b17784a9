/// Writes one protobuf message from its last field to its first.
///
/// The length of a nested message stands before its bytes. Written backwards, both are at hand when they are needed, so
/// that nothing is measured beforehand and nothing is moved: the time is in proportion to the bytes, however deep they
/// nest. Who wants fields in ascending order writes them in descending order, and the elements of a repeated field last
/// to first.
///
/// As the reader, it knows the wire format only (Protocol Buffers, "Encoding").
public struct ProtobufWriter: Sendable {
    private var reversed: [UInt8] = []

    public init() {}

    /// The message.
    public var bytes: [UInt8] { reversed.reversed() }

    /// Writes a whole number or, as 0 or 1, a boolean. Negative numbers are given by their two's complement.
    public mutating func write(varint value: UInt64, field number: Int) {
        append(varint: value)
        append(tag: 0, of: number)
    }

    public mutating func write(fixed64 value: UInt64, field number: Int) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            reversed.append(UInt8(truncatingIfNeeded: value >> shift))
        }
        append(tag: 1, of: number)
    }

    public mutating func write(fixed32 value: UInt32, field number: Int) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            reversed.append(UInt8(truncatingIfNeeded: value >> shift))
        }
        append(tag: 5, of: number)
    }

    /// Writes bytes, or a message that was written before.
    public mutating func write(bytes value: [UInt8], field number: Int) {
        reversed.append(contentsOf: value.reversed())
        append(varint: UInt64(value.count))
        append(tag: 2, of: number)
    }

    public mutating func write(string value: String, field number: Int) {
        reversed.append(contentsOf: value.utf8.reversed())
        append(varint: UInt64(value.utf8.count))
        append(tag: 2, of: number)
    }

    /// Writes a message whose fields `body` writes, last to first. What a `body` that throws has written is there, so a
    /// writer is of no use afterwards.
    public mutating func write<Failure: Error>(
        message number: Int, _ body: (inout ProtobufWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let start = reversed.count
        try body(&self)
        append(varint: UInt64(reversed.count - start))
        append(tag: 2, of: number)
    }

    /// Writes bytes that are no field before all that is written: what announces a message where one is embedded.
    public mutating func write(header bytes: [UInt8]) {
        reversed.append(contentsOf: bytes.reversed())
    }

    private mutating func append(tag wireType: UInt64, of number: Int) {
        let number = UInt64(number)
        precondition((1...ProtobufField.highestNumber).contains(number), "no field has the number \(number)")
        append(varint: number << 3 | wireType)
    }

    /// Seven bits a byte; the first byte of the varint, which has the lowest bits, comes last.
    private mutating func append(varint value: UInt64) {
        var shift: UInt64 = value < 0x80 ? 0 : UInt64(63 - value.leadingZeroBitCount) / 7 * 7
        var continues: UInt8 = 0
        while true {
            reversed.append(UInt8(truncatingIfNeeded: value >> shift) & 0x7f | continues)
            guard shift > 0 else { return }
            shift -= 7
            continues = 0x80
        }
    }
}
