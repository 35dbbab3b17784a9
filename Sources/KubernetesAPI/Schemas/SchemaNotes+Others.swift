/// Notes on messages of All other groups.
extension SchemaNotes {
    static let others = #"""
        coordination.Lease: A claim that one of several programs holds for a time.
        coordination.LeaseSpec: Who holds the lease, and for how long.
          holderIdentity: Who has the lease.
          leaseDurationSeconds: How long the holder may go without renewing before others may take it.
          acquireTime: When the holder took the lease.
          renewTime: When the holder last renewed it.
          leaseTransitions: How often it changed hands.
          strategy: How candidates agree on a holder.
          preferredHolder: Who should take the lease next.
        events.Event: Something that happened to an object.
          eventTime *: When it happened first.
          regarding: The object it happened to.
          note: Why, in words for people.
          reason: Why, as a word for programs.
          type: `Normal` or `Warning`.
          action: What was done or failed.
          reportingController: The controller that reported it.
          reportingInstance: The instance of that controller.
          related: A second object that has to do with it.
          series: What is known of its repetitions.
        events.EventSeries: What is known of the repetitions of an event.
          lastObservedTime *
        discovery.EndpointSlice: Some of the addresses behind a service.
          endpoints atomic
          ports - atomic
        discovery.Endpoint: One place behind a service.
          addresses set
        discovery.EndpointConditions: What is known of the place.
        discovery.EndpointHints
          forZones atomic
          forNodes atomic
        discovery.EndpointPort atomic: One port of the addresses.
          name =""
          protocol (SCTP|TCP|UDP) ="TCP"
        rbac.Role: Permissions in one namespace.
          rules - atomic: What is permitted.
        rbac.PolicyRule: One permission.
          verbs atomic: What may be done; `*` for all.
          apiGroups atomic: The API groups of the resources; `*` for all.
          resources atomic: The resources, and their subresources after a slash; `*` for all.
          resourceNames atomic: The objects; all where empty.
          nonResourceURLs atomic: Paths that are no resources.
        rbac.ClusterRole: Permissions in all namespaces and beyond them.
          rules - atomic: What is permitted.
          aggregationRule: Which other roles the rules are taken from.
        rbac.AggregationRule: Which other roles the rules are taken from.
          clusterRoleSelectors atomic
        rbac.RoleBinding: Grants a role in one namespace.
          subjects atomic: Whom the role is granted to.
          roleRef *: The role that is granted; it cannot change.
        rbac.Subject atomic: Whom a role is granted to.
          kind: `User`, `Group` or `ServiceAccount`.
          apiGroup: The API group of the subject.
          name: The name of the subject.
          namespace: The namespace of a service account.
        rbac.RoleRef atomic: The role that is granted; it cannot change.
          kind: `Role` or `ClusterRole`.
          apiGroup: The API group of the role.
          name: The name of the role.
        rbac.ClusterRoleBinding: Grants a role everywhere.
          subjects atomic: Whom the role is granted to.
          roleRef *: The role that is granted; it cannot change.
        storage.VolumeAttachment: That a volume is attached, or to be attached, to a node.
          spec *
        storage.VolumeAttachmentSpec: Which volume, and to which node.
          source *
        storage.VolumeAttachmentStatus: How far the attachment has come.
        storage.StorageClass: A way to make volumes.
          mountOptions atomic
          allowedTopologies atomic
          reclaimPolicy (Delete|Retain) ="Delete"
          volumeBindingMode (Immediate|WaitForFirstConsumer) ="Immediate"
        storage.CSINode: The drivers that a node has for CSI.
          spec *
        storage.CSINodeSpec: The drivers.
          drivers @name merge=name
        storage.CSINodeDriver: One driver on the node.
          topologyKeys - atomic
        apiregistration.APIService: One version of an API group, and who serves it.
        apiregistration.APIServiceSpec: Which version, and who serves it.
          caBundle atomic
        apiregistration.ServiceReference: The service that serves it; none where this server does.
        apiregistration.APIServiceStatus: Whether it is served.
          conditions @type merge=type
        apiregistration.APIServiceCondition: One observation about the version.
        authentication.SelfSubjectReview: The question who the sender is.
        authentication.SelfSubjectReviewStatus: The answer.
        authentication.UserInfo: Who the sender is.
          groups atomic
        authorization.SubjectAccessReview: The question whether someone may do something.
          spec *
        authorization.SubjectAccessReviewSpec: Who, and what.
          groups atomic
        authorization.ResourceAttributes: Something done to resources.
        authorization.FieldSelectorAttributes
          requirements atomic
        authorization.LabelSelectorAttributes
          requirements atomic
        authorization.NonResourceAttributes: Something done to a path that is no resource.
        authorization.SubjectAccessReviewStatus: The answer.
        authorization.SelfSubjectAccessReview: The question whether the sender may do something.
          spec *
        authorization.SelfSubjectAccessReviewSpec: What the sender wants to do: one of the two.
        authorization.LocalSubjectAccessReview: The question whether someone may do something in one namespace.
          spec *
        authorization.SelfSubjectRulesReview: The question what the sender may do in a namespace.
          spec *
        authorization.SelfSubjectRulesReviewSpec: Where.
        authorization.SubjectRulesReviewStatus: The answer, which may be incomplete.
          resourceRules atomic
          nonResourceRules atomic
        authorization.ResourceRule: Something that may be done to resources.
          verbs atomic
          apiGroups atomic
          resources atomic
          resourceNames atomic
        authorization.NonResourceRule: Something that may be done to paths that are no resources.
          verbs atomic
          nonResourceURLs atomic
        admissionregistration.MutatingWebhookConfiguration: Webhooks that may change what is about to be stored.
          webhooks @name merge=name: The webhooks, in their order.
        admissionregistration.MutatingWebhook
          matchConditions @name merge=name
        admissionregistration.ValidatingWebhookConfiguration: Webhooks that may refuse what is about to be stored.
          webhooks @name merge=name: The webhooks, in their order.
        admissionregistration.ValidatingWebhook
          matchConditions @name merge=name
        apiextensions.CustomResourceDefinitionStatus: What the server made of it.
          conditions @type: Observations about the definition.
        """#
}
