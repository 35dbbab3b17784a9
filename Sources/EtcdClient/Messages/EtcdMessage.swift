package import Protobuf

/// A message of etcd's gRPC API, as far as it is needed here (etcd's `api/etcdserverpb/rpc.proto`).
package protocol EtcdMessage: Sendable, Hashable {
    /// The message in which no field is set.
    init()

    /// Takes in a field as it was read. Those that are not known are left out: they are of later versions.
    mutating func take(_ field: ProtobufField) throws(EtcdMessageError)

    /// Writes the fields that are not as in an empty message, last to first.
    func write(to writer: inout ProtobufWriter)
}

/// Why bytes are not the message they should be.
package struct EtcdMessageError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension EtcdMessage {
    package init(decoding bytes: ArraySlice<UInt8>) throws(EtcdMessageError) {
        self.init()
        var reader = ProtobufReader(bytes)
        while let field = try Self.next(&reader) { try take(field) }
    }

    private static func next(_ reader: inout ProtobufReader) throws(EtcdMessageError) -> ProtobufField? {
        do {
            return try reader.next()
        } catch {
            throw EtcdMessageError("\(Self.self): \(error)")
        }
    }

    package var encoded: [UInt8] {
        var writer = ProtobufWriter()
        write(to: &writer)
        return writer.bytes
    }
}

extension ProtobufField {
    func unsigned() throws(EtcdMessageError) -> UInt64 {
        guard case .varint(let number) = value else { throw unexpected("a number") }
        return number
    }

    func signed() throws(EtcdMessageError) -> Int64 { Int64(bitPattern: try unsigned()) }

    func flag() throws(EtcdMessageError) -> Bool { try unsigned() != 0 }

    func bytes() throws(EtcdMessageError) -> ArraySlice<UInt8> {
        guard case .bytes(let bytes) = value else { throw unexpected("bytes") }
        return bytes
    }

    func text() throws(EtcdMessageError) -> String {
        guard let text = String(validating: try bytes(), as: UTF8.self) else { throw unexpected("UTF-8") }
        return text
    }

    func message<Message: EtcdMessage>(_: Message.Type = Message.self) throws(EtcdMessageError) -> Message {
        try Message(decoding: bytes())
    }

    private func unexpected(_ wanted: String) -> EtcdMessageError {
        EtcdMessageError("field \(number) is not \(wanted)")
    }
}

extension Array {
    /// Elements of a repeated field: a message of a few MiB has room for millions, which would fill the memory.
    mutating func append(_ element: Element, atMost limit: Int) throws(EtcdMessageError) {
        guard count < limit else { throw EtcdMessageError("more than \(limit) elements in a list") }
        append(element)
    }
}

extension ProtobufWriter {
    mutating func write(_ number: UInt64, _ field: Int) {
        if number != 0 { write(varint: number, field: field) }
    }

    mutating func write(_ number: Int64, _ field: Int) { write(UInt64(bitPattern: number), field) }

    mutating func write(_ flag: Bool, _ field: Int) { write(flag ? UInt64(1) : 0, field) }

    mutating func write(_ text: String, _ field: Int) {
        if !text.isEmpty { write(string: text, field: field) }
    }

    mutating func write(_ bytes: [UInt8], _ field: Int) {
        if !bytes.isEmpty { write(bytes: bytes, field: field) }
    }

    mutating func write(_ texts: [String], _ field: Int) {
        for text in texts.reversed() { write(string: text, field: field) }
    }

    mutating func write(_ message: some EtcdMessage, _ field: Int) {
        write(message: field) { message.write(to: &$0) }
    }

    mutating func write(_ messages: [some EtcdMessage], _ field: Int) {
        for message in messages.reversed() { write(message, field) }
    }
}
