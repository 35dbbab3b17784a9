import Machinery
import RE2

extension FunctionLibrary {
    static let patterns: [String: Implementation] = [
        "matches": binary { text, pattern throws(EvaluationError) in
            guard case .string(let text) = text, case .string(let pattern) = pattern else { return nil }
            return .bool(try expression(pattern).matches(text))
        },
        "find": binary { text, pattern throws(EvaluationError) in
            guard case .string(let text) = text, case .string(let pattern) = pattern else { return nil }
            return .string(try legal(pattern).firstMatch(in: text).map { String($0.whole) } ?? "")
        },
        "findAll": { arguments throws(EvaluationError) in
            guard arguments.count >= 2, case .string(let text) = arguments[0], case .string(let pattern) = arguments[1]
            else { return nil }
            var limit: Int?
            if arguments.count == 3 {
                guard case .int(let most) = arguments[2] else { return nil }
                if most >= 0 { limit = Int(most) }
            }
            let matches = limit == 0 ? [] : try legal(pattern).allMatches(in: text, limit: limit)
            return .list(matches.map { .string(String($0.whole)) })
        },
    ]

    static func expression(_ pattern: String) throws(EvaluationError) -> RegularExpression {
        do { return try RegularExpression(pattern) } catch { throw EvaluationError("\(error)") }
    }

    /// In the words of Kubernetes' own functions.
    private static func legal(_ pattern: String) throws(EvaluationError) -> RegularExpression {
        do { return try RegularExpression(pattern) } catch { throw EvaluationError("Illegal regex: \(error)") }
    }

    static let networks: [String: Implementation] = [
        "url": onText { text throws(EvaluationError) in .opaque(.url(try URLValue(parsing: text))) },
        "isURL": isValid { text throws(EvaluationError) in _ = try URLValue(parsing: text) },
        "getScheme": onURL { .string($0.parts.scheme) }, "getHost": onURL { .string($0.parts.host) },
        "getHostname": onURL { .string($0.hostName) }, "getPort": onURL { .string($0.port) },
        "getEscapedPath": onURL { .string($0.escapedPath) },
        "getQuery": unary { value throws(EvaluationError) in
            guard case .opaque(.url(let url)) = value else { return nil }
            var map = NativeMap()
            for (name, values) in url.query {
                _ = try map.insert(.list(values.map(CELValue.string)), for: .string(name))
            }
            return .map(.native(map))
        },
        "ip": unary { value throws(EvaluationError) in
            switch value {
            case .string(let text): .opaque(.ip(try IPValue(parsing: text)))
            case .opaque(.cidr(let block)): .opaque(.ip(block.address))
            default: nil
            }
        },
        "isIP": isValid { text throws(EvaluationError) in _ = try IPValue(parsing: text) },
        "ip.isCanonical": onText { text throws(EvaluationError) in
            .bool(try IPValue(parsing: text).text.isSame(as: text))
        },
        "family": onIP { .int($0.isVersion4 ? 4 : 6) }, "isUnspecified": onIP { .bool($0.isUnspecified) },
        "isLoopback": onIP { .bool($0.isLoopback) }, "isLinkLocalMulticast": onIP { .bool($0.isLinkLocalMulticast) },
        "isLinkLocalUnicast": onIP { .bool($0.isLinkLocalUnicast) },
        "isGlobalUnicast": onIP { .bool($0.isGlobalUnicast) },
        "cidr": onText { text throws(EvaluationError) in .opaque(.cidr(try CIDRValue(parsing: text))) },
        "isCIDR": isValid { text throws(EvaluationError) in _ = try CIDRValue(parsing: text) },
        "prefixLength": onCIDR { .int(Int64($0.length)) }, "masked": onCIDR { .opaque(.cidr($0.masked)) },
        "containsIP": binary { block, other throws(EvaluationError) in
            guard case .opaque(.cidr(let block)) = block else { return nil }
            switch other {
            case .string(let text): return .bool(block.contains(try IPValue(parsing: text)))
            case .opaque(.ip(let address)): return .bool(block.contains(address))
            default: return nil
            }
        },
        "containsCIDR": binary { block, other throws(EvaluationError) in
            guard case .opaque(.cidr(let block)) = block else { return nil }
            switch other {
            case .string(let text): return .bool(block.contains(try CIDRValue(parsing: text)))
            case .opaque(.cidr(let inner)): return .bool(block.contains(inner))
            default: return nil
            }
        },
    ]

    private static func onText(
        _ body: @escaping @Sendable (String) throws(EvaluationError) -> CELValue
    ) -> Implementation {
        unary { value throws(EvaluationError) in
            guard case .string(let text) = value else { return nil }
            return try body(text)
        }
    }

    private static func isValid(
        _ parse: @escaping @Sendable (String) throws(EvaluationError) -> Void
    ) -> Implementation {
        onText { text throws(EvaluationError) in
            do throws(EvaluationError) {
                try parse(text)
                return .bool(true)
            } catch { return .bool(false) }
        }
    }

    private static func onURL(_ body: @escaping @Sendable (URLValue) -> CELValue) -> Implementation {
        unary { value throws(EvaluationError) in
            if case .opaque(.url(let url)) = value { body(url) } else { nil }
        }
    }

    private static func onIP(_ body: @escaping @Sendable (IPValue) -> CELValue) -> Implementation {
        unary { value throws(EvaluationError) in
            if case .opaque(.ip(let address)) = value { body(address) } else { nil }
        }
    }

    private static func onCIDR(_ body: @escaping @Sendable (CIDRValue) -> CELValue) -> Implementation {
        unary { value throws(EvaluationError) in
            if case .opaque(.cidr(let block)) = value { body(block) } else { nil }
        }
    }

