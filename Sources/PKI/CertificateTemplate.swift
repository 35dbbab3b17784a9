import SwiftASN1
import X509

/// What a certificate that an authority signs shall say.
public struct CertificateTemplate: Sendable, Hashable {
    public var subject: Subject
    public var usages: Set<CertificateUsage>
    public var dnsNames: [String]
    public var ipAddresses: [IPAddress]
    /// How long from now; the certificate never outlives its authority's.
    public var validity: Duration

    public init(
        subject: Subject, usages: Set<CertificateUsage>, dnsNames: [String] = [], ipAddresses: [IPAddress] = [],
        validity: Duration = .oneYear
    ) {
        self.subject = subject
        self.usages = usages
        self.dnsNames = dnsNames
        self.ipAddresses = ipAddresses
        self.validity = validity
    }

    /// A user's certificate: the common name is the user, the organizations are the groups.
    public static func client(
        _ user: String, groups: [String] = [], validity: Duration = .oneYear
    ) -> CertificateTemplate {
        CertificateTemplate(
            subject: Subject(commonName: user, organizations: groups), usages: [.client], validity: validity)
    }

    /// A server's certificate.
    ///
    /// - Parameter names: DNS names, also with a leading `*.`, and IP addresses, by which clients reach the server.
    public static func server(
        _ commonName: String, names: [String], validity: Duration = .oneYear
    ) -> CertificateTemplate {
        CertificateTemplate(
            subject: Subject(commonName: commonName), usages: [.server],
            dnsNames: names.filter { IPAddress($0) == nil }, ipAddresses: names.compactMap { IPAddress($0) },
            validity: validity)
    }
}

extension Duration {
    /// 365 days: what kubeadm gives the certificates of a control plane.
    public static let oneYear = Duration.seconds(365 * 86_400)
    /// 3650 days: what kubeadm gives authorities.
    public static let tenYears = Duration.seconds(3650 * 86_400)
}

extension CertificateTemplate {
    func check() throws(PKIError) {
        guard !subject.commonName.isEmpty || !subject.organizations.isEmpty else {
            throw PKIError(.invalidRequest, "a certificate needs a subject")
        }
        guard validity > .zero else {
            throw PKIError(.invalidRequest, "a certificate needs a validity above zero, not \(validity)")
        }
        for name in dnsNames where !Self.isDNSName(name) {
            throw PKIError(.invalidRequest, "\"\(name)\" is neither a DNS name nor an IP address")
        }
    }

    private static func isDNSName(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.enumerated().allSatisfy { index, label in
                (index == 0 && labels.count > 1 && label == "*")
                    || (1...63).contains(label.utf8.count) && label.utf8.allSatisfy(isLabelByte)
            }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    var alternativeNames: [GeneralName] {
        dnsNames.map(GeneralName.dnsName)
            + ipAddresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) }
    }

    var extendedKeyUsages: [ExtendedKeyUsage.Usage] {
        (usages.contains(.server) ? [.serverAuth] : []) + (usages.contains(.client) ? [.clientAuth] : [])
    }
}
