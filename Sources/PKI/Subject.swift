import SwiftASN1
import X509

/// A distinguished name as Kubernetes reads it: the common name is the user, the organizations are the user's groups.
///
/// Other attributes of a certificate's name are not kept; two names may differ that are equal here.
public struct Subject: Sendable, Hashable, CustomStringConvertible {
    public var commonName: String
    public var organizations: [String]

    public init(commonName: String, organizations: [String] = []) {
        self.commonName = commonName
        self.organizations = organizations
    }

    /// `O=system:masters, CN=admin`
    public var description: String {
        (organizations.map { "O=\($0)" } + (commonName.isEmpty ? [] : ["CN=\(commonName)"])).joined(separator: ", ")
    }
}

extension Subject {
    /// The last common name counts where there are several, as in Go's `pkix.Name`.
    init(_ name: DistinguishedName) {
        commonName = ""
        organizations = []
        for attribute in name.joined() {
            guard let value = String(attribute.value) else { continue }
            switch attribute.type {
            case .RDNAttributeType.commonName: commonName = value
            case .RDNAttributeType.organizationName: organizations.append(value)
            default: break
            }
        }
    }

    var distinguishedName: DistinguishedName {
        let names =
            organizations.map { (ASN1ObjectIdentifier.RDNAttributeType.organizationName, $0) }
            + (commonName.isEmpty ? [] : [(ASN1ObjectIdentifier.RDNAttributeType.commonName, commonName)])
        return DistinguishedName(
            names.map { type, value in
                RelativeDistinguishedName(RelativeDistinguishedName.Attribute(type: type, utf8String: value))
            })
    }
}
