import Effects
import GoTemplate
import PKI

/// Functions of private keys and certificates.
enum CertificateFunctions {
    /// Reads a certificate and a key, both base 64 of PEM; it makes nothing.
    static let buildCustomCertificate = TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
        guard let certificate = try? Base64.decode(arguments.bytes(at: 0)) else {
            throw FunctionFailure("unable to decode base64 certificate")
        }
        guard let key = try? Base64.decode(arguments.bytes(at: 1)) else {
            throw FunctionFailure("unable to decode base64 private key")
        }
        let pair = CertificatePair(
            certificate: String(decoding: certificate, as: UTF8.self), key: String(decoding: key, as: UTF8.self))
        _ = try parse(pair.certificate, "decodedCert")
        _ = try parseKey(pair.key)
        return .object(pair)
    }

    static func all(_ environment: SprigEnvironment) -> [String: TemplateFunction] {
        return [
            "genPrivateKey": TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
                try call.chargeSlowWork()
                return .text(try privateKey(arguments.text(at: 0), environment))
            },
            "genCA": TemplateFunction(.string, .int) { (arguments, call) throws(FunctionFailure) in
                let key = try rsaKey(environment, call)
                return .object(try pair(authority(arguments, environment), key: key, in: environment))
            },
            "genCAWithKey": TemplateFunction(.string, .int, .string) { (arguments, call) throws(FunctionFailure) in
                let key = try givenKey(arguments, at: 2, call)
                return .object(try pair(authority(arguments, environment), key: key, in: environment))
            },
            "genSelfSignedCert": TemplateFunction(.string, .list, .list, .int) {
                (arguments, call) throws(FunctionFailure) in
                let key = try rsaKey(environment, call)
                return .object(try pair(request(arguments, environment), key: key, in: environment))
            },
            "genSelfSignedCertWithKey": TemplateFunction(.string, .list, .list, .int, .string) {
                (arguments, call) throws(FunctionFailure) in
                let key = try givenKey(arguments, at: 4, call)
                return .object(try pair(request(arguments, environment), key: key, in: environment))
            },
            "genSignedCert": TemplateFunction(.string, .list, .list, .int, .any) {
                (arguments, call) throws(FunctionFailure) in
                let key = try rsaKey(environment, call)
                return .object(
                    try pair(request(arguments, environment), key: key, issuer: issuer(arguments), in: environment))
            },
            "genSignedCertWithKey": TemplateFunction(.string, .list, .list, .int, .any, .string) {
                (arguments, call) throws(FunctionFailure) in
                let key = try givenKey(arguments, at: 5, call)
                return .object(
                    try pair(request(arguments, environment), key: key, issuer: issuer(arguments), in: environment))
            },
        ]
    }
}

extension CertificateFunctions {
    private static func privateKey(
        _ kind: String, _ environment: SprigEnvironment
    ) throws(FunctionFailure) -> String {
        switch kind {
        case "", "rsa": return try pem(madeKey(.rsa4096, environment))
        case "ecdsa": return try pem(madeKey(.ecdsaP256, environment))
        case "ed25519":
            guard let key = Ed25519PrivateKey(seed: environment.random.bytes(count: 32)) else {
                return "failed to generate private key: the seed is not of 32 bytes"
            }
            return try pem(.ed25519(key))
        case "dsa":
            throw FunctionFailure("keys of DSA are no longer made: take \"rsa\", \"ecdsa\" or \"ed25519\"")
        default: return "Unknown type \(kind)"
        }
    }

    private static func madeKey(
        _ algorithm: KeyAlgorithm, _ environment: SprigEnvironment
    ) throws(FunctionFailure) -> AnyPrivateKey {
        do throws(PKIError) {
            return .common(try environment.keys.makePrivateKeyAtOnce(algorithm))
        } catch {
            throw FunctionFailure("error generating \(algorithm.rawValue) key: \(error)")
        }
    }

