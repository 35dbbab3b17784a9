import JSON
import Yams

/// Turns the nodes of a text into JSON values.
struct YAMLReader {
    private let parser: Parser
    private let limits: YAMLLimits
    private var document = 1

    init(_ bytes: [UInt8], limits: YAMLLimits) throws(YAMLError) {
        self.limits = limits
        let start = YAMLPosition(line: 1, column: 1)
        guard bytes.count <= limits.byteCount else {
            throw YAMLError(code: .limit, message: "the text is too long", position: start, document: 1)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw YAMLError(code: .encoding, message: "the text is not valid UTF-8", position: start, document: 1)
        }
        do {
            parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        } catch {
            throw YAMLError(error, document: 1)
        }
    }

    mutating func documents() throws(YAMLError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        while let root = try nextRoot() {
            let value = try value(of: root, depth: 0)
            if !value.isNull { documents.append(YAMLDocument(value: value, line: root.mark?.line ?? 1)) }
            document += 1
        }
        return documents
    }

    private func nextRoot() throws(YAMLError) -> Node? {
        do {
            return try parser.nextRoot()
        } catch {
            throw YAMLError(error, document: document)
        }
    }

    private func value(of node: Node, depth: Int) throws(YAMLError) -> JSONValue {
        guard depth <= limits.depth else { throw failure(.limit, "values are nested too deeply", at: node) }
        switch node {
        case .scalar(let scalar): return try value(of: scalar, at: node)
        case .sequence(let sequence):
            var values: [JSONValue] = []
            for element in sequence { values.append(try value(of: element, depth: depth + 1)) }
            return .array(values)
        case .mapping(let mapping): return .object(try object(of: mapping, depth: depth))
        case .alias: throw failure(.syntax, "the alias names no anchor", at: node)
        }
    }

    private func object(of mapping: Node.Mapping, depth: Int) throws(YAMLError) -> JSONObject {
        var object = JSONObject()
        var merges: [Node] = []
        for (keyNode, valueNode) in mapping {
            if case .scalar(let scalar) = keyNode, scalar.style == .plain, scalar.string == "<<" {
                merges.append(valueNode)
                continue
            }
            let key = try key(of: keyNode)
            guard object[key] == nil else {
                throw failure(.duplicateKey, "the key \"\(key)\" is there twice", at: keyNode)
            }
            object[key] = try value(of: valueNode, depth: depth + 1)
        }
        for merge in merges { try self.merge(merge, into: &object, depth: depth) }
        return object
    }

    private func merge(_ node: Node, into object: inout JSONObject, depth: Int) throws(YAMLError) {
        switch node {
        case .mapping(let mapping):
            for (key, value) in try self.object(of: mapping, depth: depth) where object[key] == nil {
                object[key] = value
            }
        case .sequence(let sequence):
            for element in sequence { try merge(element, into: &object, depth: depth) }
        case .scalar, .alias:
            throw failure(.unsupported, "a merge key takes a mapping or a sequence of mappings", at: node)
        }
    }

    private func key(of node: Node) throws(YAMLError) -> String {
        guard case .scalar(let scalar) = node else { throw failure(.unsupported, "a key must be a scalar", at: node) }
        switch try value(of: scalar, at: node) {
        case .string(let text): return text
        case .null: throw failure(.unsupported, "a key may not be null", at: node)
        case let other: return other.text
        }
    }

    private func value(of scalar: Node.Scalar, at node: Node) throws(YAMLError) -> JSONValue {
        guard scalar.style == .plain else { return .string(scalar.string) }
        switch PlainScalar(scalar.string) {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let literal):
            return Int64(literal).map { .integer($0) } ?? .number(JSONNumber(validLiteral: literal))
        case .float(let value):
            guard let value = JSONValue(value) else { throw failure(.unsupported, "JSON has no such number", at: node) }
            return value
        case .string: return .string(scalar.string)
        }
    }

    private func failure(_ code: YAMLError.Code, _ message: String, at node: Node) -> YAMLError {
        let mark = node.mark
        return YAMLError(
            code: code, message: message, position: YAMLPosition(line: mark?.line ?? 1, column: mark?.column ?? 1),
            document: document)
    }
}

extension YAMLError {
    fileprivate init(_ error: any Error, document: Int) {
        let mark: Mark?
        let message: String
        switch error as? YamlError {
        case .scanner(_, let problem, let place, _), .parser(_, let problem, let place, _),
            .composer(_, let problem, let place, _):
            (message, mark) = (problem, place)
        case .duplicatedKeysInMapping(let keys, let context):
            (message, mark) = ("keys are there twice: \(keys.joined(separator: ", "))", context.mark)
        default:
            (message, mark) = ("the text is no YAML", nil)
        }
        let position = YAMLPosition(line: mark?.line ?? 1, column: mark?.column ?? 1)
        self.init(code: .syntax, message: message, position: position, document: document)
    }
}
