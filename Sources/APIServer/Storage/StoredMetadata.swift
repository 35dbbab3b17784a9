import JSON
import Machinery

/// The `metadata` of a stored object, read without reading the rest: selectors, garbage collection and expiry need no more.
struct StoredMetadata {
    private let fields: JSONObject

    /// - Throws: `APIStatus` where the bytes are not in the stored form.
    init(of bytes: [UInt8]) throws {
        guard let layout = StoredLayout(of: bytes),
            let end = Self.objectEnd(in: bytes, from: layout.metadataStart),
            let json = try? bytes.withUnsafeBytes({ bytes in
                try JSONValue(
                    parsing: UnsafeRawBufferPointer(rebasing: bytes[(layout.metadataStart - 1)..<end]),
                    limits: ObjectCodec.limits)
            }),
            let fields = json.objectValue
        else { throw APIStatus.internalError("the metadata of a stored object cannot be read") }
        self.fields = fields
    }

    func string(_ key: String) -> String { fields[key]?.stringValue ?? "" }

    var uid: String { string("uid") }
    var finalizers: [String] { fields["finalizers"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    var isBeingDeleted: Bool { fields["deletionTimestamp"]?.stringValue != nil }
    var ownerReferences: [OwnerReference] {
        fields["ownerReferences"]?.arrayValue?.compactMap { try? OwnerReference(json: $0) } ?? []
    }

    func label(_ key: String) -> String? { fields["labels"]?[key]?.stringValue }

    /// The index after the brace that closes the object whose members begin at `start`.
    private static func objectEnd(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var depth = 1
            var index = start
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"):
                    depth -= 1
                    if depth == 0 { return index + 1 }
                case UInt8(ascii: "\""):
                    index += 1
                    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                        index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                    }
                default: break
                }
                index += 1
            }
            return nil
        }
    }
}
