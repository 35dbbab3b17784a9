import SwiftASN1

/// `ECPrivateKey` of SEC 1 (RFC 5915, section 3).
struct SEC1Key: DERParseable, DERSerializable {
    var key: [UInt8]
    var curve: ASN1ObjectIdentifier?
    var publicKey: [UInt8]?

    init(key: [UInt8], curve: ASN1ObjectIdentifier, publicKey: [UInt8]) {
        self.key = key
        self.curve = curve
        self.publicKey = publicKey
    }

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { fields in
            guard try Int(derEncoded: &fields) == 1 else {
                throw PKIError(.unsupported, "the EC private key is not of version 1")
            }
            let key = try ASN1OctetString(derEncoded: &fields)
            let curve = try DER.optionalExplicitlyTagged(&fields, tagNumber: 0, tagClass: .contextSpecific) {
                try ASN1ObjectIdentifier(derEncoded: $0)
            }
            let publicKey = try DER.optionalExplicitlyTagged(&fields, tagNumber: 1, tagClass: .contextSpecific) {
                try ASN1BitString(derEncoded: $0)
            }
            return SEC1Key(key: Array(key.bytes), curve: curve, publicKey: publicKey.map { Array($0.bytes) })
        }
    }

    private init(key: [UInt8], curve: ASN1ObjectIdentifier?, publicKey: [UInt8]?) {
        self.key = key
        self.curve = curve
        self.publicKey = publicKey
    }

    func serialize(into serializer: inout DER.Serializer) throws {
        try serializer.appendConstructedNode(identifier: .sequence) { fields in
            try fields.serialize(1)
            try fields.serialize(ASN1OctetString(contentBytes: key[...]))
            if let curve {
                try fields.serialize(curve, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
            }
            if let publicKey {
                try fields.serialize(
                    ASN1BitString(bytes: publicKey[...]), explicitlyTaggedWithTagNumber: 1, tagClass: .contextSpecific)
            }
        }
    }
}

/// `OneAsymmetricKey` of PKCS#8 (RFC 5958, section 2), as far as RSA and EC keys use it.
struct PKCS8Key: DERParseable {
    var algorithm: ASN1ObjectIdentifier
    /// The named curve, where the algorithm's parameter is one.
    var curve: ASN1ObjectIdentifier?
    /// The key in the form of its algorithm: PKCS#1 or SEC 1.
    var key: [UInt8]

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { fields in
            guard (0...1).contains(try Int(derEncoded: &fields)) else {
                throw PKIError(.unsupported, "the PKCS#8 private key is of no known version")
            }
            let identifier = try AlgorithmIdentifier(derEncoded: &fields)
            let key = try ASN1OctetString(derEncoded: &fields)
            // Attributes and the public key may follow; neither adds to the key.
            while fields.next() != nil {}
            return PKCS8Key(algorithm: identifier.algorithm, curve: identifier.curve, key: Array(key.bytes))
        }
    }

    private init(algorithm: ASN1ObjectIdentifier, curve: ASN1ObjectIdentifier?, key: [UInt8]) {
        self.algorithm = algorithm
        self.curve = curve
        self.key = key
    }
}

/// `AlgorithmIdentifier` (RFC 5280, section 4.1.1.2) with the parameter that EC keys have.
private struct AlgorithmIdentifier: DERParseable {
    var algorithm: ASN1ObjectIdentifier
    var curve: ASN1ObjectIdentifier?

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { fields in
            let algorithm = try ASN1ObjectIdentifier(derEncoded: &fields)
            let parameter = fields.next()
            return AlgorithmIdentifier(
                algorithm: algorithm, curve: parameter.flatMap { try? ASN1ObjectIdentifier(derEncoded: $0) })
        }
    }

    private init(algorithm: ASN1ObjectIdentifier, curve: ASN1ObjectIdentifier?) {
        self.algorithm = algorithm
        self.curve = curve
    }
}
