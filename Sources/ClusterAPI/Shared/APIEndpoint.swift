public import JSON
public import Machinery

/// Where an API server answers.
public struct APIEndpoint: JSONRepresentable {
    /// The host name or IP address.
    // +maxLength=512
    public var host: String

    /// The TCP port.
    public var port: Int32

    public var unknownFields = JSONObject()

    /// Whether both parts are known, so that clients can connect.
    public var isValid: Bool { !host.isEmpty && port != 0 }

    /// `host:port`, with brackets around an IPv6 address.
    public var hostAndPort: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
