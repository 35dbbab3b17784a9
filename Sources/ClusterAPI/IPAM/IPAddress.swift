public import JSON
public import Machinery

/// An address that an IPAM provider has given to a claim; it has the claim's name.
// +resource: group=ipam.cluster.x-k8s.io, version=v1beta1, plural=ipaddresses, categories=cluster-api,
//     contract=v1beta1, provider=cluster-api
// +printColumn: name=Address, type=string, jsonPath=.spec.address, description="The address"
// +printColumn: name="Pool Name", type=string, jsonPath=.spec.poolRef.name, description="The pool it comes from"
// +printColumn: name="Pool Kind", type=string, jsonPath=.spec.poolRef.kind, description="The kind of the pool"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct IPAddress: Resource {
    public var metadata = ObjectMeta()

    /// The address. Cannot be changed.
    public var spec: IPAddressSpec

    public var unknownFields = JSONObject()
}

/// An address and where it belongs.
public struct IPAddressSpec: JSONRepresentable {
    /// The claim that the address was given to.
    public var claimRef: IPAddressClaimReference

    /// The pool that the address comes from.
    public var poolRef: IPPoolReference

    /// An IPv4 or IPv6 address without a prefix.
    // +minLength=1
    // +maxLength=39
    public var address: String

    /// The length of its network's prefix in bits.
    // +minimum=0
    // +maximum=128
    public var prefix: Int32

    /// The address of its network's gateway.
    // +minLength=1
    // +maxLength=39
    public var gateway: String?

    public var unknownFields = JSONObject()
}

/// A claim in the same namespace.
public struct IPAddressClaimReference: JSONRepresentable {
    /// The name of the IPAddressClaim.
    // +maxLength=253
    public var name = ""

    public var unknownFields = JSONObject()

    public init() {}
}

/// A pool of addresses in the same namespace, of a kind that an IPAM provider brings.
public struct IPPoolReference: JSONRepresentable {
    /// The group of the pool's kind.
    public var apiGroup: String?

    /// The kind of the pool.
    public var kind: String

    /// The name of the pool.
    public var name: String

    public var unknownFields = JSONObject()
}
