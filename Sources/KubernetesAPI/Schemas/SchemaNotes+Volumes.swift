/// Notes on messages of `core/v1`: volumes and their claims.
extension SchemaNotes {
    static let volumes = #"""
        core.ObjectReference atomic: A reference to an object, or to a part of one.
        core.LocalObjectReference atomic: A reference to an object in the same namespace.
          name =""
        core.Volume: A directory that the containers of the pod can mount.
        core.HostPathVolumeSource: A file or directory of the node.
          type =""
        core.EmptyDirVolumeSource: A directory that is empty at first and goes with the pod.
        core.SecretVolumeSource: A secret, each entry a file.
          items atomic
          defaultMode =420
        core.KeyToPath: The file that one entry becomes.
        core.ISCSIVolumeSource
          iscsiInterface ="default"
          portals atomic
        core.PersistentVolumeClaimVolumeSource: The volume that a claim in the same namespace has.
        core.RBDVolumeSource
          monitors atomic
          pool ="rbd"
          user ="admin"
          keyring ="/etc/ceph/keyring"
        core.CephFSVolumeSource
          monitors atomic
        core.DownwardAPIVolumeSource: Facts about the pod, each a file.
          items atomic
          defaultMode =420
        core.ObjectFieldSelector atomic
          apiVersion ="v1"
        core.ResourceFieldSelector atomic
        core.FCVolumeSource
          targetWWNs atomic
          wwids atomic
        core.ConfigMapVolumeSource: A ConfigMap, each entry a file.
          items atomic
          defaultMode =420
        core.AzureDiskVolumeSource
          cachingMode ="ReadWrite"
          fsType ="ext4"
          readOnly =false
          kind ="Shared"
        core.ProjectedVolumeSource: Several sources in one directory.
          sources - atomic
          defaultMode =420
        core.SecretProjection
          items atomic
        core.DownwardAPIProjection
          items atomic
        core.ConfigMapProjection
          items atomic
        core.ServiceAccountTokenProjection
          expirationSeconds =3600
        core.ScaleIOVolumeSource
          storageMode ="ThinProvisioned"
          fsType ="xfs"
        core.CSIVolumeSource: A volume of a driver that speaks CSI.
        core.PersistentVolumeClaimTemplate
          spec *
        core.PersistentVolumeClaimSpec: What the volume must be like.
          accessModes atomic (ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod)
          volumeMode (Block|Filesystem) ="Filesystem"
        core.TypedLocalObjectReference atomic
          apiGroup -
        core.TypedObjectReference
          apiGroup -
        core.NodeSelector atomic: Which nodes fit: those that fit one of the terms.
          nodeSelectorTerms atomic
        core.NodeSelectorTerm atomic: Requirements on a node, all of which must hold.
          matchExpressions atomic
          matchFields atomic
        core.NodeSelectorRequirement
          values atomic
        core.PersistentVolume: Storage that outlives pods.
          spec: What the storage is, and who may use it.
          status: What the volume is now.
        core.PersistentVolumeSpec: What the storage is, and who may use it.
          accessModes atomic (ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod)
          mountOptions atomic
          persistentVolumeReclaimPolicy (Delete|Recycle|Retain) ="Retain"
          volumeMode (Block|Filesystem) ="Filesystem"
        core.RBDPersistentVolumeSource
          monitors atomic
          pool ="rbd"
          user ="admin"
          keyring ="/etc/ceph/keyring"
        core.SecretReference atomic
        core.ISCSIPersistentVolumeSource
          iscsiInterface ="default"
          portals atomic
        core.CephFSPersistentVolumeSource
          monitors atomic
        core.AzureFilePersistentVolumeSource
          secretNamespace -
        core.ScaleIOPersistentVolumeSource
          storageMode ="ThinProvisioned"
          fsType ="xfs"
        core.CSIPersistentVolumeSource: A volume of a driver that speaks CSI.
        core.PersistentVolumeStatus: What the volume is now.
          phase ="Pending"
        core.PersistentVolumeClaim: A request for a volume.
          spec: What the volume must be like.
          status: What the claim is now.
        core.PersistentVolumeClaimStatus: What the claim is now.
          accessModes atomic
          conditions @type merge=type
          phase ="Pending"
        """#
}
