import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers
@testable import WorkloadCluster

@Suite("What a cluster says of its connection")
struct ConnectionConditionTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)
    private static let type = V1Beta2ConditionType.remoteConnectionProbe

    private static func cluster(wasConnected: Bool) -> Cluster {
        var cluster = Cluster(spec: ClusterSpec())
        cluster.setV1Beta2(
            type, wasConnected ? .true : .false,
            reason: wasConnected
                ? V1Beta2Reason.remoteConnectionProbeSucceeded : V1Beta2Reason.remoteConnectionProbeFailed,
            now: now - .seconds(86_400))
        return cluster
    }

    private static func state(
        _ phase: ConnectionState.Phase, since: Int, lastGoodProbe: Int? = nil
    ) -> ConnectionState {
        ConnectionState(
            phase: phase, since: now - .seconds(since), reason: phase == .connected ? "" : "nobody answers",
            lastGoodProbe: lastGoodProbe.map { now - .seconds($0) })
    }

    private static func update(_ cluster: inout Cluster, _ state: ConnectionState?) -> ReconcileResult {
        var parts = ClusterParts(machines: [])
        parts.connection = state
        return ClusterStatusCalculator(now: now).update(&cluster, parts)
    }

    /// A restart, or a connection that was lost a moment ago, is no news.
    @Test(
        arguments: [
            (state(.connecting, since: 10), 40), (state(.disconnected, since: 49), 1),
            (state(.disconnected, since: 1, lastGoodProbe: 30), 20),
        ] as [(ConnectionState, Int64)])
    func whatWasKnownCountsForAWhile(state: ConnectionState, remaining: Int64) {
        var cluster = Self.cluster(wasConnected: true)
        let known = cluster.conditionsV1Beta2[Self.type]
        #expect(Self.update(&cluster, state) == .after(.seconds(remaining)))
        #expect(cluster.conditionsV1Beta2[Self.type] == known)
    }

    @Test(
        arguments: [
            (true, state(.disconnected, since: 50)), (true, state(.disconnected, since: 1, lastGoodProbe: 51)),
            (true, state(.waitingForKubeconfig, since: 60)), (false, state(.connecting, since: 1)),
        ] as [(Bool, ConnectionState)])
    func silenceIsToldInTheEnd(wasConnected: Bool, state: ConnectionState) {
        var cluster = Self.cluster(wasConnected: wasConnected)
        #expect(Self.update(&cluster, state) == .done)
        #expect(cluster.conditionsV1Beta2[Self.type]?.status == .false)
        #expect(cluster.conditionsV1Beta2[Self.type]?.message == "nobody answers")
    }

    @Test func anAnswerIsToldAtOnce() {
        var cluster = Self.cluster(wasConnected: false)
        #expect(Self.update(&cluster, Self.state(.connected, since: 0)) == .done)
        #expect(cluster.conditionsV1Beta2.isTrue(Self.type))
    }

    @Test func whoeverNeverHadAConnectionSaysSo() {
        var cluster = Cluster(spec: ClusterSpec())
        #expect(Self.update(&cluster, nil) == .done)
        #expect(cluster.conditionsV1Beta2[Self.type]?.message == "Remote connection not established yet")
    }
}
