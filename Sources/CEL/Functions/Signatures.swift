/// The functions of the language and of Kubernetes' libraries, by name.
enum Signatures {
    static let overloads: [String: [Overload]] = Dictionary(
        grouping: (operators + standard + text + lists + kubernetes + optionals).map(Overload.init)
            + formats,
        by: \.function)

    private static let formats = NamedFormat.allCases.map { Overload("format.\($0.rawValue)() Format") }

    /// The types that lists are sorted by. Where a type is open, the first overload that fits decides, as with cel-go.
    private static let comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"]
    private static let numeric = ["int", "uint", "double"]

    private static var operators: [String] {
        let plain = [
            "_?_:_(bool, A, A) A", "_&&_(bool, bool) bool", "_||_(bool, bool) bool", "!_(bool) bool",
            "@not_strictly_false(bool) bool", "_==_(A, A) bool", "_!=_(A, A) bool", "@in(A, list<A>) bool",
            "@in(A, map<A, B>) bool", "_[_](list<A>, int) A", "_[_](map<A, B>, A) B",
            "_[_](optional<list<A>>, int) optional<A>", "_[_](optional<map<A, B>>, A) optional<B>",
            "_[?_](list<A>, int) optional<A>", "_[?_](optional<list<A>>, int) optional<A>",
            "_[?_](map<A, B>, A) optional<B>", "_[?_](optional<map<A, B>>, A) optional<B>",
            "-_(double) double", "-_(int) int", "_%_(int, int) int", "_%_(uint, uint) uint",
            "_+_(bytes, bytes) bytes", "_+_(double, double) double", "_+_(duration, duration) duration",
            "_+_(duration, timestamp) timestamp", "_+_(timestamp, duration) timestamp", "_+_(int, int) int",
            "_+_(list<A>, list<A>) list<A>", "_+_(string, string) string", "_+_(uint, uint) uint",
            "_-_(double, double) double", "_-_(duration, duration) duration", "_-_(int, int) int",
            "_-_(timestamp, duration) timestamp", "_-_(timestamp, timestamp) duration", "_-_(uint, uint) uint",
            "cel.@mapInsert(map<A, B>, A, B) map<A, B>", "cel.@mapInsert(map<A, B>, map<A, B>) map<A, B>",
        ]
        let products = ["*", "/"].flatMap { symbol in
            ["double", "int", "uint"].map { "_\(symbol)_(\($0), \($0)) \($0)" }
        }
        return plain + products + ["<", "<=", ">", ">="].flatMap(order)
    }

    private static func order(_ symbol: String) -> [String] {
        let pairs =
            [("bool", "bool")]
            + numeric.flatMap { left in [(left, left)] + numeric.filter { $0 != left }.map { (left, $0) } }
            + ["string", "bytes", "timestamp", "duration"].map { ($0, $0) }
        return pairs.map { "_\(symbol)_(\($0), \($1)) bool" }
    }

    private static var standard: [String] {
        var signatures = [
            "type(A) type<A>", "dyn(A) dyn", "int(int) int", "int(uint) int", "int(double) int", "int(string) int",
            "int(timestamp) int", "int(duration) int", "uint(uint) uint", "uint(int) uint", "uint(double) uint",
            "uint(string) uint", "double(double) double", "double(int) double", "double(uint) double",
            "double(string) double", "bool(bool) bool", "bool(string) bool", "string(string) string",
            "string(bool) string", "string(int) string", "string(uint) string", "string(double) string",
            "string(bytes) string", "string(timestamp) string", "string(duration) string", "string(IP) string",
            "string(CIDR) string", "bytes(bytes) bytes", "bytes(string) bytes", "timestamp(timestamp) timestamp",
            "timestamp(string) timestamp", "timestamp(int) timestamp", "duration(duration) duration",
            "duration(string) duration", "duration(int) duration", ".matches(string, string) bool",
            "matches(string, string) bool", ".contains(string, string) bool", ".startsWith(string, string) bool",
            ".endsWith(string, string) bool",
        ]
        for type in ["string", "bytes", "list<A>", "map<A, B>"] {
            signatures += ["size(\(type)) int", ".size(\(type)) int"]
        }
        for part in [
            "FullYear", "Month", "DayOfYear", "DayOfMonth", "Date", "DayOfWeek", "Hours", "Minutes", "Seconds",
            "Milliseconds",
        ] {
            signatures += [".get\(part)(timestamp) int", ".get\(part)(timestamp, string) int"]
        }
        signatures += ["Hours", "Minutes", "Seconds", "Milliseconds"].map { ".get\($0)(duration) int" }
        return signatures
    }

