public import JSON
public import Machinery

/// One address of a machine.
public struct MachineAddress: JSONRepresentable {
    /// What the address is: a host name, or an IP address or DNS name inside or outside the cluster's network.
    public var type: MachineAddressType

    /// The address itself.
    // +minLength=1
    // +maxLength=256
    public var address: String

    public var unknownFields = JSONObject()
}

/// The kinds of machine addresses.
// +enum
public struct MachineAddressType: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let hostname: Self = "Hostname"
    public static let externalIP: Self = "ExternalIP"
    public static let internalIP: Self = "InternalIP"
    public static let externalDNS: Self = "ExternalDNS"
    public static let internalDNS: Self = "InternalDNS"
}
