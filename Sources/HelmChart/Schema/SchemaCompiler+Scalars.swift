import JSON
import RE2

extension SchemaCompiler {
    func readNumbers(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        node.multipleOf = try keywords.number(
            "multipleOf", complaint: SchemaKeywords.invalidType("number", "multipleOf"))
        if let multiple = node.multipleOf?.doubleValue, multiple <= 0 {
            throw .schema("multipleOf must be strictly greater than 0")
        }
        (node.minimum, node.exclusiveMinimum) = try bounds("minimum", "exclusiveMinimum", keywords)
        (node.maximum, node.exclusiveMaximum) = try bounds("maximum", "exclusiveMaximum", keywords)
    }

    /// A bound and one that is not included. Up to draft 4 the second is a flag that says this of the first.
    private func bounds(
        _ name: String, _ exclusiveName: String, _ keywords: SchemaKeywords
    ) throws(ChartError) -> (included: JSONValue?, excluded: JSONValue?) {
        let bound = try keywords.number(name, complaint: .schema("\(name) must be of a number"))
        switch keywords[exclusiveName] {
        case nil: return (bound, nil)
        case .bool(let isExclusive) where draft == .draft4 || draft == .any:
            guard let bound else { throw .schema("\(exclusiveName) cannot be used without \(name)") }
            return isExclusive ? (nil, bound) : (bound, nil)
        case let value? where draft != .draft4 && value.doubleValue?.isFinite == true: return (bound, value)
        default:
            let expected = draft == .draft4 ? "boolean" : draft == .any ? "boolean/number" : "number"
            throw SchemaKeywords.invalidType(expected, exclusiveName)
        }
    }

    func readStrings(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        node.minLength = try keywords.count("minLength")
        node.maxLength = try keywords.count("maxLength")
        if let minimum = node.minLength, let maximum = node.maxLength, minimum > maximum {
            throw .schema("minLength cannot be greater than maxLength")
        }
        if let pattern = try keywords.string("pattern", complaint: .schema("pattern must be of a string")) {
            guard let expression = try? RegularExpression(pattern) else {
                throw .schema("pattern must be a valid regex")
            }
            node.pattern = expression
        }
        let format = try keywords.string("format", complaint: .schema("format must be of type string"))
        if draft < .modern { node.format = format }
    }

    mutating func readCounts(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        node.minProperties = try keywords.count("minProperties")
        node.maxProperties = try keywords.count("maxProperties")
        if let minimum = node.minProperties, let maximum = node.maxProperties, minimum > maximum {
            throw .schema("minProperties cannot be greater than maxProperties")
        }
        for name in try keywords.array("required") ?? [] {
            guard let name = name.stringValue else { throw .schema("required items must be string") }
            guard !node.required.contains(name) else { throw .schema("required items must be unique") }
            node.required.append(name)
        }
        node.minItems = try keywords.count("minItems")
        node.maxItems = try keywords.count("maxItems")
        node.uniqueItems = try keywords.bool("uniqueItems") ?? false
        if draft >= .draft6, let contains = keywords["contains"] { node.contains = try child(contains) }
    }

    func readConstants(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        if draft >= .draft6 { node.constant = keywords["const"]?.canonicalText }
        for value in try keywords.array("enum") ?? [] {
            let text = value.canonicalText
            guard !node.enumeration.contains(text) else { throw .schema("enum items must be unique") }
            node.enumeration.append(text)
        }
    }

    mutating func readLogic(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        for schema in try keywords.array("oneOf") ?? [] { node.oneOf.append(try child(schema)) }
        for schema in try keywords.array("anyOf") ?? [] { node.anyOf.append(try child(schema)) }
        for schema in try keywords.array("allOf") ?? [] { node.allOf.append(try child(schema)) }
        if let schema = try keywords.schema("not") { node.not = try child(schema) }
        guard draft >= .draft7 else { return }
        if let schema = try keywords.schema("if") { node.condition = try child(schema) }
        if let schema = try keywords.schema("then") { node.consequence = try child(schema) }
        if let schema = try keywords.schema("else") { node.alternative = try child(schema) }
    }
}

extension JSONValue {
    /// JSON as Go writes it: sorted keys, one spelling for each number, and the characters of HTML escaped.
    var canonicalText: String {
        var bytes: [UInt8] = []
        for byte in withGoFloats.serialized(sortedKeys: true) {
            // Outside of strings there are none of these.
            switch byte {
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
