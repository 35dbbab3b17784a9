import DevAPI
import Effects
import Machinery

/// When the parts of a machine are up, as far as its specification lets them take their time.
///
/// Each moment is chosen once and written down in an annotation before it is waited for, so that a restart does not begin the
/// wait again.
struct StartupSchedule: Sendable {
    enum Part: String, Sendable {
        case vm, node, etcd
        case apiServer = "api-server"
    }

    let time: any TimeSource
    let random: any RandomSource

    /// - Returns: How long the part still takes; `nil` where it is up.
    func remaining(of part: Part, for devMachine: inout DevMachine) -> Duration? {
        guard let settings = Self.settings(of: part, in: devMachine), settings.startupDuration > .zero else {
            return nil
        }
        let annotation = "in-memory.infrastructure.cluster.x-k8s.io/\(part.rawValue)-up-at"
        let upAt: Timestamp
        if let recorded = devMachine.metadata.annotations[annotation].flatMap({ Timestamp(rfc3339: $0) }) {
            upAt = recorded
        } else {
            upAt = time.now() + delay(settings)
            devMachine.metadata.annotations[annotation] = upAt.rfc3339Micro
        }
        let remaining = upAt - time.now()
        return remaining > .zero ? remaining : nil
    }

    /// The duration and up to the jitter's part of it more.
    private func delay(_ settings: ProvisioningSettings) -> Duration {
        let duration = settings.startupDuration.duration
        guard let jitter = settings.startupJitter.flatMap({ Double($0) }), jitter > 0 else { return duration }
        return duration + duration * (jitter * Double(random.next(in: 0..<1_000_001)) / 1_000_000)
    }

    private static func settings(of part: Part, in devMachine: DevMachine) -> ProvisioningSettings? {
        let backend = devMachine.spec.backend.inMemory
        return switch part {
        case .vm: backend?.vm?.provisioning
        case .node: backend?.node?.provisioning
        case .etcd: backend?.etcd?.provisioning
        case .apiServer: backend?.apiServer?.provisioning
        }
    }
}
