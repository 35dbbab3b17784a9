public import JSON

extension FieldSet {
    /// The deepest that `FieldsV1` may be nested.
    public static let maximumDepth = 512
    /// The most elements that `FieldsV1` may have.
    public static let maximumElements = 200_000

    /// Reads `FieldsV1`. Kinds of path elements that are not known are left out, as Kubernetes does.
    ///
    /// - Throws: `DecodingFailure` for what is no set of fields, or one that is too deep or too large.
    public init(fieldsV1 json: JSONValue) throws(DecodingFailure) {
        var reader = Reader()
        self = try reader.read(json, depth: 1).children
    }

    /// The set as `FieldsV1`, in the order and to the byte as Kubernetes writes it.
    public var fieldsV1: JSONValue { .object(encoded(isMember: false)) }

    /// - Parameter isMember: Whether the path that leads here is in the set too, which goes without saying where nothing
    ///   follows.
    private func encoded(isMember: Bool) -> JSONObject {
        var object = JSONObject()
        guard !isEmpty else { return object }
        object.reserveCapacity(entries.count + 1)
        if isMember { object["."] = .object([:]) }
        for entry in entries {
            object[entry.element.encoded] = .object(entry.children.encoded(isMember: entry.isMember))
        }
        return object
    }

    private struct Reader {
        var elements = 0

        /// - Returns: The paths below, and whether the path that leads here is itself in the set.
        mutating func read(_ json: JSONValue, depth: Int) throws(DecodingFailure) -> (
            children: FieldSet, isMember: Bool
        ) {
            guard depth <= maximumDepth else {
                throw DecodingFailure("fieldsV1 is nested more than \(maximumDepth) levels deep")
            }
            if json.isNull { return (FieldSet(), true) }
            guard let object = json.objectValue else { throw .expected("an object", found: json) }
            elements += object.count
            guard elements <= maximumElements else {
                throw DecodingFailure("fieldsV1 has more than \(maximumElements) elements")
            }
            var isMember = false
            var entries: [Entry] = []
            entries.reserveCapacity(object.count)
            var isSorted = true
            for (key, value) in object {
                if key == "." {
                    isMember = true
                    continue
                }
                guard let element = try PathElement.decoded(key) else { continue }
                let below = try read(value, depth: depth + 1)
                if let last = entries.last, !(last.element < element) { isSorted = false }
                entries.append(Entry(element, isMember: below.isMember, children: below.children))
            }
            let children = isSorted ? FieldSet(sorted: entries) : FieldSet(unsorted: entries)
            return (children, isMember || children.isEmpty)
        }
    }
}
