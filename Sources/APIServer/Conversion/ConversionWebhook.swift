import JSON
import Machinery

/// What a CustomResourceDefinition says of the webhook that converts its objects.
struct ConversionWebhook: Sendable {
    /// Where the webhook is reached, and the path of it.
    enum Place: Sendable, Hashable {
        case url(String)
        /// A Service by the URL that the cluster's DNS would give it.
        case service(String)
    }

    var place: Place
    var caBundle: [UInt8]
    /// The version of `ConversionReview` that both sides understand; `nil` for none.
    var reviewVersion: String?

    /// - Parameter conversion: `spec.conversion`.
    /// - Returns: `nil` for the strategy `None`.
    init?(_ conversion: JSONValue) throws(DecodingFailure) {
        guard conversion["strategy"] == "Webhook" else { return nil }
        let config = conversion.value(at: ["webhook", "clientConfig"]) ?? .null
        if let url = config["url"]?.stringValue {
            place = .url(url)
        } else if let service = config["service"], let name = service["name"]?.stringValue,
            let namespace = service["namespace"]?.stringValue
        {
            let path = service["path"]?.stringValue ?? ""
            place = .service(
                "https://\(name).\(namespace).svc:\(service["port"]?.integerValue ?? 443)"
                    + (path.hasPrefix("/") ? path : "/\(path)"))
        } else {
            throw DecodingFailure(
                path: ["spec", "conversion", "webhook", "clientConfig"], "exactly one of url or service is required")
        }
        caBundle = CABundle.certificates(config["caBundle"]?.stringValue ?? "")
        reviewVersion = conversion.value(at: ["webhook", "conversionReviewVersions"])?.arrayValue?
            .compactMap(\.stringValue).first { ["v1", "v1beta1"].contains($0) }
    }
}
