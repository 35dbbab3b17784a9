import JSON
public import Machinery
import ObjectStore

/// Objects to stored bytes and back. Stored bytes begin with `apiVersion`, `kind` and `metadata`, in that order, and leave
/// `metadata.resourceVersion` to the revision they are stored under.
enum ObjectCodec {
    static func encode(_ object: Unstructured) -> [UInt8] {
        var metadata = object.fields["metadata"]?.objectValue ?? [:]
        metadata["resourceVersion"] = nil
        var fields: JSONObject = [
            "apiVersion": .string(object.apiVersion), "kind": .string(object.kind), "metadata": .object(metadata),
        ]
        for (key, value) in object.fields where fields[key] == nil { fields[key] = value }
        return JSONValue.object(fields).serialized()
    }

    /// Stored text nests deeper than what clients may send: the owners of a field stand as deep in the metadata as the field in
    /// the object.
    static let limits = JSONLimits(depth: JSONLimits.default.depth + 16)

    /// The object in its stored version, with its `resourceVersion`.
    static func decode(_ bytes: [UInt8], revision: Revision) throws -> Unstructured {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw APIStatus.internalError("a stored object cannot be read: \(error)")
        }
        var object = Unstructured(fields: json.objectValue ?? [:])
        object.resourceVersion = revision.rawValue > 0 ? revision.description : ""
        return object
    }

    static func decode(_ stored: StoredObject) throws -> Unstructured {
        try decode(stored.value, revision: stored.revision)
    }
}

extension EncodedObject {
    /// The object with its `resourceVersion`.
    ///
    /// - Throws: `APIStatus` where the bytes cannot be read.
    public func decoded() throws -> Unstructured {
        var object = try ObjectCodec.decode(stored, revision: revision)
        if let apiVersion { object.fields["apiVersion"] = .string(apiVersion) }
        return object
    }
}
