/// `meta/v1`: what all groups share.
extension MessageTables {
    static let meta = """
        kind Status: 1 metadata ListMeta, 2 status string, 3 message string, 4 reason string, 5 details? StatusDetails,
            6 code int32
        kind APIGroup: 1 name! string, 2 versions! [GroupVersionForDiscovery],
            3 preferredVersion GroupVersionForDiscovery, 4 serverAddressByClientCIDRs [ServerAddressByClientCIDR]
        kind APIGroupList: 1 groups! [APIGroup]
        kind APIResourceList: 1 groupVersion! string, 2 resources! [APIResource]
        kind APIVersions: 1 versions! [string], 2 serverAddressByClientCIDRs! [ServerAddressByClientCIDR]
        LabelSelector: 1 matchLabels {string}, 2 matchExpressions [LabelSelectorRequirement]
        Condition: 1 type! string, 2 status! string, 3 observedGeneration int64, 4 lastTransitionTime Time,
            5 reason! string, 6 message! string
        ListMeta: 1 selfLink string, 2 resourceVersion string, 3 continue string, 4 remainingItemCount? int64
        StatusDetails: 1 name string, 2 group string, 3 kind string, 6 uid string, 4 causes [StatusCause],
            5 retryAfterSeconds int32
        StatusCause: 1 reason string, 2 message string, 3 field string
        ObjectMeta: 1 name string, 2 generateName string, 3 namespace string, 4 selfLink string, 5 uid string,
            6 resourceVersion string, 7 generation int64, 8 creationTimestamp~ Time, 9 deletionTimestamp? Time,
            10 deletionGracePeriodSeconds? int64, 11 labels {string}, 12 annotations {string},
            13 ownerReferences [OwnerReference], 14 finalizers [string], 17 managedFields [ManagedFieldsEntry]
        OwnerReference: 5 apiVersion! string, 1 kind! string, 3 name! string, 4 uid! string, 6 controller? bool,
            7 blockOwnerDeletion? bool
        ManagedFieldsEntry: 1 manager string, 2 operation string, 3 apiVersion string, 4 time? Time,
            6 fieldsType string, 7 fieldsV1? JSON, 8 subresource string
        GroupVersionForDiscovery: 1 groupVersion! string, 2 version! string
        ServerAddressByClientCIDR: 1 clientCIDR! string, 2 serverAddress! string
        APIResource: 1 name! string, 6 singularName! string, 2 namespaced! bool, 8 group string, 9 version string,
            3 kind! string, 4 verbs! Strings, 5 shortNames [string], 7 categories [string], 10 storageVersionHash string
        LabelSelectorRequirement: 1 key! string, 2 operator! string, 3 values [string]
        FieldSelectorRequirement: 1 key! string, 2 operator! string, 3 values [string]
        """

    /// Kinds of the group `meta.k8s.io`.
    static let partialMetadata = """
        kind PartialObjectMetadata+List: 1 metadata ObjectMeta
        """

    /// Kinds that every group has under its own version.
    static let options = """
        kind DeleteOptions: 1 gracePeriodSeconds? int64, 2 preconditions? Preconditions, 3 orphanDependents? bool,
            4 propagationPolicy? string, 5 dryRun [string], 6 ignoreStoreReadErrorWithClusterBreakingPotential? bool
        kind PatchOptions: 1 dryRun [string], 2 force? bool, 3 fieldManager string, 4 fieldValidation string
        kind CreateOptions: 1 dryRun [string], 3 fieldManager string, 4 fieldValidation string
        kind UpdateOptions: 1 dryRun [string], 2 fieldManager string, 3 fieldValidation string
        kind GetOptions: 1 resourceVersion string
        kind ListOptions: 1 labelSelector string, 2 fieldSelector string, 3 watch bool, 9 allowWatchBookmarks bool,
            4 resourceVersion string, 10 resourceVersionMatch string, 5 timeoutSeconds? int64, 7 limit int64,
            8 continue string, 11 sendInitialEvents? bool
        Preconditions: 1 uid? string, 2 resourceVersion? string
        """
}
