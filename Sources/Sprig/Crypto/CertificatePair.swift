import GoTemplate

/// What `genCA` and its like give: a certificate and its key, both PEM.
struct CertificatePair: GoJSONObject {
    let certificate: String
    let key: String

    var typeName: String { "sprig.certificate" }
    var entries: GoMap? { nil }
    var printed: String { "{\(certificate) \(key)}" }
    var jsonValue: GoValue { .dictionary(["Cert": .text(certificate), "Key": .text(key)]) }

    func field(_ name: String) -> GoValue? {
        switch name {
        case "Cert": .text(certificate)
        case "Key": .text(key)
        default: nil
        }
    }

    func method(_ name: String) -> TemplateFunction? { nil }
}
