import Protobuf
import Testing

@Suite struct ProtobufReaderTests {
    private func fields(_ bytes: [UInt8]) throws -> [ProtobufField] {
        var reader = ProtobufReader(bytes)
        var fields: [ProtobufField] = []
        while let field = try reader.next() { fields.append(field) }
        return fields
    }

    @Test(
        arguments: [
            ([], [], []),
            ([0x08, 0x96, 0x01], [1], [.varint(150)]),
            ([0x12, 0x03, 0x61, 0x62, 0x63], [2], [.bytes([0x61, 0x62, 0x63])]),
            ([0x12, 0x00], [2], [.bytes([])]),
            ([0x0d, 0x01, 0, 0, 0x80], [1], [.fixed32(0x8000_0001)]),
            ([0x09, 0x01, 0, 0, 0, 0, 0, 0, 0x80], [1], [.fixed64(0x8000_0000_0000_0001)]),
            ([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [1], [.varint(.max)]),
            // Field 17 needs a tag of two bytes.
            ([0x8a, 0x01, 0x00, 0x08, 0x01], [17, 1], [.bytes([]), .varint(1)]),
        ] as [([UInt8], [Int], [ProtobufField.Value])])
    func readsFields(bytes: [UInt8], numbers: [Int], values: [ProtobufField.Value]) throws {
        let fields = try fields(bytes)
        #expect(fields.map(\.number) == numbers)
        #expect(fields.map(\.value) == values)
    }

    @Test(
        arguments: [
            [0x08], [0x08, 0x80], [0x12, 0x05, 0x61], [0x0d, 0, 0, 0], [0x09, 0], [0x00, 0x01], [0x0b], [0x0c], [0x0e],
            [0x0f],
            [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
            [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        ] as [[UInt8]])
    func refusesWhatIsCutOffOrUnknown(bytes: [UInt8]) {
        #expect(throws: ProtobufError.self) { try fields(bytes) }
    }
}
