import Protobuf
import Testing

@Suite struct ProtobufWriterTests {
    private func bytes(_ body: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var writer = ProtobufWriter()
        body(&writer)
        return writer.bytes
    }

    /// The first two are the examples of Protocol Buffers' "Encoding".
    @Test func writesFields() {
        #expect(bytes { $0.write(varint: 150, field: 1) } == [0x08, 0x96, 0x01])
        #expect(bytes { $0.write(string: "testing", field: 2) } == [0x12, 0x07] + Array("testing".utf8))
        #expect(bytes { $0.write(bytes: [], field: 2) } == [0x12, 0x00])
        #expect(bytes { $0.write(fixed32: 0x8000_0001, field: 1) } == [0x0d, 0x01, 0, 0, 0x80])
        #expect(bytes { $0.write(fixed64: 1 << 63 + 1, field: 1) } == [0x09, 0x01, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(
            bytes { $0.write(varint: UInt64(bitPattern: -1), field: 17) } == [0x88, 0x01]
                + Array(repeating: 0xff, count: 9) + [0x01])
        #expect(bytes { _ in } == [])
    }

    @Test func nestsMessagesAndWritesLastToFirst() {
        let message = bytes {
            $0.write(varint: 3, field: 9)
            $0.write(message: 2) {
                $0.write(string: "b", field: 2)
                $0.write(message: 1) { _ in }
            }
            $0.write(varint: 1, field: 1)
        }
        #expect(message == [0x08, 1, 0x12, 5, 0x0a, 0, 0x12, 1, 0x62, 0x48, 3])
    }

    /// A length of each size of varint, and the reader on the other side.
    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 70_000])
    func writesWhatTheReaderReads(length: Int) throws {
        let text = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let message = bytes { $0.write(message: 1) { $0.write(bytes: text, field: 536_870_911) } }
        var reader = ProtobufReader(message)
        let outer = try #require(try reader.next())
        #expect(try reader.next() == nil)
        guard case .bytes(let bytes) = outer.value else {
            Issue.record("not a message: \(outer)")
            return
        }
        var inner = ProtobufReader(bytes)
        let field = try #require(try inner.next())
        #expect(field.number == 536_870_911)
        #expect(field.value == .bytes(text[...]))
    }

    @Test func passesErrorsOn() {
        struct Refusal: Error {}
        var writer = ProtobufWriter()
        #expect(throws: Refusal.self) {
            try writer.write(message: 1) { _ throws(Refusal) in throw Refusal() }
        }
    }

    @Test func readsPackedNumbers() throws {
        var reader = ProtobufReader([0x01, 0x96, 0x01, 0x00])
        #expect(try reader.packedVarints() == [1, 150, 0])
        var broken = ProtobufReader([0x01, 0x96])
        #expect(throws: ProtobufError.self) { try broken.packedVarints() }
    }
}
