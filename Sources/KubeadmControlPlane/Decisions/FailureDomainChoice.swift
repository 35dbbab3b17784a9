import ClusterAPI
import Machinery

/// Spreads machines over the failure domains that may hold control planes.
struct FailureDomainChoice: Sendable {
    let domains: [String: FailureDomain]
    let machines: [Machine]

    private var names: [String] { domains.filter { $0.value.controlPlane == true }.keys.sorted() }

    /// Where one more machine goes: to the domain with the fewest machines that will stay, then to the one with the fewest of
    /// all, so that machines are well spread both at the end of a rollout and during it. By name where that does not decide.
    ///
    /// - Parameter outdated: The names of Machines that are to be replaced.
    /// - Returns: `nil` where there are no domains to choose from.
    func forScaleUp(outdated: Set<String>) -> String? {
        let staying = machines.filter { !outdated.contains($0.metadata.name) && !$0.metadata.isBeingDeleted }
        return names.min { left, right in
            (count(in: left, of: staying), count(in: left, of: machines), left)
                < (count(in: right, of: staying), count(in: right, of: machines), right)
        }
    }

    /// The machine of `eligible` to go: one in a domain that is no longer offered, else one of the domain with the most
    /// machines that may go; always the oldest.
    func forScaleDown(eligible: [Machine]) -> Machine? {
        let offered = Set(names)
        let elsewhere = eligible.filter { !offered.contains($0.spec.failureDomain ?? "") }
        if let oldest = elsewhere.min(by: Machine.isOlder) {
            let domain = oldest.spec.failureDomain
            return elsewhere.filter { $0.spec.failureDomain == domain }.min(by: Machine.isOlder)
        }
        let fullest = names.filter { count(in: $0, of: eligible) > 0 }.max { left, right in
            let (leftEligible, rightEligible) = (count(in: left, of: eligible), count(in: right, of: eligible))
            if leftEligible != rightEligible { return leftEligible < rightEligible }
            let (leftAll, rightAll) = (count(in: left, of: machines), count(in: right, of: machines))
            return leftAll == rightAll ? left > right : leftAll < rightAll
        }
        return eligible.filter { $0.spec.failureDomain == fullest }.min(by: Machine.isOlder)
    }

    private func count(in domain: String, of machines: [Machine]) -> Int {
        machines.count { $0.spec.failureDomain == domain }
    }
}

extension Machine {
    /// By the time of creation, then by name.
    static func isOlder(_ left: Machine, _ right: Machine) -> Bool {
        switch (left.metadata.creationTimestamp, right.metadata.creationTimestamp) {
        case (let mine?, let other?) where mine != other: mine < other
        case (_?, nil): true
        case (nil, _?): false
        default: left.metadata.name < right.metadata.name
        }
    }
}
