/// Keeps the warnings of one answer within the bounds of Kubernetes: each only once, and shortened where all together are
/// too long for the headers that carry them.
enum WarningLimit {
    /// From here on, in characters, warnings are shortened.
    static let maximumTotal = 4096
    /// What is left of a warning that is shortened.
    static let maximumShortened = 256

    static func limited(_ warnings: [String]) -> [String] {
        var seen: Set<String> = []
        let distinct = warnings.filter { !$0.isEmpty && seen.insert($0).inserted }
        let total = distinct.reduce(0) { $0 + $1.unicodeScalars.count }
        guard total > maximumTotal else { return distinct }
        var shortened: [String] = []
        var length = 0
        for warning in distinct where length < maximumTotal {
            let text = String(String.UnicodeScalarView(warning.unicodeScalars.prefix(maximumShortened)))
            length += text.unicodeScalars.count
            shortened.append(text)
        }
        return shortened
    }
}

extension Call {
    /// Adds what webhooks want the sender to hear.
    mutating func addWarnings(_ added: [String]) {
        guard !added.isEmpty else { return }
        warnings = WarningLimit.limited(warnings + added)
    }
}
