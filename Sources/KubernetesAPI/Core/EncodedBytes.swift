import JSON
import Machinery

/// Bytes in base 64, as Kubernetes writes them in JSON.
struct EncodedBytes: JSONRepresentable {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(json: JSONValue) throws(DecodingFailure) {
        guard let bytes = Base64.decode(try String(json: json)) else { throw DecodingFailure("expected base 64") }
        self.bytes = bytes
    }

    var json: JSONValue { .string(Base64.encode(bytes)) }
}

extension FieldDecoder {
    mutating func bytes(_ key: String) throws(DecodingFailure) -> [String: [UInt8]] {
        try value(key, default: [String: EncodedBytes]()).mapValues(\.bytes)
    }
}

extension FieldEncoder {
    mutating func setUnlessEmpty(_ key: String, bytes: [String: [UInt8]]) {
        setUnlessEmpty(key, bytes.mapValues(EncodedBytes.init))
    }
}
