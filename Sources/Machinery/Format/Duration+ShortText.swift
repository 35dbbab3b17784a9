extension Duration {
    /// The duration as `kubectl` prints ages: `45s`, `3m20s`, `5h7m`, `2d4h`, `400d`, `3y12d`.
    ///
    /// Whole units, rounded down, two of them only while the first is small. Down to two seconds in the future, which
    /// clocks that differ explain, it is `0s`; beyond that `<invalid>`.
    public var shortText: String {
        let seconds = components.seconds
        let minutes = seconds / 60
        let hours = minutes / 60
        let days = hours / 24
        return switch self {
        case ...(.seconds(-2)): "<invalid>"
        case ..<(.zero): "0s"
        case ..<(.seconds(120)): "\(seconds)s"
        case ..<(.seconds(10 * 60)): Self.text(minutes, "m", seconds % 60, "s")
        case ..<(.seconds(3 * 3600)): "\(minutes)m"
        case ..<(.seconds(8 * 3600)): Self.text(hours, "h", minutes % 60, "m")
        case ..<(.seconds(48 * 3600)): "\(hours)h"
        case ..<(.seconds(8 * 86_400)): Self.text(days, "d", hours % 24, "h")
        case ..<(.seconds(2 * 365 * 86_400)): "\(days)d"
        case ..<(.seconds(8 * 365 * 86_400)): Self.text(days / 365, "y", days % 365, "d")
        default: "\(days / 365)y"
        }
    }

    private static func text(_ first: Int64, _ firstUnit: String, _ second: Int64, _ secondUnit: String) -> String {
        second == 0 ? "\(first)\(firstUnit)" : "\(first)\(firstUnit)\(second)\(secondUnit)"
    }
}
