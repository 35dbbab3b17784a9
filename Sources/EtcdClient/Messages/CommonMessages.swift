package import Protobuf

/// What is in front of every answer.
package struct ResponseHeader: EtcdMessage {
    package var clusterID: UInt64 = 0
    package var memberID: UInt64 = 0
    package var revision: Int64 = 0
    package var raftTerm: UInt64 = 0

    package init() {}

    package init(clusterID: UInt64, memberID: UInt64, revision: Int64 = 0, raftTerm: UInt64 = 0) {
        self.clusterID = clusterID
        self.memberID = memberID
        self.revision = revision
        self.raftTerm = raftTerm
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: clusterID = try field.unsigned()
        case 2: memberID = try field.unsigned()
        case 3: revision = try field.signed()
        case 4: raftTerm = try field.unsigned()
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(raftTerm, 4)
        writer.write(revision, 3)
        writer.write(memberID, 2)
        writer.write(clusterID, 1)
    }
}

/// A request without fields.
package struct EmptyRequest: EtcdMessage {
    package init() {}
    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {}
    package func write(to writer: inout ProtobufWriter) {}
}

/// An answer that says only that it was done.
package struct HeaderResponse: EtcdMessage {
    package var header = ResponseHeader()

    package init() {}

    package init(header: ResponseHeader) {
        self.header = header
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        if field.number == 1 { header = try field.message() }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(header, 1)
    }
}
