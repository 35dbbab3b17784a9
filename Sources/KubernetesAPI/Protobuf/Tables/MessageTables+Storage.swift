/// `storage.k8s.io/v1`.
extension MessageTables {
    static let storage = """
        kind VolumeAttachment+List: 1 metadata meta.ObjectMeta, 2 spec VolumeAttachmentSpec,
            3 status VolumeAttachmentStatus
        kind StorageClass+List: 1 metadata meta.ObjectMeta, 2 provisioner! string, 3 parameters {string},
            4 reclaimPolicy? string, 5 mountOptions [string], 6 allowVolumeExpansion? bool, 7 volumeBindingMode? string,
            8 allowedTopologies [core.TopologySelectorTerm]
        kind CSINode+List: 1 metadata meta.ObjectMeta, 2 spec CSINodeSpec
        kind CSIDriver+List: 1 metadata meta.ObjectMeta, 2 spec CSIDriverSpec
        kind CSIStorageCapacity+List: 1 metadata meta.ObjectMeta, 2 nodeTopology? meta.LabelSelector,
            3 storageClassName! string, 4 capacity? Quantity, 5 maximumVolumeSize? Quantity
        kind VolumeAttributesClass+List: 1 metadata meta.ObjectMeta, 2 driverName! string, 3 parameters {string}
        VolumeAttachmentSpec: 1 attacher! string, 2 source VolumeAttachmentSource, 3 nodeName! string
        VolumeAttachmentSource: 1 persistentVolumeName? string, 2 inlineVolumeSpec? core.PersistentVolumeSpec
        VolumeAttachmentStatus: 1 attached! bool, 2 attachmentMetadata {string}, 3 attachError? VolumeError,
            4 detachError? VolumeError
        VolumeError: 1 time Time, 2 message string, 3 errorCode? int32
        CSINodeSpec: 1 drivers! [CSINodeDriver]
        CSINodeDriver: 1 name! string, 2 nodeID! string, 3 topologyKeys! [string], 4 allocatable? VolumeNodeResources
        VolumeNodeResources: 1 count? int32
        CSIDriverSpec: 1 attachRequired? bool, 2 podInfoOnMount? bool, 3 volumeLifecycleModes [string],
            4 storageCapacity? bool, 5 fsGroupPolicy? string, 6 tokenRequests [TokenRequest], 7 requiresRepublish? bool,
            8 seLinuxMount? bool, 9 nodeAllocatableUpdatePeriodSeconds? int64
        TokenRequest: 1 audience! string, 2 expirationSeconds? int64
        """
}
