package import GRPCCore

/// A call of etcd's API with the messages it takes and gives.
package struct EtcdMethod<Request: EtcdMessage, Response: EtcdMessage>: Sendable {
    package let descriptor: MethodDescriptor

    init(_ service: String, _ name: String, _ type: MethodDescriptor.RPCType = .unary) {
        descriptor = MethodDescriptor(
            service: ServiceDescriptor(fullyQualifiedService: "etcdserverpb.\(service)"), method: name, type: type)
    }
}

package enum EtcdMethods {
    package static let range = EtcdMethod<RangeRequest, RangeResponse>("KV", "Range")
    package static let put = EtcdMethod<PutRequest, HeaderResponse>("KV", "Put")
    package static let memberList = EtcdMethod<MemberListRequest, MembersResponse>("Cluster", "MemberList")
    package static let memberAdd = EtcdMethod<MemberAddRequest, MemberAddResponse>("Cluster", "MemberAdd")
    package static let memberRemove = EtcdMethod<MemberIDRequest, MembersResponse>("Cluster", "MemberRemove")
    package static let memberPromote = EtcdMethod<MemberIDRequest, MembersResponse>("Cluster", "MemberPromote")
    package static let status = EtcdMethod<EmptyRequest, StatusResponse>("Maintenance", "Status")
    package static let moveLeader = EtcdMethod<MemberIDRequest, HeaderResponse>("Maintenance", "MoveLeader")
    package static let alarm = EtcdMethod<AlarmRequest, AlarmResponse>("Maintenance", "Alarm")
    package static let defragment = EtcdMethod<EmptyRequest, HeaderResponse>("Maintenance", "Defragment")
    package static let snapshot = EtcdMethod<EmptyRequest, SnapshotResponse>(
        "Maintenance", "Snapshot", .serverStreaming)
}

/// Hands messages to gRPC.
package struct EtcdMessageCoder<Message: EtcdMessage>: MessageSerializer, MessageDeserializer {
    package init() {}

    package func serialize<Bytes: GRPCContiguousBytes>(_ message: Message) throws -> Bytes {
        Bytes(message.encoded)
    }

    package func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> Message {
        try Message(decoding: bytes.withUnsafeBytes { Array($0) }[...])
    }
}
