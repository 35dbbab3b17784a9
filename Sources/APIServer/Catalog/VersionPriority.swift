/// The order in which Kubernetes prefers the versions of an API: stable ones before betas before alphas, the higher number
/// first; names of another form come last, by name.
enum VersionPriority {
    static func precedes(_ left: String, _ right: String) -> Bool {
        switch (parse(left), parse(right)) {
        case (let left?, let right?): left > right
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): left < right
        }
    }

    /// `v2beta1` as stability, major and minor number.
    private static func parse(_ version: String) -> (Int, Int, Int)? {
        guard version.first == "v" else { return nil }
        let digits = version.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard let major = Int(digits), digits.first != "0" else { return nil }
        let rest = version.dropFirst(1 + digits.count)
        if rest.isEmpty { return (2, major, 0) }
        for (stability, name) in [(1, "beta"), (0, "alpha")] where rest.hasPrefix(name) {
            let digits = rest.dropFirst(name.count)
            guard let minor = Int(digits), digits.first != "0" else { return nil }
            return (stability, major, minor)
        }
        return nil
    }
}
