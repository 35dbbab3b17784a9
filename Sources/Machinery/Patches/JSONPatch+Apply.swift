import JSON

extension JSONPatch.Operation {
    /// - Parameter copiedBytes: The size of all that the operations before have copied.
    func apply(to target: inout JSONValue, copiedBytes: inout Int) throws(MachineryError) {
        switch self {
        case .add(let value, let path):
            try add(value, at: path, in: &target)
        case .remove(let path):
            _ = try remove(path, from: &target)
        case .replace(let path, let value):
            try replace(path, with: value, in: &target)
        case .move(let from, let path):
            guard from != path else {
                _ = try value(at: from, in: target)
                return
            }
            guard !path.tokens.starts(with: from.tokens) else { throw failure("a value cannot be moved into itself") }
            try add(try remove(from, from: &target), at: path, in: &target)
        case .copy(let from, let path):
            let value = try value(at: from, in: target)
            copiedBytes += value.serialized().count
            guard copiedBytes <= JSONPatch.maximumCopiedBytes else {
                throw MachineryError(
                    .patchTooLarge, "the copies of the patch exceed \(JSONPatch.maximumCopiedBytes) bytes")
            }
            try add(value, at: path, in: &target)
        case .test(let path, let expected):
            guard try value(at: path, in: target).isEquivalent(to: expected) else {
                throw MachineryError(.patchTestFailed, "the value is another")
            }
        }
    }

    private func value(at path: JSONPointer, in target: JSONValue) throws(MachineryError) -> JSONValue {
        guard let value = target[path] else { throw failure("\"\(path)\" does not exist") }
        return value
    }

    private func add(_ value: JSONValue, at path: JSONPointer, in target: inout JSONValue) throws(MachineryError) {
        try checkDepth(of: value, at: path)
        guard let last = path.tokens.last else {
            target = value
            return
        }
        try change(path.tokens.dropLast(), in: &target) { container throws(MachineryError) in
            switch container {
            case .object(var object):
                container = .null
                object[last] = value
                container = .object(object)
            case .array(var array):
                // `-` is the index after the last one.
                let index = last == "-" ? array.count : try self.index(last, upTo: array.count)
                container = .null
                array.insert(value, at: index)
                container = .array(array)
            default:
                throw self.failure("its parent is neither an object nor a list")
            }
        }
    }

    private func remove(_ path: JSONPointer, from target: inout JSONValue) throws(MachineryError) -> JSONValue {
        guard let last = path.tokens.last else { throw failure("the whole value cannot be removed") }
        var removed = JSONValue.null
        try change(path.tokens.dropLast(), in: &target) { container throws(MachineryError) in
            switch container {
            case .object(var object):
                guard let value = object[last] else { throw self.failure("\"\(last)\" does not exist") }
                container = .null
                object[last] = nil
                removed = value
                container = .object(object)
            case .array(var array):
                let index = try self.index(last, upTo: array.count - 1)
                container = .null
                removed = array.remove(at: index)
                container = .array(array)
            default:
                throw self.failure("its parent is neither an object nor a list")
            }
        }
        return removed
    }

    private func replace(
        _ path: JSONPointer, with value: JSONValue, in target: inout JSONValue
    ) throws(MachineryError) {
        try checkDepth(of: value, at: path)
        try change(path.tokens[...], in: &target) { $0 = value }
    }

    /// Values that go into each other again and again must not become deeper than a text may be, because whoever reads
    /// or writes them recurses.
    private func checkDepth(of value: JSONValue, at path: JSONPointer) throws(MachineryError) {
        guard !value.isNested(within: JSONPatch.maximumDepth - path.tokens.count) else { return }
        throw MachineryError(
            .patchTooLarge, "the value would be nested more than \(JSONPatch.maximumDepth) levels deep")
    }

    /// Runs `body` on the value at a path. Everything on the way is moved, not copied: where this throws, the value is lost,
    /// which `JSONPatch.apply` bears.
    private func change(
        _ tokens: ArraySlice<String>, in value: inout JSONValue,
        _ body: (inout JSONValue) throws(MachineryError) -> Void
    ) throws(MachineryError) {
        guard let token = tokens.first else {
            try body(&value)
            return
        }
        switch value {
        case .object(var object):
            guard var member = object[token] else { throw failure("\"\(token)\" does not exist") }
            value = .null
            object[token] = .null
            try change(tokens.dropFirst(), in: &member, body)
            object[token] = member
            value = .object(object)
        case .array(var array):
            let index = try index(token, upTo: array.count - 1)
            value = .null
            try change(tokens.dropFirst(), in: &array[index], body)
            value = .array(array)
        default:
            throw failure("\"\(token)\" does not exist")
        }
    }

    /// The index that a token names, up to `last`.
    private func index(_ token: String, upTo last: Int) throws(MachineryError) -> Int {
        guard let index = JSONPointer.index(of: token) else { throw failure("\"\(token)\" is no index of a list") }
        guard index <= last else { throw failure("the index \(index) is out of bounds") }
        return index
    }

    private func failure(_ message: String) -> MachineryError {
        MachineryError(.patchDoesNotApply, message)
    }
}

extension JSONValue {
    /// Whether lists and objects are nested at most `levels` deep.
    fileprivate func isNested(within levels: Int) -> Bool {
        switch self {
        case .array(let elements): levels > 0 && elements.allSatisfy { $0.isNested(within: levels - 1) }
        case .object(let object): levels > 0 && object.allSatisfy { $0.value.isNested(within: levels - 1) }
        default: levels >= 0
        }
    }
}
