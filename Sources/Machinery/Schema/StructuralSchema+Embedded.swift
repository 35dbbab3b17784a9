public import JSON

extension StructuralSchema {
    /// Brings the metadata of resources inside a value into canonical form, in place: fields that no metadata has go.
    ///
    /// - Returns: The paths of what was removed, sorted.
    /// - Throws: `FieldError` where `apiVersion` or `kind` is no text, or the metadata cannot be read.
    public func coerceEmbedded(in value: inout JSONValue) throws(FieldError) -> [String] {
        guard hasEmbeddedResources else { return [] }
        var walk = CoercionWalk(path: FieldPath())
        if let coerced = try walk.coerced(value, self) { value = coerced }
        return walk.removed.sorted()
    }

    /// What is wrong with the types and the metadata of resources inside a value.
    func embeddedErrors(in value: JSONValue, at path: String = "", under prefix: String = "") -> [FieldError] {
        guard hasEmbeddedResources else { return [] }
        var walk = EmbeddedWalk(path: FieldPath(path, under: prefix))
        walk.visit(value, self)
        return walk.errors
    }
}

private struct CoercionWalk {
    var path: FieldPath
    private(set) var removed: [String] = []

    /// The value with canonical metadata; `nil` where nothing changes.
    mutating func coerced(_ value: JSONValue, _ schema: StructuralSchema) throws(FieldError) -> JSONValue? {
        guard schema.hasEmbeddedResources else { return nil }
        switch value {
        case .object(let object):
            var result: JSONObject?
            if schema.isEmbeddedResource { result = try coercedResource(object) }
            for (name, member) in object {
                let isProperty = schema.properties[name] != nil
                guard let memberSchema = schema.member(name) else { continue }
                if isProperty { path.push(name) } else { path.push(key: name) }
                if let changed = try coerced(member, memberSchema) {
                    result = result ?? object
                    result?[name] = changed
                }
                path.pop()
            }
            return result.map { .object($0) }
        case .array(let elements):
            guard let items = schema.items else { return nil }
            var result: [JSONValue]?
            for (index, element) in elements.enumerated() {
                path.push(index)
                if let changed = try coerced(element, items) {
                    result = result ?? elements
                    result?[index] = changed
                }
                path.pop()
            }
            return result.map { .array($0) }
        default:
            return nil
        }
    }

    private mutating func coercedResource(_ object: JSONObject) throws(FieldError) -> JSONObject? {
        for name in ["apiVersion", "kind"] {
            guard let value = object[name], value.stringValue == nil else { continue }
            throw .invalid(field(name), value, "must be a string")
        }
        guard let written = object["metadata"] else { return nil }
        var metadata: ObjectMeta
        do {
            metadata = try ObjectMeta(json: written)
        } catch {
            throw .invalid(field("metadata"), written, error.description)
        }
        for name in metadata.unknownFields.keys where !["managedFields", "selfLink"].contains(name) {
            removed.append(field("metadata") + ".\(name)")
            metadata.unknownFields[name] = nil
        }
        let canonical = metadata.json
        guard canonical != written else { return nil }
        var result = object
        result["metadata"] = canonical
        return result
    }

    private mutating func field(_ name: String) -> String {
        path.push(name)
        defer { path.pop() }
        return path.field
    }
}

private struct EmbeddedWalk {
    var path: FieldPath
    private(set) var errors: [FieldError] = []

    mutating func visit(_ value: JSONValue, _ schema: StructuralSchema) {
        guard schema.hasEmbeddedResources, errors.count < StructuralSchema.maximumErrors else { return }
        switch value {
        case .object(let object):
            if schema.isEmbeddedResource { check(object) }
            for (name, member) in object {
                guard let memberSchema = schema.member(name) else { continue }
                if schema.properties[name] != nil { path.push(name) } else { path.push(key: name) }
                visit(member, memberSchema)
                path.pop()
            }
        case .array(let elements):
            guard let items = schema.items else { return }
            for (index, element) in elements.enumerated() {
                path.push(index)
                visit(element, items)
                path.pop()
            }
        default: break
        }
    }

    private mutating func check(_ object: JSONObject) {
        for (name, check) in [("apiVersion", Self.apiVersionProblem), ("kind", Self.kindProblem)] {
            path.push(name)
            switch object[name] {
            case nil: errors.append(.required(path.field))
            case .string(let text)?:
                let problem = text.isEmpty ? "must not be empty" : check(text)
                if let problem { errors.append(.invalid(path.field, .string(text), problem)) }
            case let value?: errors.append(.invalid(path.field, value, "must be a string"))
            }
            path.pop()
        }
        guard let json = object["metadata"] else { return }
        path.push("metadata")
        defer { path.pop() }
        do {
            var metadata = try ObjectMeta(json: json)
            if metadata.name.isEmpty { metadata.name = "unnamed" }
            errors += metadata.validate(isNamespaced: !metadata.namespace.isEmpty, nameRule: .pathSegment).map {
                $0.moved(from: "metadata", to: path.field)
            }
        } catch {
            errors.append(.invalid(path.field, json, error.description))
        }
    }

    private static func apiVersionProblem(_ text: String) -> String? {
        text.count { $0 == "/" } > 1 ? "unexpected GroupVersion string: \(text)" : nil
    }

    private static func kindProblem(_ text: String) -> String? {
        let problems = NameRule.dns1035Label.problems(in: text.lowercased())
        guard !problems.isEmpty else { return nil }
        return "may have mixed case, but should otherwise match: \(problems.joined(separator: ","))"
    }
}

extension FieldError {
    fileprivate func moved(from prefix: String, to field: String) -> FieldError {
        var error = self
        if self.field.hasPrefix(prefix) { error.field = field + self.field.dropFirst(prefix.count) }
        return error
    }
}
