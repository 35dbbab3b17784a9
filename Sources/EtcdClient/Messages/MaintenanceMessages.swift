package import Protobuf

package struct StatusResponse: EtcdMessage {
    static let mostErrors = 100

    package var header = ResponseHeader()
    package var version = ""
    package var databaseSize: Int64 = 0
    /// 0 for none.
    package var leader: UInt64 = 0
    package var raftIndex: UInt64 = 0
    package var raftTerm: UInt64 = 0
    package var raftAppliedIndex: UInt64 = 0
    package var errors: [String] = []
    package var databaseSizeInUse: Int64 = 0
    package var isLearner = false

    package init() {}

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: header = try field.message()
        case 2: version = try field.text()
        case 3: databaseSize = try field.signed()
        case 4: leader = try field.unsigned()
        case 5: raftIndex = try field.unsigned()
        case 6: raftTerm = try field.unsigned()
        case 7: raftAppliedIndex = try field.unsigned()
        case 8: try errors.append(try field.text(), atMost: Self.mostErrors)
        case 9: databaseSizeInUse = try field.signed()
        case 10: isLearner = try field.flag()
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(isLearner, 10)
        writer.write(databaseSizeInUse, 9)
        writer.write(errors, 8)
        writer.write(raftAppliedIndex, 7)
        writer.write(raftTerm, 6)
        writer.write(raftIndex, 5)
        writer.write(leader, 4)
        writer.write(databaseSize, 3)
        writer.write(version, 2)
        writer.write(header, 1)
    }
}

extension StatusResponse {
    package init(_ status: EtcdStatus) {
        header = ResponseHeader(
            clusterID: status.clusterID, memberID: status.memberID, revision: status.revision,
            raftTerm: status.raftTerm)
        version = status.version
        databaseSize = status.databaseSize
        leader = status.leader ?? 0
        raftIndex = status.raftIndex
        raftTerm = status.raftTerm
        raftAppliedIndex = status.raftAppliedIndex
        errors = status.errors
        databaseSizeInUse = status.databaseSizeInUse
        isLearner = status.isLearner
    }

    package var status: EtcdStatus {
        EtcdStatus(
            clusterID: header.clusterID, memberID: header.memberID, revision: header.revision, version: version,
            databaseSize: databaseSize, databaseSizeInUse: databaseSizeInUse, leader: leader == 0 ? nil : leader,
            raftTerm: raftTerm, raftIndex: raftIndex, raftAppliedIndex: raftAppliedIndex, errors: errors,
            isLearner: isLearner)
    }
}

package struct AlarmRequest: EtcdMessage {
    package enum Action: UInt64, Sendable { case get, activate, deactivate }

    package var action = Action.get
    /// 0 for every member.
    package var memberID: UInt64 = 0
    /// 0 for every kind.
    package var kind: UInt64 = 0

    package init() {}

    package init(_ action: Action, memberID: UInt64 = 0, kind: UInt64 = 0) {
        self.action = action
        self.memberID = memberID
        self.kind = kind
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1:
            guard let action = Action(rawValue: try field.unsigned()) else {
                throw EtcdMessageError("an action of alarms that does not exist")
            }
            self.action = action
        case 2: memberID = try field.unsigned()
        case 3: kind = try field.unsigned()
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(kind, 3)
        writer.write(memberID, 2)
        writer.write(action.rawValue, 1)
    }
}

extension EtcdAlarm: EtcdMessage {
    package init() {
        self.init(memberID: 0, kind: Kind(number: 0))
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: memberID = try field.unsigned()
        case 2: kind = Kind(number: try field.unsigned())
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(kind.number, 2)
        writer.write(memberID, 1)
    }
}

package struct AlarmResponse: EtcdMessage {
    static let mostAlarms = 10_000

    package var header = ResponseHeader()
    package var alarms: [EtcdAlarm] = []

    package init() {}

    package init(header: ResponseHeader, alarms: [EtcdAlarm]) {
        self.header = header
        self.alarms = alarms
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: header = try field.message()
        case 2: try alarms.append(try field.message(), atMost: Self.mostAlarms)
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(alarms, 2)
        writer.write(header, 1)
    }
}

/// A piece of a snapshot.
package struct SnapshotResponse: EtcdMessage {
    package var header = ResponseHeader()
    /// Of the database after this piece; 0 also with the checksum, which comes last.
    package var remainingBytes: UInt64 = 0
    package var blob: [UInt8] = []

    package init() {}

    package init(header: ResponseHeader = ResponseHeader(), remainingBytes: UInt64, blob: [UInt8]) {
        self.header = header
        self.remainingBytes = remainingBytes
        self.blob = blob
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: header = try field.message()
        case 2: remainingBytes = try field.unsigned()
        case 3: blob = Array(try field.bytes())
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(blob, 3)
        writer.write(remainingBytes, 2)
        writer.write(header, 1)
    }
}
