import Machinery

/// `coordination.k8s.io/v1` Lease.
enum LeaseKind {
    static let definition: ResourceDefinition = {
        var definition = ResourceDefinition.builtIn(
            ResourceType(group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases"), schema: schema,
            columns: [
                .name, TableColumn("Holder", description: "Who has the lease.", value: .path(".spec.holderIdentity")),
                .age,
            ])
        // Whoever takes a lease must know that nobody else did.
        definition.allowsUnconditionalUpdate = false
        return definition
    }()

    private static let schema: StaticString = #"""
        {"description": "A claim that one of several programs holds for a time.", "type": "object", "properties": {
        "spec": {"description": "Who holds the lease, and for how long.", "type": "object", "properties": {
        "holderIdentity": {"description": "Who has the lease.", "type": "string"},
        "leaseDurationSeconds": {"description": "How long the holder may go without renewing before others may take it.", "type": "integer", "format": "int32", "minimum": 1},
        "acquireTime": {"description": "When the holder took the lease.", "type": "string", "format": "date-time"},
        "renewTime": {"description": "When the holder last renewed it.", "type": "string", "format": "date-time"},
        "leaseTransitions": {"description": "How often it changed hands.", "type": "integer", "format": "int32", "minimum": 0},
        "strategy": {"description": "How candidates agree on a holder.", "type": "string"},
        "preferredHolder": {"description": "Who should take the lease next.", "type": "string"}
        }}
        }}
        """#
}
