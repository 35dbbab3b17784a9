import JSON
import Machinery
import ObjectStore

/// One webhook of a stored configuration, read once for all requests.
struct AdmissionWebhook: Sendable, Hashable {
    enum FailurePolicy: String, JSONRepresentable { case fail = "Fail", ignore = "Ignore" }
    enum MatchPolicy: String, JSONRepresentable { case equivalent = "Equivalent", exact = "Exact" }
    enum ReinvocationPolicy: String, JSONRepresentable { case never = "Never", ifNeeded = "IfNeeded" }

    enum Place: Sendable, Hashable {
        case url(String)
        /// A Service, as the URL that it would have within a cluster.
        case service(url: String)
    }

    /// Tells apart all webhooks of a plane: configuration, name and position.
    var id: String
    var name: String
    var place: Place
    /// PEM.
    var caBundle: [UInt8]
    var rules: [WebhookRule]
    var failurePolicy: FailurePolicy
    var matchPolicy: MatchPolicy
    var namespaceSelector: LabelSelector
    var objectSelector: LabelSelector
    var hasSideEffectsOnDryRun: Bool
    /// From 1 to 30.
    var timeoutSeconds: Int
    /// The first version of AdmissionReview that it takes and this server speaks; `nil` for none.
    var reviewVersion: AdmissionReview.Version?
    var reinvocationPolicy: ReinvocationPolicy
}

/// Some writes of some resources.
struct WebhookRule: Sendable, Hashable {
    var operations: [String]
    var apiGroups: [String]
    var apiVersions: [String]
    /// With subresources after a slash.
    var resources: [String]
    var scope: String
}

extension AdmissionWebhook {
    /// The webhooks of a stored configuration; validation has seen them before they were stored.
    static func webhooks(of configuration: Unstructured) throws(DecodingFailure) -> [AdmissionWebhook] {
        var webhooks: [AdmissionWebhook] = []
        for (index, json) in configuration.elements(at: "webhooks").enumerated() {
            do {
                webhooks.append(try AdmissionWebhook(json, number: index, of: configuration.name))
            } catch {
                throw error.nested(in: "[\(index)]").nested(in: "webhooks")
            }
        }
        return webhooks
    }

    init(_ json: JSONValue, number: Int, of configuration: String) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        name = try fields.required("name")
        id = "\(configuration)/\(name)/\(number)"
        var client = try FieldDecoder(try fields.required("clientConfig", as: JSONValue.self))
        if let url: String = try client.optional("url") {
            place = .url(url)
        } else {
            place = .service(url: try Self.url(ofService: try client.required("service")))
        }
        let bundle = try client.value("caBundle", default: "")
        guard Base64.decode(bundle) != nil else {
            throw DecodingFailure(path: ["clientConfig", "caBundle"], "is not base 64")
        }
        caBundle = CABundle.certificates(bundle)
        rules = try fields.value("rules", default: [])
        failurePolicy = try fields.value("failurePolicy", default: .fail)
        matchPolicy = try fields.value("matchPolicy", default: .equivalent)
        namespaceSelector = try fields.value("namespaceSelector", default: LabelSelector())
        objectSelector = try fields.value("objectSelector", default: LabelSelector())
        hasSideEffectsOnDryRun = !["None", "NoneOnDryRun"].contains(try fields.value("sideEffects", default: ""))
        timeoutSeconds = Int(min(max(try fields.value("timeoutSeconds", default: Int64(10)), 1), 30))
        reviewVersion = try fields.value("admissionReviewVersions", default: [String]())
            .lazy.compactMap(AdmissionReview.Version.init).first
        reinvocationPolicy = try fields.value("reinvocationPolicy", default: .never)
    }

    private static func url(ofService json: JSONValue) throws(DecodingFailure) -> String {
        var service = try FieldDecoder(json)
        let host =
            "\(try service.required("name", as: String.self)).\(try service.required("namespace", as: String.self))"
        return "https://\(host).svc:\(try service.value("port", default: Int64(443)))"
            + (try service.value("path", default: "/"))
    }
}

extension WebhookRule: JSONRepresentable {
    init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        operations = try fields.value("operations", default: [])
        apiGroups = try fields.value("apiGroups", default: [])
        apiVersions = try fields.value("apiVersions", default: [])
        resources = try fields.value("resources", default: [])
        scope = try fields.value("scope", default: "*")
    }

    var json: JSONValue {
        [
            "operations": operations.json, "apiGroups": apiGroups.json, "apiVersions": apiVersions.json,
            "resources": resources.json, "scope": .string(scope),
        ]
    }
}
