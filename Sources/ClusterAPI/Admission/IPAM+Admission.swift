import JSON
public import Machinery

extension IPAddressClaim: AdmittedResource {
    public mutating func applyDefaults(replacing old: IPAddressClaim?) {}

    public func validateCreate() -> [FieldError] { spec.poolRef.validate(at: "spec.poolRef") }

    public func validateUpdate(from old: IPAddressClaim, in context: AdmissionContext) -> [FieldError] {
        spec == old.spec ? [] : [.invalid("spec", spec.json, "the spec of IPAddressClaim is immutable")]
    }
}

extension IPAddress: AdmittedResource {
    public mutating func applyDefaults(replacing old: IPAddress?) {}

    public func validateCreate() -> [FieldError] {
        spec.validateAddresses() + spec.poolRef.validate(at: "spec.poolRef")
    }

    public func validateUpdate(from old: IPAddress, in context: AdmissionContext) -> [FieldError] {
        spec == old.spec ? [] : [.invalid("spec", spec.json, "the spec of IPAddress is immutable")]
    }
}

extension IPPoolReference {
    /// Pools are kinds that providers bring, so their group is never the core group.
    fileprivate func validate(at field: String) -> [FieldError] {
        guard (apiGroup ?? "").isEmpty else { return [] }
        return [.invalid("\(field).apiGroup", .string(""), "the pool reference needs to contain a group")]
    }
}

extension IPAddressSpec {
    fileprivate func validateAddresses() -> [FieldError] {
        var errors: [FieldError] = []
        if !Self.isAddress(address) {
            errors.append(.invalid("spec.address", .string(address), "not a valid IP address"))
        } else if CIDRBlock(parsing: "\(address)/\(prefix)") == nil {
            let longest = address.contains(":") ? 128 : 32
            errors.append(
                .invalid(
                    "spec.prefix", .integer(Int64(prefix)), "prefix is out of bounds, must be between 0 and \(longest)")
            )
        }
        if let gateway, !Self.isAddress(gateway) {
            errors.append(.invalid("spec.gateway", .string(gateway), "not a valid IP address"))
        }
        return errors
    }

    private static func isAddress(_ text: String) -> Bool {
        CIDRBlock(parsing: "\(text)/0") != nil
    }
}
