import JSON

/// The schemas of `meta.k8s.io/v1` that every group's document repeats.
enum MetaSchemas {
    private static let prefix = "io.k8s.apimachinery.pkg.apis.meta.v1."

    static let objectMeta = prefix + "ObjectMeta"
    static let listMeta = prefix + "ListMeta"
    static let deleteOptions = prefix + "DeleteOptions"
    static let patch = prefix + "Patch"
    static let status = prefix + "Status"
    private static let time = prefix + "Time"
    private static let fieldsV1 = prefix + "FieldsV1"
    private static let managedFieldsEntry = prefix + "ManagedFieldsEntry"
    private static let ownerReference = prefix + "OwnerReference"
    private static let preconditions = prefix + "Preconditions"
    private static let statusCause = prefix + "StatusCause"
    private static let statusDetails = prefix + "StatusDetails"

    static let all: [(String, JSONValue)] = [
        (deleteOptions, deleteOptionsSchema), (fieldsV1, fieldsV1Schema), (listMeta, listMetaSchema),
        (managedFieldsEntry, managedFieldsEntrySchema), (objectMeta, objectMetaSchema),
        (ownerReference, ownerReferenceSchema), (patch, patchSchema), (preconditions, preconditionsSchema),
        (status, statusSchema), (statusCause, statusCauseSchema), (statusDetails, statusDetailsSchema),
        (time, timeSchema),
    ]

    static let apiVersion = Schema.string(
        "The version of the API that this representation of the object follows. The server converts to the version it stores."
    )
    static let kind = Schema.string("The kind of the object, in CamelCase. It cannot change.")

    private static let timeSchema = Schema.string(
        "A point in time in RFC 3339 form, to the second.", format: "date-time")

    private static let fieldsV1Schema: JSONValue = [
        "type": "object",
        "description":
            "A set of fields as a tree: f:<name> for a member, k:<keys> for a list item, v:<value> for a set element.",
    ]

    private static let patchSchema: JSONValue = [
        "type": "object", "description": "A change to an object in the form that the request's content type names.",
    ]

    private static let objectMetaSchema = Schema.object(
        "What every stored object says about itself.",
        [
            (
                "annotations",
                Schema.map(
                    "Free-form values that tools keep with the object. They cannot be selected on.",
                    of: ["type": "string"])
            ),
            ("creationTimestamp", Schema.reference(time, "When the object was created. Set by the server.")),
            (
                "deletionGracePeriodSeconds",
                Schema.integer(
                    "Seconds that the object has to end in an orderly way. Set together with deletionTimestamp.")
            ),
            (
                "deletionTimestamp",
                Schema.reference(
                    time, "When deletion was asked for. The object is removed once its list of finalizers is empty.")
            ),
            (
                "finalizers",
                Schema.array(
                    "Names of controllers that must clean up before the object is removed. Each removes its own entry.",
                    of: ["type": "string"]
                )
                .with("x-kubernetes-list-type", "set").with("x-kubernetes-patch-strategy", "merge")
            ),
            (
                "generateName",
                Schema.string("A prefix from which the server makes a unique name where name is empty.")
            ),
            (
                "generation",
                Schema.integer("Counts the changes of what is wanted. Set by the server.")
            ),
            (
                "labels",
                Schema.map("Values by which objects are grouped and selected.", of: ["type": "string"])
            ),
            (
                "managedFields",
                Schema.array(
                    "Which manager set which fields. Kept by the server.", of: Schema.reference(managedFieldsEntry))
            ),
            (
                "name",
                Schema.string("The name of the object, unique within its resource and namespace. It cannot change.")
            ),
            (
                "namespace",
                Schema.string("The namespace of the object; empty for objects of the cluster. It cannot change.")
            ),
            (
                "ownerReferences",
                Schema.array(
                    "The objects that this one depends on. It is removed when all of them are gone.",
                    of: Schema.reference(ownerReference)
                )
                .with("x-kubernetes-list-type", "map").with("x-kubernetes-list-map-keys", ["uid"])
                .with("x-kubernetes-patch-strategy", "merge").with("x-kubernetes-patch-merge-key", "uid")
            ),
            (
                "resourceVersion",
                Schema.string(
                    "An opaque value that changes with every write. A write that carries an old one is refused.")
            ),
            ("selfLink", Schema.string("Not set any more.")),
            (
                "uid",
                Schema.string(
                    "Tells the object from others that had its name before or have it later. Set by the server.")
            ),
        ])

