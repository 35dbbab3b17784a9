package import Protobuf

extension EtcdKeyValue: EtcdMessage {
    package init() {
        self.init(key: [])
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: key = Array(try field.bytes())
        case 2: createRevision = try field.signed()
        case 3: modRevision = try field.signed()
        case 4: version = try field.signed()
        case 5: value = Array(try field.bytes())
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(value, 5)
        writer.write(version, 4)
        writer.write(modRevision, 3)
        writer.write(createRevision, 2)
        writer.write(key, 1)
    }
}

/// A request for one key, read with the consent of a quorum.
package struct RangeRequest: EtcdMessage {
    package var key: [UInt8] = []
    /// Where it is set, the request is for many keys.
    package var rangeEnd: [UInt8] = []

    package init() {}

    package init(key: [UInt8]) {
        self.key = key
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: key = Array(try field.bytes())
        case 2: rangeEnd = Array(try field.bytes())
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(rangeEnd, 2)
        writer.write(key, 1)
    }
}

package struct RangeResponse: EtcdMessage {
    static let mostKeys = 10_000

    package var header = ResponseHeader()
    package var keyValues: [EtcdKeyValue] = []
    package var count: Int64 = 0

    package init() {}

    package init(header: ResponseHeader, keyValues: [EtcdKeyValue]) {
        self.header = header
        self.keyValues = keyValues
        count = Int64(keyValues.count)
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: header = try field.message()
        case 2: try keyValues.append(try field.message(), atMost: Self.mostKeys)
        case 4: count = try field.signed()
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(count, 4)
        writer.write(keyValues, 2)
        writer.write(header, 1)
    }
}

package struct PutRequest: EtcdMessage {
    package var key: [UInt8] = []
    package var value: [UInt8] = []

    package init() {}

    package init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: key = Array(try field.bytes())
        case 2: value = Array(try field.bytes())
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(value, 2)
        writer.write(key, 1)
    }
}
