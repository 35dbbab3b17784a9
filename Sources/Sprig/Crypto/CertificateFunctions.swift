import Crypto
import Effects
import FoundationEssentials
import GoTemplate
import PKI
import SwiftASN1
import X509

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
        let maker = CertificateMaker(environment: environment)
        return [
            "genPrivateKey": TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
                try call.chargeSlowWork()
                return .text(try privateKey(arguments.text(at: 0), environment))
            },
            "genCA": TemplateFunction(.string, .int) { (arguments, call) throws(FunctionFailure) in
                let key = try rsaKey(environment, call)
                return .object(try maker.make(authority(arguments), key: key))
            },
            "genCAWithKey": TemplateFunction(.string, .int, .string) { (arguments, call) throws(FunctionFailure) in
                let key = try givenKey(arguments, at: 2, call)
                return .object(try maker.make(authority(arguments), key: key))
            },
            "genSelfSignedCert": TemplateFunction(.string, .list, .list, .int) {
                (arguments, call) throws(FunctionFailure) in
                let key = try rsaKey(environment, call)
                return .object(try maker.make(request(arguments), key: key))
            },
            "genSelfSignedCertWithKey": TemplateFunction(.string, .list, .list, .int, .string) {
                (arguments, call) throws(FunctionFailure) in
                let key = try givenKey(arguments, at: 4, call)
                return .object(try maker.make(request(arguments), key: key))
            },
            "genSignedCert": TemplateFunction(.string, .list, .list, .int, .any) {
                (arguments, call) throws(FunctionFailure) in
                let key = try rsaKey(environment, call)
                return .object(try maker.make(request(arguments), key: key, issuer: issuer(arguments)))
            },
            "genSignedCertWithKey": TemplateFunction(.string, .list, .list, .int, .any, .string) {
                (arguments, call) throws(FunctionFailure) in
                let key = try givenKey(arguments, at: 5, call)
                return .object(try maker.make(request(arguments), key: key, issuer: issuer(arguments)))
            },
        ]
    }
}

extension CertificateFunctions {
    private static func privateKey(
        _ kind: String, _ environment: SprigEnvironment
    ) throws(FunctionFailure) -> String {
        switch kind {
        case "", "rsa": return try madeKey(.rsa4096, environment).pem
        case "ecdsa": return try madeKey(.ecdsaP256, environment).pem
        case "ed25519":
            guard
                let key = try? Curve25519.Signing.PrivateKey(
                    rawRepresentation: environment.random.bytes(count: 32))
            else { return "failed to generate private key: the seed is not of 32 bytes" }
            return try CertificateKey.ed25519(key).pem
        case "dsa":
            throw FunctionFailure("keys of DSA are no longer made: take \"rsa\", \"ecdsa\" or \"ed25519\"")
        default: return "Unknown type \(kind)"
        }
    }

    private static func madeKey(
        _ algorithm: KeyAlgorithm, _ environment: SprigEnvironment
    ) throws(FunctionFailure) -> CertificateKey {
        do throws(PKIError) {
            return .common(try environment.keys.makePrivateKeyAtOnce(algorithm))
        } catch {
            throw FunctionFailure("error generating \(algorithm.rawValue) key: \(error)")
        }
    }

    private static func rsaKey(
        _ environment: SprigEnvironment, _ call: any FunctionCall
    ) throws(FunctionFailure) -> CertificateKey {
        try call.chargeSlowWork()
        return try madeKey(.rsa2048, environment)
    }

    private static func givenKey(
        _ arguments: [GoValue], at index: Int, _ call: any FunctionCall
    ) throws(FunctionFailure) -> CertificateKey {
        try call.chargeSlowWork()
        do throws(FunctionFailure) {
            return try CertificateKey(pem: arguments.text(at: index))
        } catch {
            throw FunctionFailure("parsing private key: \(error.message)")
        }
    }

    private static func authority(_ arguments: [GoValue]) throws(FunctionFailure) -> CertificateMaker.Request {
        CertificateMaker.Request(
            commonName: try arguments.text(at: 0), validity: try arguments.int(at: 1), isAuthority: true)
    }

    private static func request(_ arguments: [GoValue]) throws(FunctionFailure) -> CertificateMaker.Request {
        var request = CertificateMaker.Request(
            commonName: try arguments.text(at: 0), validity: try arguments.int(at: 3))
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

    private static func issuer(_ arguments: [GoValue]) throws(FunctionFailure) -> CertificateMaker.Issuer {
        let pair = try arguments.certificate(at: 4)
        return CertificateMaker.Issuer(
            certificate: try parse(pair.certificate, "decodedSignerCert"), key: try parseKey(pair.key))
    }

    private static func parse(_ pem: String, _ name: String) throws(FunctionFailure) -> X509.Certificate {
        guard let document = try? PEMDocument.parseMultiple(pemString: pem).first else {
            throw FunctionFailure("unable to decode certificate")
        }
        do {
            return try X509.Certificate(derEncoded: document.derBytes)
        } catch {
            throw FunctionFailure("error parsing certificate: \(name).Bytes: \(error)")
        }
    }

    private static func parseKey(_ pem: String) throws(FunctionFailure) -> CertificateKey {
        do throws(FunctionFailure) {
            return try CertificateKey(pem: pem)
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
