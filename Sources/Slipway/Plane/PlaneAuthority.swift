import Effects
import PKI

/// The certificate authority of a plane, kept in its home, and what it signs for the plane itself.
struct PlaneAuthority: Sendable {
    let authority: CertificateAuthority
    private let environment: PKIEnvironment

    /// Reads the authority of `home`, or makes it where the home is new.
    ///
    /// - Throws: ``HomeError`` where one of its two files is missing or broken: making a new authority would lock every
    ///   user of the plane out without a word.
    static func load(from home: PlaneHome, in environment: PKIEnvironment) async throws -> PlaneAuthority {
        let certificate = try PrivateFiles.read(home.certificateAuthorityPath)
        let key = try PrivateFiles.read(home.certificateAuthorityKeyPath)
        switch (certificate, key) {
        case (nil, nil):
            let authority = try await CertificateAuthority.make("slipway", in: environment)
            // The key goes first: a certificate without its key is what a crash must not leave.
            try PrivateFiles.write(Array(authority.privateKey.pem.utf8), to: home.certificateAuthorityKeyPath)
            try PrivateFiles.write(Array(authority.certificate.pem.utf8), to: home.certificateAuthorityPath)
            return PlaneAuthority(authority: authority, environment: environment)
        case (nil, .some):
            // A first start that ended between the two writes: nobody has seen a certificate of this key.
            PrivateFiles.remove(home.certificateAuthorityKeyPath)
            return try await load(from: home, in: environment)
        case (.some, nil):
            throw HomeError(
                .broken, "\(home.certificateAuthorityKeyPath) is missing: restore it from a backup of \(home.path)")
        case (let certificate?, let key?):
            do {
                let authority = try CertificateAuthority(
                    certificatePEM: String(decoding: certificate, as: UTF8.self),
                    privateKeyPEM: String(decoding: key, as: UTF8.self))
                return PlaneAuthority(authority: authority, environment: environment)
            } catch {
                throw HomeError(
                    .broken,
                    "\(home.certificateAuthorityPath) and its key cannot be used: \(error.message). "
                        + "Restore them from a backup of \(home.path)")
            }
        }
    }

    /// A certificate for the API server under the addresses and names by which clients may reach it, valid for a year: it is
    /// made anew at each start and renewed by a restart.
    func serverIdentity(names: [String]) async throws -> CertificateIdentity {
        let names =
            names + ["localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc"]
        let unique = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return try await authority.issue(.server("kube-apiserver", names: unique), in: environment)
    }

    /// A client certificate of the group `system:masters`, valid for a year.
    func adminIdentity() async throws -> CertificateIdentity {
        try await authority.issue(.client("slipway-admin", groups: ["system:masters"]), in: environment)
    }

    /// Whether a client certificate is this authority's and still valid for at least half a year.
    func isFresh(_ certificate: Certificate) -> Bool {
        certificate.isIssued(by: authority.certificate)
            && certificate.notAfter > environment.time.now() + .seconds(182 * 86_400)
    }
}
