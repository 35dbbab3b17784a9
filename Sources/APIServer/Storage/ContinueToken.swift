import JSON
import Machinery
import ObjectStore

/// Where a list that a `limit` cut goes on: opaque to clients.
struct ContinueToken {
    /// The revision of the first page, which all pages show; `nil` to go on at the newest one.
    var revision: Revision?
    /// The last key of the page before, without the resource's prefix.
    var after: String

    var text: String {
        let json: JSONValue = [
            "v": "meta.k8s.io/v1", "rv": .integer(revision.map { Int64(clamping: $0.rawValue) } ?? -1),
            "start": .string(after),
        ]
        return Base64.url(json.serialized())
    }

    init(revision: Revision?, after: String) {
        self.revision = revision
        self.after = after
    }

    /// - Throws: `APIStatus` 400 for a token that this server did not make.
    init(parsing text: String) throws {
        guard text.utf8.count < 4096, let bytes = Base64.decode(Self.standardAlphabet(text)),
            let json = try? JSONValue(parsing: bytes)
        else { throw Self.invalid("it must be the one the server returned") }
        guard let version = json["v"]?.stringValue, version == "meta.k8s.io/v1" else {
            throw Self.invalid("server does not recognize this encoded version \"\(json["v"]?.stringValue ?? "")\"")
        }
        guard let revision = json["rv"]?.integerValue, revision != 0 else {
            throw Self.invalid("incorrect encoded start resourceVersion (version \(version))")
        }
        guard let after = json["start"]?.stringValue, !after.isEmpty else {
            throw Self.invalid("encoded start key empty (version \(version))")
        }
        self.init(revision: revision > 0 ? Revision(UInt64(revision)) : nil, after: after)
    }

    private static func invalid(_ why: String) -> APIStatus {
        .badRequest("invalid continue token: continue key is not valid: \(why)")
    }

    /// From the alphabet for URLs without padding to the standard one with it.
    private static func standardAlphabet(_ text: String) -> String {
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    }
}