    private static func rsaKey(
        _ environment: SprigEnvironment, _ call: any FunctionCall
    ) throws(FunctionFailure) -> AnyPrivateKey {
        try call.chargeSlowWork()
        return try madeKey(.rsa2048, environment)
    }

    private static func givenKey(
        _ arguments: [GoValue], at index: Int, _ call: any FunctionCall
    ) throws(FunctionFailure) -> AnyPrivateKey {
        try call.chargeSlowWork()
        do throws(FunctionFailure) {
            return try readKey(arguments.text(at: index))
        } catch {
            throw FunctionFailure("parsing private key: \(error.message)")
        }
    }

    private static func authority(
        _ arguments: [GoValue], _ environment: SprigEnvironment
    ) throws(FunctionFailure) -> TemplateCertificate {
        TemplateCertificate(
            commonName: try arguments.text(at: 0), notBefore: environment.time.now(),
            validity: try arguments.int(at: 1), isAuthority: true)
    }

    private static func request(
        _ arguments: [GoValue], _ environment: SprigEnvironment
    ) throws(FunctionFailure) -> TemplateCertificate {
        var request = TemplateCertificate(
            commonName: try arguments.text(at: 0), notBefore: environment.time.now(),
            validity: try arguments.int(at: 3))
        for value in try arguments.list(at: 1) {
            guard case .string(let text) = value else {
                throw FunctionFailure("error parsing ip: \(shortText(value)) is not a string")
            }
            guard let address = IPAddress(text.text) else {
                throw FunctionFailure("error parsing ip: \(text.text)")
            }
            request.addresses.append(address)
        }
        for value in try arguments.list(at: 2) {
            guard case .string(let text) = value else {
                throw FunctionFailure("error processing alternate dns name: \(shortText(value)) is not a string")
            }
            request.dnsNames.append(text.text)
        }
        return request
    }

    private typealias Issuer = (certificate: Certificate, key: AnyPrivateKey)

    private static func issuer(_ arguments: [GoValue]) throws(FunctionFailure) -> Issuer {
        let pair = try arguments.certificate(at: 4)
        return (try parse(pair.certificate, "decodedSignerCert"), try parseKey(pair.key))
    }

    private static func pair(
        _ request: TemplateCertificate, key: AnyPrivateKey, issuer: Issuer? = nil, in environment: SprigEnvironment
    ) throws(FunctionFailure) -> CertificatePair {
        do throws(PKIError) {
            let certificate = try request.signed(key: key, issuer: issuer, random: environment.random)
            return CertificatePair(certificate: certificate.pem, key: try key.pem)
        } catch {
            throw FunctionFailure("error creating certificate: \(error)")
        }
    }

    private static func pem(_ key: AnyPrivateKey) throws(FunctionFailure) -> String {
        do throws(PKIError) {
            return try key.pem
        } catch {
            throw FunctionFailure("error pem-encoding key: \(error)")
        }
    }

    private static func readKey(_ pem: String) throws(FunctionFailure) -> AnyPrivateKey {
        guard pem.contains("-----BEGIN ") else { throw FunctionFailure("no PEM data in input") }
        do throws(PKIError) {
            return try AnyPrivateKey(pem: pem)
        } catch {
            throw FunctionFailure("\(error)")
        }
    }

    private static func parse(_ pem: String, _ name: String) throws(FunctionFailure) -> Certificate {
        guard pem.contains("-----BEGIN ") else { throw FunctionFailure("unable to decode certificate") }
        do throws(PKIError) {
            return try Certificate(pem: pem)
        } catch {
            throw FunctionFailure("error parsing certificate: \(name).Bytes: \(error)")
        }
    }

    private static func parseKey(_ pem: String) throws(FunctionFailure) -> AnyPrivateKey {
        do throws(FunctionFailure) {
            return try readKey(pem)
        } catch {
            throw FunctionFailure("error parsing private key: \(error.message)")
        }
    }

    private static func shortText(_ value: GoValue) -> String {
        switch value {
        case .integer(let value, _): String(value)
        case .bool(let value): String(value)
        case .null: "<nil>"
        default: value.kindName
        }
    }
}
