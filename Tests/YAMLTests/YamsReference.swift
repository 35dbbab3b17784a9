import JSON
import Yams

@testable import YAML

/// Reads a text with libyaml's grammar and our meaning of scalars: what our own grammar is held against.
enum YamsReference {
    struct Failure: Error {}

    static func parse(_ text: String) throws -> [JSONValue] {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        var values: [JSONValue] = []
        while let root = try parser.nextRoot() {
            let value = try value(of: root)
            if !value.isNull { values.append(value) }
        }
        return values
    }

    private static func value(of node: Node) throws -> JSONValue {
        switch node {
        case .scalar(let scalar): return try value(of: scalar)
        case .sequence(let sequence): return .array(try sequence.map(value))
        case .mapping(let mapping):
            var object = JSONObject()
            for (key, value) in mapping {
                guard case .scalar(let scalar) = key, !(scalar.style == .plain && scalar.string == "<<") else {
                    throw Failure()
                }
                let key = try self.value(of: scalar, isKey: true)
                guard !key.isNull else { throw Failure() }
                let text = key.stringValue ?? key.text
                guard object[text] == nil else { throw Failure() }
                object[text] = try self.value(of: value)
            }
            return .object(object)
        case .alias: throw Failure()
        }
    }

    private static func value(of scalar: Node.Scalar, isKey: Bool = false) throws -> JSONValue {
        let tag = scalar.tag.description
        // Yams writes its own resolution into the tags of keys that it has compared.
        let isResolved = isKey && scalar.style == .plain && tag == "tag:yaml.org,2002:str"
        let isTagged = !tag.isEmpty && tag != "!" && !isResolved
        let node = YAMLTree.Node(content: .alias(0), offset: 0, tag: isTagged ? tag : nil, anchor: nil)
        return try YAMLConverter.value(ofScalar: scalar.string, isPlain: scalar.style == .plain, node: node)
    }
}
