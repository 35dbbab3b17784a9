/// Notes on messages of `meta/v1`.
extension SchemaNotes {
    static let meta = #"""
        meta.ObjectMeta: What an object says about itself.
          ownerReferences @uid merge=uid: The objects it belongs to: it goes when they are all gone.
          finalizers set merge: What must be done before it can go.
          managedFields atomic: Who set which fields.
          name: The name, unique among the objects of its kind in its namespace.
          generateName: What the server puts a random end to where no name is given.
          namespace: The namespace.
          labels: Words that selectors look for.
          annotations: Notes that nothing selects by.
          uid: The identity of the object, different from that of any other at any time.
          resourceVersion: The version of the object, to be handed back with changes.
          generation: Counts the changes of what is wanted.
          creationTimestamp: When it was created.
          deletionTimestamp: When its deletion began or, with a period of grace, when that ends.
          deletionGracePeriodSeconds: The period of grace of its deletion.
          selfLink: No longer set.
        meta.OwnerReference atomic: An object that this one belongs to and goes with.
        meta.LabelSelector atomic: Which labels objects must have. An empty selector fits all.
          matchExpressions atomic: Further requirements.
          matchLabels: Labels with their values.
        meta.LabelSelectorRequirement: One requirement on a label.
          values atomic
        meta.Condition: One observation about an object.
          lastTransitionTime *
        meta.DeleteOptions: How an object is deleted.
          dryRun atomic
        meta.Preconditions: What must be true of an object for it to be deleted.
        meta.FieldSelectorRequirement
          values atomic
        """#
}
