package import Protobuf

extension EtcdMember: EtcdMessage {
    static let mostURLs = 100

    package init() {
        self.init(id: 0)
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: id = try field.unsigned()
        case 2: name = try field.text()
        case 3: try peerURLs.append(try field.text(), atMost: Self.mostURLs)
        case 4: try clientURLs.append(try field.text(), atMost: Self.mostURLs)
        case 5: isLearner = try field.flag()
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(isLearner, 5)
        writer.write(clientURLs, 4)
        writer.write(peerURLs, 3)
        writer.write(name, 2)
        writer.write(id, 1)
    }
}

package struct MemberListRequest: EtcdMessage {
    /// Whether the leader must confirm the list; versions before 3.5 do not know the field.
    package var isLinearizable = false

    package init() {}

    package init(isLinearizable: Bool) {
        self.isLinearizable = isLinearizable
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        if field.number == 1 { isLinearizable = try field.flag() }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(isLinearizable, 1)
    }
}

/// The answer to a request for the members, to a removal and to a promotion.
package struct MembersResponse: EtcdMessage {
    /// etcd works with seven at most, learners beside them.
    static let mostMembers = 1000

    package var header = ResponseHeader()
    package var members: [EtcdMember] = []

    package init() {}

    package init(header: ResponseHeader, members: [EtcdMember]) {
        self.header = header
        self.members = members
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: header = try field.message()
        case 2: try members.append(try field.message(), atMost: Self.mostMembers)
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(members, 2)
        writer.write(header, 1)
    }
}

package struct MemberAddRequest: EtcdMessage {
    package var peerURLs: [String] = []
    package var isLearner = false

    package init() {}

    package init(peerURLs: [String], isLearner: Bool) {
        self.peerURLs = peerURLs
        self.isLearner = isLearner
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: try peerURLs.append(try field.text(), atMost: EtcdMember.mostURLs)
        case 2: isLearner = try field.flag()
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(isLearner, 2)
        writer.write(peerURLs, 1)
    }
}

package struct MemberAddResponse: EtcdMessage {
    package var header = ResponseHeader()
    package var member = EtcdMember()
    package var members: [EtcdMember] = []

    package init() {}

    package init(header: ResponseHeader, member: EtcdMember, members: [EtcdMember]) {
        self.header = header
        self.member = member
        self.members = members
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        switch field.number {
        case 1: header = try field.message()
        case 2: member = try field.message()
        case 3: try members.append(try field.message(), atMost: MembersResponse.mostMembers)
        default: break
        }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(members, 3)
        writer.write(member, 2)
        writer.write(header, 1)
    }
}

/// A request about one member: to remove or promote it, or to give it the leadership.
package struct MemberIDRequest: EtcdMessage {
    package var id: UInt64 = 0

    package init() {}

    package init(id: UInt64) {
        self.id = id
    }

    package mutating func take(_ field: ProtobufField) throws(EtcdMessageError) {
        if field.number == 1 { id = try field.unsigned() }
    }

    package func write(to writer: inout ProtobufWriter) {
        writer.write(id, 1)
    }
}
