import ClusterAPI
import Machinery

/// Whether so few Machines are in trouble that they may be replaced: when many are, the cause is more likely the network
/// between than the Machines.
struct RemediationAllowance: Sendable, Hashable {
    /// How many more may be replaced; 0 where none may.
    let remaining: Int
    /// Why none may be; `nil` where they may.
    let refusal: String?

    /// - Parameters:
    ///   - total: The Machines that are checked.
    ///   - healthy: Of those; Machines without a Node count as the others.
    init(_ spec: MachineHealthCheckSpec, total: Int, healthy: Int) {
        let unhealthy = total - healthy
        if let text = spec.unhealthyRange, let range = Self.range(text) {
            let isAllowed = range.contains(unhealthy)
            remaining = isAllowed ? range.upperBound - unhealthy : 0
            refusal =
                isAllowed
                ? nil
                : "Remediation is not allowed, the number of not started or unhealthy machines does not fall within the "
                    + "range (total: \(total), unhealthy: \(unhealthy), unhealthyRange: \(text))"
            return
        }
        let limit = spec.maxUnhealthy ?? "100%"
        let most = limit.scaled(to: total, roundingUp: false) ?? 0
        remaining = max(0, most - unhealthy)
        refusal =
            unhealthy <= most
            ? nil
            : "Remediation is not allowed, the number of not started or unhealthy machines exceeds maxUnhealthy "
                + "(total: \(total), unhealthy: \(unhealthy), maxUnhealthy: \(limit))"
    }

    /// `[3-5]`; `nil` for anything else, which the schema refuses, and for a range that is upside down.
    static func range(_ text: String) -> ClosedRange<Int>? {
        guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
        let bounds = text.dropFirst().dropLast().split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let lower = Int(bounds[0]), let upper = Int(bounds[1]), lower <= upper else {
            return nil
        }
        return lower...upper
    }
}