    static let quantities: [String: Implementation] = [
        "quantity": onText { text throws(EvaluationError) in .opaque(.quantity(try quantity(text))) },
        "isQuantity": isValid { text throws(EvaluationError) in _ = try quantity(text) },
        "sign": onQuantity { .int($0 < .zero ? -1 : $0 == .zero ? 0 : 1) },
        "asApproximateFloat": onQuantity { .double($0.approximateValue) },
        "isInteger": onQuantity { .bool($0.isWhole) },
        "asInteger": unary { value throws(EvaluationError) in
            guard case .opaque(.quantity(let quantity)) = value else { return nil }
            guard quantity.isWhole else { throw EvaluationError("cannot convert value to integer") }
            return .int(quantity.value)
        },
        "add": onQuantities { $0 + $1 }, "sub": onQuantities { $0 - $1 },
        "compareTo": ordered { .int(Int64($0)) }, "isGreaterThan": ordered { .bool($0 > 0) },
        "isLessThan": ordered { .bool($0 < 0) },
        "semver": version { text, isLenient throws(EvaluationError) in
            .opaque(.semver(try semver(text, isLenient: isLenient)))
        },
        "isSemver": version { text, isLenient throws(EvaluationError) in
            do throws(EvaluationError) {
                _ = try semver(text, isLenient: isLenient)
                return .bool(true)
            } catch { return .bool(false) }
        },
        "major": onVersion { $0.major }, "minor": onVersion { $0.minor }, "patch": onVersion { $0.patch },
    ]

    private static func quantity(_ text: String) throws(EvaluationError) -> Quantity {
        do { return try Quantity(parsing: text) } catch { throw EvaluationError("\(error.message)") }
    }

    private static func onQuantity(_ body: @escaping @Sendable (Quantity) -> CELValue) -> Implementation {
        unary { value throws(EvaluationError) in
            if case .opaque(.quantity(let quantity)) = value { body(quantity) } else { nil }
        }
    }

    private static func onQuantities(_ body: @escaping @Sendable (Quantity, Quantity) -> Quantity) -> Implementation {
        binary { left, right throws(EvaluationError) in
            guard case .opaque(.quantity(let left)) = left else { return nil }
            switch right {
            case .opaque(.quantity(let right)): return .opaque(.quantity(body(left, right)))
            case .int(let right): return .opaque(.quantity(body(left, Quantity(right))))
            default: return nil
            }
        }
    }

    private static func ordered(_ body: @escaping @Sendable (Int) -> CELValue) -> Implementation {
        binary { left, right throws(EvaluationError) in
            switch (left, right) {
            case (.opaque(.quantity(let left)), .opaque(.quantity(let right))): body(Numbers.order(left, right))
            case (.opaque(.semver(let left)), .opaque(.semver(let right))): body(Numbers.order(left, right))
            default: nil
            }
        }
    }

    private static func version(
        _ body: @escaping @Sendable (String, Bool) throws(EvaluationError) -> CELValue
    ) -> Implementation {
        { arguments throws(EvaluationError) in
            guard case .string(let text)? = arguments.first else { return nil }
            guard arguments.count == 2 else { return try body(text, false) }
            guard case .bool(let isLenient) = arguments[1] else { return nil }
            return try body(text, isLenient)
        }
    }

    /// - Parameter isLenient: Whether a `v`, missing parts and leading zeros are forgiven.
    private static func semver(_ text: String, isLenient: Bool) throws(EvaluationError) -> SemanticVersion {
        let text = isLenient ? try normalized(text) : text
        if !isLenient, text.hasPrefix("v") {
            throw EvaluationError("Invalid character(s) found in major number \"\(text.prefix { $0 != "." })\"")
        }
        do { return try SemanticVersion(parsing: text) } catch {
            throw EvaluationError("No Major.Minor.Patch elements found")
        }
    }

    private static func normalized(_ text: String) throws(EvaluationError) -> String {
        let core = text.hasPrefix("v") ? text.dropFirst() : text[...]
        var parts = core.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map { part in
            guard part.utf8.count > 1 else { return String(part) }
            let rest = part.drop { $0 == "0" }
            return (rest.utf8.first?.isDigit == true ? "" : "0") + rest
        }
        if parts.count < 3, parts[parts.count - 1].utf8.contains(where: { "+-".utf8.contains($0) }) {
            throw EvaluationError("short version cannot contain PreRelease/Build meta data")
        }
        while parts.count < 3 { parts.append("0") }
        return parts.joined(separator: ".")
    }

    private static func onVersion(_ body: @escaping @Sendable (SemanticVersion) -> Int) -> Implementation {
        unary { value throws(EvaluationError) in
            if case .opaque(.semver(let version)) = value { .int(Int64(body(version))) } else { nil }
        }
    }

    static let formats: [String: Implementation] = {
        var functions = namedFormats
        for format in NamedFormat.allCases { functions["format.\(format.rawValue)"] = constant(format) }
        return functions
    }()

    private static func constant(_ format: NamedFormat) -> Implementation {
        { arguments throws(EvaluationError) in arguments.isEmpty ? .opaque(.format(format)) : nil }
    }

    private static let namedFormats: [String: Implementation] = [
        "format.named": onText { name throws(EvaluationError) in
            NamedFormat(rawValue: name).map { CELValue.present(.opaque(.format($0))) } ?? CELValue.absent
        },
        "validate": binary { format, text throws(EvaluationError) in
            guard case .opaque(.format(let format)) = format, case .string(let text) = text else { return nil }
            let problems = format.problems(in: text)
            return problems.isEmpty ? CELValue.absent : .present(.list(problems.map(CELValue.string)))
        },
    ]
}

extension Quantity {
    fileprivate var isWhole: Bool { self == Quantity(value) }
}
