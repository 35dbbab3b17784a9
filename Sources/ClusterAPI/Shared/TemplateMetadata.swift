public import JSON
public import Machinery

/// The metadata that objects made from a template get.
public struct TemplateMetadata: JSONRepresentable {
    /// Labels to set.
    public var labels: [String: String] = [:]

    /// Annotations to set.
    public var annotations: [String: String] = [:]

    public var unknownFields = JSONObject()

    public init() {}
}