    private static let managedFieldsEntrySchema = Schema.object(
        "The fields that one manager set by one kind of request.",
        [
            ("apiVersion", Schema.string("The version of the API in which the fields are named.")),
            ("fieldsType", Schema.string("The form of the fields; always FieldsV1.")),
            ("fieldsV1", Schema.reference(fieldsV1, "The fields.")),
            ("manager", Schema.string("The name of the manager.")),
            ("operation", Schema.string("Apply or Update.")),
            (
                "subresource",
                Schema.string("The subresource through which the fields were set; empty for the object itself.")
            ),
            ("time", Schema.reference(time, "When the set of fields last changed.")),
        ])

    private static let ownerReferenceSchema = Schema.object(
        "Names an object that another one depends on, in the same namespace or of the cluster.",
        required: ["apiVersion", "kind", "name", "uid"],
        [
            ("apiVersion", Schema.string("The API version of the owner.")),
            (
                "blockOwnerDeletion",
                Schema.boolean("Whether an owner deleted in the foreground stays until this object is gone.")
            ),
            ("controller", Schema.boolean("Whether the owner is the one that manages this object.")),
            ("kind", Schema.string("The kind of the owner.")),
            ("name", Schema.string("The name of the owner.")),
            ("uid", Schema.string("The UID of the owner.")),
        ]
    ).with("x-kubernetes-map-type", "atomic")

    private static let listMetaSchema = Schema.object(
        "What a list says about itself.",
        [
            ("continue", Schema.string("A token that asks for the rest of a list that a limit cut.")),
            ("remainingItemCount", Schema.integer("How many items follow, where the server knows.")),
            ("resourceVersion", Schema.string("The state that the list shows: where a watch may begin.")),
            ("selfLink", Schema.string("Not set any more.")),
        ])

    private static let deleteOptionsSchema = Schema.object(
        "How an object is to be deleted.",
        [
            ("apiVersion", apiVersion),
            ("dryRun", Schema.array("All: do everything but store the result.", of: ["type": "string"])),
            ("gracePeriodSeconds", Schema.integer("Seconds that the object has to end in an orderly way.")),
            ("kind", kind),
            ("orphanDependents", Schema.boolean("The old form of propagationPolicy: true stands for Orphan.")),
            ("preconditions", Schema.reference(preconditions, "What must hold for the object to be deleted.")),
            (
                "propagationPolicy",
                Schema.string(
                    "What happens to dependents. Background: deleted afterwards. Foreground: deleted before. Orphan: kept."
                )
            ),
        ])

    private static let preconditionsSchema = Schema.object(
        "What must hold for an object to be deleted.",
        [
            ("resourceVersion", Schema.string("The object must still have this resource version.")),
            ("uid", Schema.string("The object must be the one with this UID.")),
        ])

    private static let statusSchema = Schema.object(
        "The outcome of a request that answers with no object.",
        [
            ("apiVersion", apiVersion),
            ("code", Schema.integer("The HTTP status code.", format: "int32")),
            ("details", Schema.reference(statusDetails, "What the outcome is about, in machine-readable form.")),
            ("kind", kind),
            ("message", Schema.string("The outcome in a sentence.")),
            ("metadata", Schema.reference(listMeta, "The metadata of a list; empty.")),
            ("reason", Schema.string("The outcome in one word, by which programs tell failures apart.")),
            ("status", Schema.string("Success or Failure.")),
        ])

    private static let statusDetailsSchema = Schema.object(
        "What the outcome of a request is about.",
        [
            ("causes", Schema.array("Every single fault.", of: Schema.reference(statusCause))),
            ("group", Schema.string("The group of the resource.")),
            ("kind", Schema.string("The resource, or the kind for an invalid object.")),
            ("name", Schema.string("The name of the object.")),
            ("retryAfterSeconds", Schema.integer("When the client may try again.", format: "int32")),
            ("uid", Schema.string("The UID of the object.")),
        ])

    private static let statusCauseSchema = Schema.object(
        "One fault of a request.",
        [
            ("field", Schema.string("The path of the field at fault: spec.containers[0].name.")),
            ("message", Schema.string("The fault in a sentence.")),
            ("reason", Schema.string("The fault in one word.")),
        ])
}