    private static let text = [
        ".charAt(string, int) string", ".indexOf(string, string) int", ".indexOf(string, string, int) int",
        ".lastIndexOf(string, string) int", ".lastIndexOf(string, string, int) int", ".lowerAscii(string) string",
        ".upperAscii(string) string", ".trim(string) string", ".replace(string, string, string) string",
        ".replace(string, string, string, int) string", ".split(string, string) list<string>",
        ".split(string, string, int) list<string>", ".substring(string, int) string",
        ".substring(string, int, int) string", ".join(list<string>) string", ".join(list<string>, string) string",
        ".format(string, list<dyn>) string", "strings.quote(string) string",
        ".find(string, string) string", ".findAll(string, string) list<string>",
        ".findAll(string, string, int) list<string>",
    ]

    private static var lists: [String] {
        var signatures = [
            ".indexOf(list<A>, A) int", ".lastIndexOf(list<A>, A) int",
            ".slice(list<A>, int, int) list<A>", ".flatten(list<list<A>>) list<A>",
            ".flatten(list<dyn>, int) list<dyn>", ".distinct(list<A>) list<A>", ".reverse(list<A>) list<A>",
            "lists.range(int) list<int>", "sets.contains(list<A>, list<A>) bool",
            "sets.equivalent(list<A>, list<A>) bool", "sets.intersects(list<A>, list<A>) bool",
        ]
        for type in comparable {
            signatures += [
                ".isSorted(list<\(type)>) bool", ".min(list<\(type)>) \(type)", ".max(list<\(type)>) \(type)",
                ".sort(list<\(type)>) list<\(type)>",
                ".\(Operator.sortByAssociatedKeys)(list<A>, list<\(type)>) list<A>",
            ]
        }
        signatures += (numeric + ["duration"]).map { ".sum(list<\($0)>) \($0)" }
        return signatures
    }

    private static var kubernetes: [String] {
        var signatures = [
            "url(string) URL", "isURL(string) bool", ".getScheme(URL) string", ".getHost(URL) string",
            ".getHostname(URL) string", ".getPort(URL) string", ".getEscapedPath(URL) string",
            ".getQuery(URL) map<string, list<string>>", "ip(string) IP", "isIP(string) bool",
            "ip.isCanonical(string) bool", ".family(IP) int", ".isUnspecified(IP) bool", ".isLoopback(IP) bool",
            ".isLinkLocalMulticast(IP) bool", ".isLinkLocalUnicast(IP) bool", ".isGlobalUnicast(IP) bool",
            "cidr(string) CIDR", "isCIDR(string) bool", ".containsIP(CIDR, string) bool", ".containsIP(CIDR, IP) bool",
            ".containsCIDR(CIDR, string) bool", ".containsCIDR(CIDR, CIDR) bool", ".ip(CIDR) IP",
            ".prefixLength(CIDR) int", ".masked(CIDR) CIDR", "quantity(string) Quantity", "isQuantity(string) bool",
            "sign(Quantity) int", ".asApproximateFloat(Quantity) double",
            ".asInteger(Quantity) int", ".isInteger(Quantity) bool", "semver(string) Semver",
            "semver(string, bool) Semver", "isSemver(string) bool", "isSemver(string, bool) bool",
            ".major(Semver) int", ".minor(Semver) int", ".patch(Semver) int", "format.named(string) optional<Format>",
            ".validate(Format, string) optional<list<string>>",
        ]
        for type in ["Quantity", "Semver"] {
            signatures += [
                ".isGreaterThan(\(type), \(type)) bool", ".isLessThan(\(type), \(type)) bool",
                ".compareTo(\(type), \(type)) int",
            ]
        }
        for name in ["add", "sub"] {
            signatures += ["Quantity", "int"].map { ".\(name)(Quantity, \($0)) Quantity" }
        }
        return signatures
    }

    private static let optionals = [
        "optional.of(A) optional<A>", "optional.ofNonZeroValue(A) optional<A>", "optional.none() optional<A>",
        ".value(optional<A>) A", ".hasValue(optional<A>) bool", ".or(optional<A>, optional<A>) optional<A>",
        ".orValue(optional<A>, A) A", ".first(list<A>) optional<A>", ".last(list<A>) optional<A>",
        "optional.unwrap(list<optional<A>>) list<A>", ".unwrapOpt(list<optional<A>>) list<A>",
    ]
}
