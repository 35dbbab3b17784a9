import HTTPTypes
import JSON
import Machinery
import Synchronization

/// A document about the server with the hash of its bytes.
final class Document: Sendable {
    let bytes: [UInt8]
    /// 128 bits in hexadecimal: the same for the same bytes, after a restart too.
    let hash: String
    /// The bytes in gzip, made when a client first asks for them.
    private let compressed = Mutex<[UInt8]?>(nil)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        hash = Self.hash(of: bytes)
    }

    convenience init(_ value: JSONValue) {
        self.init(value.serialized())
    }

    /// - Returns: `nil` where compression is not worth it.
    var gzipped: [UInt8]? {
        guard bytes.count > Gzip.threshold else { return nil }
        return compressed.withLock { compressed in
            if compressed == nil { compressed = Gzip.compress(bytes) }
            return compressed
        }
    }

    /// FNV-1a of 128 bits. It tells versions of a document apart; nothing relies on it against an attacker.
    private static func hash(of bytes: [UInt8]) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in bytes {
            hash ^= UInt128(byte)
            hash &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
        let digits = String(hash, radix: 16, uppercase: true)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}

/// Discovery and OpenAPI documents, made once for each generation of the catalog.
final class DocumentCache: Sendable {
    private struct State {
        var generation = 0
        var documents: [String: Document] = [:]
    }

    private let state = Mutex(State())

    func document(_ key: String, for snapshot: CatalogSnapshot, make: () -> JSONValue) -> Document {
        cached(key, for: snapshot) { Document(make()) }
    }

    /// - Parameter make: Called outside the lock; two first requests at once may both make the document.
    func cached<Failure: Error>(
        _ key: String, for snapshot: CatalogSnapshot, _ make: () throws(Failure) -> Document
    ) throws(Failure) -> Document {
        let known = state.withLock { state in
            state.generation == snapshot.generation ? state.documents[key] : nil
        }
        if let known { return known }
        let document = try make()
        state.withLock { state in
            if state.generation < snapshot.generation {
                state = State(generation: snapshot.generation)
            }
            if state.generation == snapshot.generation { state.documents[key] = document }
        }
        return document
    }
}

extension HTTPAPIResponse {
    /// A document, or 304 where the client has it already (RFC 9110, section 13.1.2).
    init(_ document: Document, contentType: String, to request: HTTPAPIRequest) {
        let entityTag = "\"\(document.hash)\""
        let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").map { tag in
            let trimmed = tag.drop { $0 == " " }
            return trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
        }
        let isKnown = known.contains(Substring(entityTag)) || known.contains("*")
        self.init(status: isKnown ? 304 : 200, json: isKnown ? [] : document.bytes, contentType: contentType)
        headers[.eTag] = entityTag
        headers[.vary] = "Accept"
        headers[.cacheControl] = "public"
        if !isKnown, request.acceptsGzip, let bytes = document.gzipped {
            body = bytes
            setGzip()
        }
    }
}
