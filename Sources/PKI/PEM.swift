import SwiftASN1

/// PEM texts (RFC 7468).
enum PEM {
    /// Far above the largest bundle of public authorities, far below what would hurt.
    static let maximumSize = 1 << 20

    /// The blocks of a text, in order; what stands between them is skipped.
    static func documents(in text: String) throws(PKIError) -> [PEMDocument] {
        guard text.utf8.count <= maximumSize else {
            throw PKIError(.malformed, "the PEM text is larger than \(maximumSize) bytes")
        }
        do {
            return try PEMDocument.parseMultiple(pemString: text)
        } catch {
            throw PKIError(.malformed, "the text is not well-formed PEM", cause: error)
        }
    }

    /// A block with the line feed at its end that Go's `pem.Encode` writes.
    static func text(_ type: String, _ der: [UInt8]) -> String {
        PEMDocument(type: type, derBytes: der).pemString + "\n"
    }

    static func summary(of documents: [PEMDocument]) -> String {
        documents.isEmpty ? "nothing" : documents.map { "\"\($0.discriminator)\"" }.joined(separator: ", ")
    }
}
