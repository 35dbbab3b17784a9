/// Notes on messages of `core/v1`: pods and their containers.
extension SchemaNotes {
    static let pods = #"""
        core.Pod: Containers that run together on one node.
          spec: What is to run, and where.
          status: What the pod is now.
        core.PodSpec: What the containers of a pod are, and where and how they run.
          volumes @name retainKeys=name: Directories that the containers can mount.
          initContainers @name merge=name: Containers that run to their end, one by one, before the others.
          containers @name merge=name: The containers; at least one.
          ephemeralContainers @name merge=name: Containers that were added to look at the running pod.
          nodeSelector atomic: Labels that the node must have.
          imagePullSecrets @name merge=name: Secrets with which images are pulled.
          tolerations atomic: Taints that the pod puts up with.
          hostAliases @ip merge=ip
          readinessGates atomic
          topologySpreadConstraints @topologyKey,whenUnsatisfiable merge=topologyKey
          schedulingGates @name merge=name
          resourceClaims @name retainKeys=name
          restartPolicy (Always|OnFailure|Never) ="Always": Whether containers that end are started again.
          dnsPolicy (ClusterFirstWithHostNet|ClusterFirst|Default|None) ="ClusterFirst": How names are resolved.
          terminationGracePeriodSeconds =30: How long the containers have to stop.
          securityContext ={}: What all containers may do, unless they say otherwise.
          schedulerName ="default-scheduler": Who finds a node for it.
          activeDeadlineSeconds: How long the pod may run.
          serviceAccountName: The service account of the pod.
          serviceAccount: The old name of `serviceAccountName`.
          nodeName: The node it runs on.
          hostNetwork: Whether it uses the network of the node.
          affinity: Which nodes, and which other pods, it likes to be near.
          priority: How important the pod is, against others.
          priorityClassName: The class that gives it its priority.
        core.Container: One container of a pod.
          command atomic: What it runs in place of the image's entry point.
          args atomic: The arguments of the entry point.
          ports @containerPort,protocol merge=containerPort: Ports that it listens on.
          envFrom atomic
          env @name merge=name: The variables of its environment.
          resizePolicy atomic
          restartPolicyRules atomic
          volumeMounts @mountPath merge=mountPath: Where it mounts volumes.
          volumeDevices @devicePath merge=devicePath
          imagePullPolicy (Always|IfNotPresent|Never): When the image is pulled.
          terminationMessagePath ="/dev/termination-log"
          terminationMessagePolicy (File|FallbackToLogsOnError) ="File"
          name: The name, unique in the pod.
          image: The image it runs.
          resources: How much of the resources of the node it needs and may use.
          livenessProbe: Finds out whether it must be started again.
          readinessProbe: Finds out whether it takes requests.
          startupProbe: Finds out whether it has started.
        core.ContainerPort: A port that a container listens on.
          protocol ="TCP" (SCTP|TCP|UDP)
        core.EnvFromSource: An object all of whose entries become variables.
        core.EnvVar: One variable of the environment.
        core.EnvVarSource: Where the value of a variable comes from.
        core.ConfigMapKeySelector atomic
        core.SecretKeySelector atomic
        core.FileKeySelector atomic
          optional =false
        core.ResourceRequirements: How much of the resources of a node a container needs and may use.
          claims @name
        core.ContainerRestartRuleOnExitCodes
          values set
        core.VolumeMount: Where a container mounts a volume.
        core.VolumeDevice: Where a container finds a volume as a block device.
        core.Probe: How the health of a container is found out.
          timeoutSeconds =1
          periodSeconds =10
          successThreshold =1
          failureThreshold =3
        core.ExecAction: A command that is run in the container.
          command atomic
        core.HTTPGetAction: An HTTP request to the container.
          port *
          httpHeaders atomic
          path ="/"
          scheme (HTTP|HTTPS) ="HTTP"
        core.TCPSocketAction: A connection to a port of the container.
          port *
        core.GRPCAction: A call to the gRPC health service of the container.
          service - =""
        core.Lifecycle: What is done when a container has started and before it is stopped.
        core.SecurityContext: What a container may do.
        core.Capabilities
          add atomic
          drop atomic
        core.EphemeralContainer: A container that is added to a running pod to look at it.
        core.PodSecurityContext: What all containers of the pod may do, unless they say otherwise.
          supplementalGroups atomic
          sysctls atomic
        core.Affinity: Which nodes, and which other pods, the pod likes to be near.
        core.NodeAffinity
          preferredDuringSchedulingIgnoredDuringExecution atomic
        core.PreferredSchedulingTerm
          preference *
        core.PodAffinity
          requiredDuringSchedulingIgnoredDuringExecution atomic
          preferredDuringSchedulingIgnoredDuringExecution atomic
        core.PodAffinityTerm
          namespaces atomic
          matchLabelKeys atomic
          mismatchLabelKeys atomic
        core.WeightedPodAffinityTerm
          podAffinityTerm *
        core.PodAntiAffinity
          requiredDuringSchedulingIgnoredDuringExecution atomic
          preferredDuringSchedulingIgnoredDuringExecution atomic
        core.Toleration: A taint that the pod puts up with.
          operator (Equal|Exists)
          effect (NoSchedule|PreferNoSchedule|NoExecute)
        core.HostAlias: A line of the pod's file of hosts.
          hostnames atomic
        core.PodDNSConfig: Settings for name resolution, besides those of the policy.
          nameservers atomic
          searches atomic
          options atomic
        core.TopologySpreadConstraint: How evenly pods are spread over parts of the cluster.
          matchLabelKeys atomic
          whenUnsatisfiable (DoNotSchedule|ScheduleAnyway)
        core.PodStatus: What the pod is now.
          conditions @type merge=type: Observations about the pod.
          hostIPs atomic merge=ip
          podIPs @ip merge=ip
          initContainerStatuses atomic
          containerStatuses atomic: What the containers are now.
          ephemeralContainerStatuses atomic
          resourceClaimStatuses @name retainKeys=name
          phase: `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
          podIP: The address of the pod.
          hostIP: The address of its node.
        core.PodCondition: One observation about the pod.
        core.ContainerStatus: What a container is now.
          volumeMounts @mountPath merge=mountPath
          allocatedResourcesStatus @name merge=name
        core.ContainerState: Whether a container waits, runs or has ended: one of the three.
        core.LinuxContainerUser
          supplementalGroups atomic
        core.ResourceStatus
          resources @resourceID
        core.PodExtendedResourceClaimStatus
          requestMappings atomic
        """#
}
