import JSON
import RE2

/// Reads a schema into nodes, with the complaints of the library that Helm 3.17 uses (`gojsonschema`).
struct SchemaCompiler {
    private let root: JSONValue
    let draft: SchemaDraft
    /// What `$id` of the whole schema says, without a fragment.
    private var base = ""
    /// Schemas that have a name of their own: `$id` of the form `#name`, and `$anchor`.
    private var anchors: [String: JSONValue] = [:]
    /// Nodes by reference; a node is here before it is read, so that schemas can refer to themselves.
    private var nodes: [String: SchemaNode] = [:]

    /// The node of a whole schema.
    ///
    /// - Throws: `schema`.
    static func compile(_ bytes: [UInt8]) throws(ChartError) -> SchemaNode {
        let root: JSONValue
        do throws(JSONParseError) {
            root = try JSONValue(parsing: ChartArchive.withoutByteOrderMark(bytes), duplicateKeys: .lastWins)
        } catch {
            throw .schema("\(error)")
        }
        guard root.isSchema else { throw .schema("schema is invalid") }
        if let schema = root["$schema"], schema.stringValue == nil {
            throw .schema("$schema must be of type string")
        }
        var compiler = SchemaCompiler(root)
        let node = SchemaNode()
        compiler.nodes["#"] = node
        try compiler.read(root, into: node)
        return node
    }

    private init(_ root: JSONValue) {
        self.root = root
        draft = SchemaDraft(url: root["$schema"]?.stringValue)
        if let id = (root["$id"] ?? root["id"])?.stringValue {
            base = String(id.prefix { $0 != "#" })
        }
        collectAnchors(root)
    }

    private mutating func collectAnchors(_ value: JSONValue) {
        switch value {
        case .array(let elements): for element in elements { collectAnchors(element) }
        case .object(let object):
            if let id = (object["$id"] ?? object["id"])?.stringValue, id.hasPrefix("#") { anchors[id] = value }
            if let anchor = object["$anchor"]?.stringValue { anchors["#\(anchor)"] = value }
            for (key, member) in object where key != "const" && key != "enum" { collectAnchors(member) }
        default: break
        }
    }

    /// Reads a schema that another has.
    mutating func child(_ value: JSONValue) throws(ChartError) -> SchemaNode {
        let node = SchemaNode()
        try read(value, into: node)
        return node
    }

    private mutating func read(_ value: JSONValue, into node: SchemaNode) throws(ChartError) {
        if case .bool(let pass) = value, draft >= .draft6 {
            node.pass = pass
            return
        }
        guard case .object(let object) = value else {
            throw .schema("Expected: valid schema, given: Invalid JSON")
        }
        let keywords = SchemaKeywords(object)
        try readDefinitions(keywords)
        for name in ["title", "description"] { try keywords.expectString(name) }
        if let reference = try keywords.string("$ref", complaint: SchemaKeywords.invalidType("string", "$ref")) {
            node.reference = try target(of: reference)
            node.referenceStandsAlone = draft < .modern
            if node.referenceStandsAlone { return }
        }
        try readTypes(keywords, into: node)
        try readObjectSchemas(keywords, into: node)
        try readArraySchemas(keywords, into: node)
        try readNumbers(keywords, into: node)
        try readStrings(keywords, into: node)
        try readCounts(keywords, into: node)
        try readConstants(keywords, into: node)
        try readLogic(keywords, into: node)
    }

    /// Definitions must be schemas also where nothing refers to them.
    private mutating func readDefinitions(_ keywords: SchemaKeywords) throws(ChartError) {
        guard let value = keywords["definitions"] else { return }
        let complaint = SchemaKeywords.invalidType("array of schemas", "definitions")
        guard let definitions = value.objectValue else { throw complaint }
        for (_, definition) in definitions {
            guard definition.isSchema else { throw complaint }
            _ = try child(definition)
        }
    }

    /// The node of a reference within the schema.
    private mutating func target(of reference: String) throws(ChartError) -> SchemaNode {
        var fragment = reference
        if !base.isEmpty, fragment.hasPrefix(base) { fragment = String(fragment.dropFirst(base.count)) }
        if fragment.isEmpty { fragment = "#" }
        if let node = nodes[fragment] { return node }
        guard fragment.hasPrefix("#") else {
            throw .schema(
                "$ref \(reference.goQuoted) leads out of the schema, which is not supported; "
                    + "put what it names below \"definitions\" and refer to that")
        }
        let value: JSONValue
        if let anchored = anchors[fragment] {
            value = anchored
        } else {
            value = try self.value(at: String(fragment.dropFirst()), reference)
        }
        let node = SchemaNode()
        nodes[fragment] = node
        guard value.isSchema else { throw .schema("valid schema must be of type object") }
        try read(value, into: node)
        return node
    }

    private func value(at fragment: String, _ reference: String) throws(ChartError) -> JSONValue {
        guard let pointer = JSONPointer(parsing: Self.removingEscapes(fragment)) else {
            throw .schema("JSON pointer must be empty or start with a \"/\"")
        }
        guard let value = root[pointer] else {
            throw .schema("Object has no key '\(pointer.tokens.last ?? "")' (\(reference))")
        }
        return value
    }

    private static func removingEscapes(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let escaped = UInt8(String(Substring(digits)), radix: 16) {
                bytes.append(escaped)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ChartError {
    static func schema(_ message: String) -> ChartError { ChartError(.schema, message) }
}

extension JSONValue {
    /// Whether the value can be a schema: an object or a boolean.
    var isSchema: Bool { objectValue != nil || boolValue != nil }
}
