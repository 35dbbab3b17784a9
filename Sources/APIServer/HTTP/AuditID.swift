import Effects
import HTTPTypes

/// The name of one request, by which a client and the server can speak of it.
enum AuditID {
    static let header = HTTPField.Name("Audit-Id")
    /// As in Kubernetes.
    static let maximumLength = 64

    /// The ID that the client gave, cut to ``maximumLength``, else a new UUID.
    static func of(_ request: HTTPAPIRequest, random: any RandomSource) -> String {
        if let header, let given = request.headers[header], !given.isEmpty {
            return String(given.prefix(maximumLength))
        }
        return make(random.next(), random.next())
    }

    /// A version 4 UUID (RFC 9562, section 5.4) of 128 random bits.
    static func make(_ high: UInt64, _ low: UInt64) -> String {
        let words = [high & ~0xf000 | 0x4000, low & ~(0b11 << 62) | 0b10 << 62]
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            let digit = UInt8(truncatingIfNeeded: words[index / 16] >> (60 - 4 * UInt64(index % 16)) & 0xf)
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
