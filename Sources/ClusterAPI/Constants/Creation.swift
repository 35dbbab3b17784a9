/// Annotations by which people bound how machines are made; Slipway's own.
public enum CreationAnnotation {
    /// On a Cluster: how many Machines are made for it a minute at most; an integer above zero, 100 where it is absent.
    public static let machinesPerMinute = "slipway.dev/machines-per-minute"
    /// On a MachineDeployment, a MachineSet without one, or a KubeadmControlPlane: Machines that were made before this time
    /// (RFC 3339) no longer count as lost, so that an open breaker closes.
    public static let resumedAt = "slipway.dev/creation-resumed-at"
}

/// Reasons of the condition MachinesCreated for machines that are not made yet.
public enum CreationReason {
    /// More were asked for than are made in a minute.
    public static let throttled = "CreationThrottled"
    /// So many were made and lost that making more would help nobody.
    public static let halted = "CreationHalted"
}
