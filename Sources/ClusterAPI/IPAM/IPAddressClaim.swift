public import JSON
public import Machinery

/// A wish for an address out of a pool, which the pool's IPAM provider fulfils with an IPAddress of the same name.
// +resource: group=ipam.cluster.x-k8s.io, version=v1beta1, plural=ipaddressclaims, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=cluster-api
// +printColumn: name="Pool Name", type=string, jsonPath=.spec.poolRef.name, description="The pool it asks"
// +printColumn: name="Pool Kind", type=string, jsonPath=.spec.poolRef.kind, description="The kind of the pool"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct IPAddressClaim: Resource {
    public var metadata = ObjectMeta()

    /// What is wished for. Cannot be changed.
    public var spec: IPAddressClaimSpec

    /// What has come of it.
    public var status: IPAddressClaimStatus?

    public var unknownFields = JSONObject()
}

/// Of which pool an address is wished for.
public struct IPAddressClaimSpec: JSONRepresentable {
    /// The name of the Cluster that the address is for: providers leave it alone while the Cluster is paused.
    // +minLength=1
    // +maxLength=63
    public var clusterName: String?

    /// The pool.
    public var poolRef: IPPoolReference

    public var unknownFields = JSONObject()
}

/// What has come of a claim.
public struct IPAddressClaimStatus: JSONRepresentable {
    /// The address that was given.
    public var addressRef: IPAddressReference?

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The state in the form that the next version of this API has.
    public var v1beta2: ConditionsV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

/// An address in the same namespace.
public struct IPAddressReference: JSONRepresentable {
    /// The name of the IPAddress.
    // +maxLength=253
    public var name = ""

    public var unknownFields = JSONObject()

    public init() {}
}
