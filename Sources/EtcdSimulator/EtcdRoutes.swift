import EtcdClient
import GRPCCore

/// Leads the calls of etcd's API to a service.
struct EtcdRoutes: Sendable {
    let service: any EtcdMemberService

    init(_ service: any EtcdMemberService) {
        self.service = service
    }

    func router<Transport: ServerTransport>() -> RPCRouter<Transport> {
        var router = RPCRouter<Transport>()
        routeKeys(&router)
        routeMembers(&router)
        routeMaintenance(&router)
        return router
    }

    private func routeKeys(_ router: inout RPCRouter<some ServerTransport>) {
        router.route(EtcdMethods.range) { request in
            guard request.rangeEnd.isEmpty else {
                throw RPCError(code: .unimplemented, message: "only single keys are served here")
            }
            let found = try await service.value(of: request.key)
            return RangeResponse(header: try await header(), keyValues: found.map { [$0] } ?? [])
        }
        router.route(EtcdMethods.put) { request in
            let revision = try await service.put(request.value, at: request.key)
            var header = try await header()
            header.revision = revision
            return HeaderResponse(header: header)
        }
    }

    private func routeMembers(_ router: inout RPCRouter<some ServerTransport>) {
        router.route(EtcdMethods.memberList) { _ in
            MembersResponse(header: try await header(), members: try await service.members().members)
        }
        router.route(EtcdMethods.memberAdd) { request in
            let member = try await service.addMember(peerURLs: request.peerURLs, isLearner: request.isLearner)
            return MemberAddResponse(
                header: try await header(), member: member, members: try await service.members().members)
        }
        router.route(EtcdMethods.memberRemove) { request in
            let left = try await service.removeMember(request.id)
            return MembersResponse(header: try await header(), members: left.members)
        }
        router.route(EtcdMethods.memberPromote) { request in
            let all = try await service.promoteMember(request.id)
            return MembersResponse(header: try await header(), members: all.members)
        }
    }

    private func routeMaintenance(_ router: inout RPCRouter<some ServerTransport>) {
        router.route(EtcdMethods.status) { _ in StatusResponse(try await service.status()) }
        router.route(EtcdMethods.moveLeader) { request in
            try await service.moveLeadership(to: request.id)
            return HeaderResponse(header: try await header())
        }
        router.route(EtcdMethods.alarm) { request in
            switch request.action {
            case .get:
                return AlarmResponse(header: try await header(), alarms: try await service.alarms())
            case .deactivate:
                let alarm = EtcdAlarm(memberID: request.memberID, kind: EtcdAlarm.Kind(number: request.kind))
                try await service.disarm(alarm)
                return AlarmResponse(header: try await header(), alarms: [alarm])
            case .activate:
                throw RPCError(code: .unimplemented, message: "alarms are not raised from outside here")
            }
        }
        router.route(EtcdMethods.defragment) { _ in
            try await service.defragment()
            return HeaderResponse(header: try await header())
        }
        routeSnapshot(&router)
    }

    private func routeSnapshot(_ router: inout RPCRouter<some ServerTransport>) {
        router.registerHandler(
            forMethod: EtcdMethods.snapshot.descriptor, deserializer: EtcdMessageCoder<EmptyRequest>(),
            serializer: EtcdMessageCoder<SnapshotResponse>()
        ) { _, _ in
            StreamingServerResponse { writer in
                do {
                    let size = try await UInt64(clamping: service.status().databaseSize)
                    let sent = SentBytes()
                    _ = try await service.snapshot { piece in
                        let remaining = size - min(size, sent.add(piece.count))
                        try await writer.write(SnapshotResponse(remainingBytes: remaining, blob: piece))
                    }
                    return [:]
                } catch let error as EtcdError {
                    throw RPCError(error)
                }
            }
        }
    }

    private func header() async throws -> ResponseHeader {
        StatusResponse(try await service.status()).header
    }
}
