/// Notes on messages of `core/v1`: what is neither a pod nor a volume.
extension SchemaNotes {
    static let core = #"""
        core.Namespace: A scope for names.
          spec: What the namespace is to be.
          status: What the namespace is now.
        core.NamespaceSpec: What the namespace is to be.
          finalizers atomic: What must happen before the namespace can go.
        core.NamespaceStatus: What the namespace is now.
          conditions @type merge=type: Observations about its deletion.
          phase ="Active": `Active`, or `Terminating` while everything in it is deleted.
        core.NamespaceCondition: One observation about the deletion of the namespace.
        core.Secret: Confidential bytes under keys.
          type ="Opaque": What programs take the secret for; `Opaque` unless given.
          data: The bytes, in base 64.
          stringData: Texts to store as entries of `data`; never read back.
          immutable: Whether the entries can no longer change.
        core.ConfigMap: Configuration as texts under keys.
          data: The texts.
          binaryData: Bytes, in base 64.
          immutable: Whether the entries can no longer change.
        core.Event: Something that happened to an object.
          metadata *
          involvedObject *: The object it happened to.
          reportingComponent -: The controller that reported it.
          reportingInstance -: The instance of that controller.
          reason: Why, as a word for programs.
          message: Why, in words for people.
          type: `Normal` or `Warning`.
          source: Who reported it.
          firstTimestamp: When it happened first.
          lastTimestamp: When it happened last.
          count: How often it happened.
          eventTime: When it happened first, to the microsecond.
          series: What is known of its repetitions.
          action: What was done or failed.
          related: A second object that has to do with it.
        core.EventSource: Who reported an event.
        core.EventSeries: What is known of the repetitions of an event.
        core.ServiceAccount: An identity for programs.
          secrets @name merge=name: Secrets that pods of the account may use.
          imagePullSecrets atomic: Secrets with which images are pulled.
          automountServiceAccountToken: Whether pods get a token of the account unless they say otherwise.
        core.Node: A machine of the cluster.
          spec: How the cluster uses the machine.
          status: What the machine is now.
        core.NodeSpec: How the cluster uses the machine.
          podCIDRs set merge: The addresses of its pods, one range a family.
          taints atomic: What keeps pods away that do not tolerate it.
          podCIDR: The addresses of its pods.
          providerID: The identity of the machine at its provider; it cannot change once it is set.
          unschedulable: Whether new pods are kept away.
        core.Taint: What keeps pods off a node that do not tolerate it.
          effect (NoSchedule|PreferNoSchedule|NoExecute): `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
          key: The name of the taint.
          value: The value of the taint.
          timeAdded: When the taint was added.
        core.NodeStatus: What the machine is now.
          conditions @type merge=type: Observations about the machine.
          addresses @type merge=type: The addresses of the machine.
          images atomic
          volumesInUse atomic
          volumesAttached atomic
          runtimeHandlers atomic
          capacity: What the machine has.
          allocatable: What of it pods may use.
          nodeInfo: The software of the machine.
        core.NodeCondition: One observation about the machine.
        core.NodeAddress: One address of the machine.
        core.NodeSystemInfo: The software of the machine.
        core.ContainerImage
          names - atomic
        core.NodeRuntimeHandler
          name -
        core.Service: A stable address for the pods that a selector fits.
          spec: Which pods it stands for, and how they are reached.
          status: What the service is now.
        core.ServiceSpec: Which pods a service stands for, and how they are reached.
          ports @port,protocol merge=port: The ports of the service.
          selector atomic: Labels of the pods.
          clusterIPs atomic: The addresses inside the cluster, one a family.
          externalIPs atomic
          loadBalancerSourceRanges atomic
          ipFamilies atomic
          type (ClusterIP|ExternalName|LoadBalancer|NodePort) ="ClusterIP": How the service is reached.
          sessionAffinity (ClientIP|None) ="None"
          internalTrafficPolicy (Cluster|Local)
          externalTrafficPolicy (Cluster|Local)
          clusterIP: The address inside the cluster; `None` for a service without one.
          externalName: The name that the service is an alias of.
        core.ServicePort: One port of a service.
          protocol ="TCP" (SCTP|TCP|UDP)
        core.ServiceStatus: What the service is now.
          conditions @type merge=type
        core.LoadBalancerStatus
          ingress atomic
        core.LoadBalancerIngress
          ports atomic
        core.Endpoints: The addresses behind a service. EndpointSlices replace it.
          subsets atomic
        core.EndpointSubset: Addresses that have the same ports.
          addresses atomic
          notReadyAddresses atomic
          ports atomic
        core.EndpointAddress atomic: One address behind a service.
        core.EndpointPort atomic: One port of the addresses.
          protocol (SCTP|TCP|UDP) ="TCP"
        core.PodTemplateSpec: The pods that a controller makes.
          metadata: What the pods say about themselves.
          spec: What is to run, and where.
        core.TopologySelectorTerm atomic: Labels of nodes, all of which must fit.
          matchLabelExpressions atomic
        core.TopologySelectorLabelRequirement
          values atomic
        """#
}
