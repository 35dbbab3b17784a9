extension JSONValue {
    /// Reads one JSON text (RFC 8259), which must be valid UTF-8 and stand alone but for white space.
    ///
    /// - Throws: `JSONParseError` at the first byte that breaks the grammar or a limit.
    public init(
        parsing bytes: [UInt8], limits: JSONLimits = .default, duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(JSONParseError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(JSONParseError) in
            try JSONValue(parsing: UnsafeRawBufferPointer(bytes), limits: limits, duplicateKeys: duplicateKeys)
        }
    }

    /// Reads one JSON text; see `init(parsing:limits:duplicateKeys:)`.
    public init(
        parsing text: String, limits: JSONLimits = .default, duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(JSONParseError) {
        var text = text
        let result = text.withUTF8 { utf8 in
            Result { () throws(JSONParseError) in
                try JSONValue(parsing: UnsafeRawBufferPointer(utf8), limits: limits, duplicateKeys: duplicateKeys)
            }
        }
        self = try result.get()
    }

    /// Reads one JSON text; see `init(parsing:limits:duplicateKeys:)`.
    public init(
        parsing bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default,
        duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(JSONParseError) {
        let text = bytes.assumingMemoryBound(to: UInt8.self)
        do throws(JSONParseFailure) {
            self = try JSONParser.parse(text, limits: limits, rejectsDuplicates: duplicateKeys == .reject).value
        } catch {
            throw error.error(in: text)
        }
    }

    /// Reads one JSON text in which the last of several members with one name wins, and says which those were: what
    /// Kubernetes needs to warn of them (`fieldValidation=Warn`).
    ///
    /// - Parameter duplicates: Receives up to `JSONDuplicateKey.maximumReported` in the order of the text.
    public init(
        parsing bytes: [UInt8], limits: JSONLimits = .default, reporting duplicates: inout [JSONDuplicateKey]
    ) throws(JSONParseError) {
        self = try bytes.withUnsafeBufferPointer { text throws(JSONParseError) in
            do throws(JSONParseFailure) {
                let parsed = try JSONParser.parse(text, limits: limits, rejectsDuplicates: false)
                duplicates = parsed.duplicates.map(JSONDuplicateKey.init).sorted { $0.offset < $1.offset }
                return parsed.value
            } catch {
                throw error.error(in: text)
            }
        }
    }
}

extension JSONDuplicateKey {
    init(_ duplicate: JSONParser.Duplicate) {
        self.init(path: JSONPointer(duplicate.reversedPath.reversed()), offset: duplicate.offset)
    }
}
