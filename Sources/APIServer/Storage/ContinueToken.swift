import JSON
import Machinery
import ObjectStore

/// Where a list that a `limit` cut goes on: opaque to clients.
struct ContinueToken {
    /// The revision of the first page, which all pages show.
    var revision: Revision
    /// The last key of the page before, without the resource's prefix.
    var after: String

    var text: String {
        let json: JSONValue = [
            "v": "meta.k8s.io/v1", "rv": .integer(Int64(clamping: revision.rawValue)), "start": .string(after),
        ]
        return Base64.url(json.serialized())
    }

    init(revision: Revision, after: String) {
        self.revision = revision
        self.after = after
    }

    /// - Throws: `APIStatus` 400 for a token that this server did not make.
    init(parsing text: String) throws {
        guard text.utf8.count < 4096, let bytes = Base64.decode(Self.standardAlphabet(text)),
            let json = try? JSONValue(parsing: bytes), json["v"]?.stringValue == "meta.k8s.io/v1",
            let revision = json["rv"]?.integerValue, revision > 0, let after = json["start"]?.stringValue
        else { throw APIStatus.badRequest("continue key is not valid: it must be the one the server returned") }
        self.init(revision: Revision(UInt64(revision)), after: after)
    }

    /// From the alphabet for URLs without padding to the standard one with it.
    private static func standardAlphabet(_ text: String) -> String {
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    }
}
