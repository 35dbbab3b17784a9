public import JSON
public import Machinery

/// A failure domain of an infrastructure, such as an availability zone.
public struct FailureDomain: JSONRepresentable {
    /// Whether control-plane machines may be placed here.
    public var controlPlane: Bool?

    /// What the provider says about the domain.
    public var attributes: [String: String] = [:]

    public var unknownFields = JSONObject()
}
