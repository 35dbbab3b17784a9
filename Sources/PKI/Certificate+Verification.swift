public import Effects
import FoundationEssentials
@_spi(FixedExpiryValidationTime) import X509

extension Certificate {
    /// Whether `issuer` is named as the issuer and its key made the signature. Dates and constraints are not looked at.
    public func isIssued(by issuer: Certificate) -> Bool {
        x509.issuer == issuer.x509.subject && issuer.x509.publicKey.isValidSignature(x509.signature, for: x509)
    }

    /// Follows the chain to one of the trusted authorities by the rules of RFC 5280, section 6.
    ///
    /// - Parameters:
    ///   - usage: What the certificate must be for.
    ///   - time: When every certificate of the chain must be valid.
    /// - Throws: `PKIError` with code `notYetValid`, `expired`, `wrongUsage` or `untrusted`.
    public func verify(
        trusting authorities: [Certificate], intermediates: [Certificate] = [], for usage: CertificateUsage? = nil,
        at time: Timestamp
    ) async throws(PKIError) {
        try checkValidity(at: time)
        if let usage { try check(usage) }
        var verifier = Verifier(rootCertificates: CertificateStore(authorities.map(\.x509))) {
            RFC5280Policy(fixedExpiryValidationTime: Date(time))
        }
        let result = await verifier.validate(
            leaf: x509, intermediates: CertificateStore(intermediates.map(\.x509)))
        guard case .couldNotValidate(let failures) = result else { return }
        let reasons = failures.map { "\($0.policyFailureReason)" }.joined(separator: "; ")
        throw PKIError(
            .untrusted,
            "the certificate of \"\(subject)\" does not lead to a trusted authority"
                + (reasons.isEmpty ? "" : ": \(reasons)"))
    }

    /// - Throws: `PKIError` with code `notYetValid` or `expired`, which says the date.
    public func checkValidity(at time: Timestamp) throws(PKIError) {
        guard time >= notBefore else {
            throw PKIError(
                .notYetValid,
                "the certificate of \"\(subject)\" is valid only from \(notBefore.rfc3339): is the clock right?")
        }
        guard time <= notAfter else {
            throw PKIError(.expired, "the certificate of \"\(subject)\" expired at \(notAfter.rfc3339)")
        }
    }

    private func check(_ usage: CertificateUsage) throws(PKIError) {
        guard let extended = try? x509.extensions.extendedKeyUsage else { return }
        let wanted: ExtendedKeyUsage.Usage = usage == .client ? .clientAuth : .serverAuth
        guard extended.contains(wanted) || extended.contains(.any) else {
            throw PKIError(.wrongUsage, "the certificate of \"\(subject)\" is not for a TLS \(usage)")
        }
    }
}
