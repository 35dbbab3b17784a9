/// One signature of a function.
struct Overload: Sendable {
    let function: String
    /// Whether the first parameter stands before the name.
    let isMember: Bool
    let parameters: [CELType]
    let result: CELType

    /// Reads `name(type, …) type`; a `.` before the name makes it a member of its first parameter.
    init(_ signature: String) {
        var rest = signature[...]
        isMember = rest.first == "."
        if isMember { rest.removeFirst() }
        function = String(rest.prefix { $0 != "(" })
        rest = rest.dropFirst(function.count + 1)
        var parameters: [CELType] = []
        while let first = rest.first, first != ")" {
            parameters.append(Self.type(&rest))
            if rest.hasPrefix(", ") { rest = rest.dropFirst(2) }
        }
        rest = rest.dropFirst(2)
        self.parameters = parameters
        result = Self.type(&rest)
    }

    private static func type(_ rest: inout Substring) -> CELType {
        let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" })
        rest = rest.dropFirst(name.count)
        var parts: [CELType] = []
        if rest.first == "<" {
            rest.removeFirst()
            while let first = rest.first, first != ">" {
                parts.append(type(&rest))
                if rest.hasPrefix(", ") { rest = rest.dropFirst(2) }
            }
            rest = rest.dropFirst()
        }
        switch name {
        case "list": return .list(parts.first ?? .dyn)
        case "map": return .map(parts.first ?? .dyn, parts.last ?? .dyn)
        case "optional": return .optional(parts.first ?? .dyn)
        case "type": return .type(parts.first ?? .dyn)
        case "timestamp": return .timestamp
        case "duration": return .duration
        case "null": return .null
        default: break
        }
        if let opaque = short[name] { return .opaque(opaque) }
        return CELType.named[name] ?? .parameter(name)
    }

    private static let short: [String: CELType.OpaqueType] = [
        "Quantity": .quantity, "URL": .url, "IP": .ip, "CIDR": .cidr, "Semver": .semver, "Format": .format,
    ]
}
