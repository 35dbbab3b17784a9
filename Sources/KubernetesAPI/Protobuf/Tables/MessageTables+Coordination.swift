/// `coordination.k8s.io/v1`, `events.k8s.io/v1` and `scheduling.k8s.io/v1`.
extension MessageTables {
    static let coordination = """
        kind Lease+List: 1 metadata meta.ObjectMeta, 2 spec LeaseSpec
        LeaseSpec: 1 holderIdentity? string, 2 leaseDurationSeconds? int32, 3 acquireTime? MicroTime,
            4 renewTime? MicroTime, 5 leaseTransitions? int32, 6 strategy? string, 7 preferredHolder? string
        """

    static let events = """
        kind Event+List: 1 metadata meta.ObjectMeta, 2 eventTime MicroTime, 3 series? EventSeries,
            4 reportingController string, 5 reportingInstance string, 6 action string, 7 reason string,
            8 regarding core.ObjectReference, 9 related? core.ObjectReference, 10 note string, 11 type string,
            12 deprecatedSource core.EventSource, 13 deprecatedFirstTimestamp Time, 14 deprecatedLastTimestamp Time,
            15 deprecatedCount int32
        EventSeries: 1 count! int32, 2 lastObservedTime MicroTime
        """

    static let scheduling = """
        kind PriorityClass+List: 1 metadata meta.ObjectMeta, 2 value! int32, 3 globalDefault bool, 4 description string,
            5 preemptionPolicy? string
        """
}
