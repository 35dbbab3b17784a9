import Effects
import JSON
import KubernetesAPI
import Machinery

/// Events: `v1` as they are stored, and `events.k8s.io/v1`, which names the same fields differently.
enum EventKind {
    static func core(timeToLive: Duration) -> ResourceDefinition {
        let names = ResourceType(group: "", version: "v1", kind: "Event", plural: "events", shortNames: ["ev"])
        var definition = ResourceDefinition.builtIn(
            names,
            columns: [
                TableColumn(
                    "Last Seen", type: "date", description: "How long ago it happened last.",
                    value: .computed { object in lastSeen(object).map(JSONValue.string) ?? .null }),
                TableColumn("Type", description: "`Normal` or `Warning`.", value: .path(".type")),
                TableColumn("Reason", description: "Why, as a word for programs.", value: .path(".reason")),
                .text("Object", description: "The object it happened to.") { object in
                    "\(object.text(at: "involvedObject", "kind").lowercased())/\(object.text(at: "involvedObject", "name"))"
                },
                TableColumn(
                    "Subobject", priority: 1, description: "The part of the object.",
                    value: .path(".involvedObject.fieldPath")),
                .text("Source", priority: 1, description: "Who reported it.") { source($0) },
                TableColumn("Message", description: "Why, in words for people.", value: .path(".message")),
                TableColumn(
                    "First Seen", type: "date", priority: 1, description: "How long ago it happened first.",
                    value: .computed { object in
                        ["firstTimestamp", "eventTime"].lazy.compactMap { object.fields[$0] }.first { !$0.isNull }
                            ?? .null
                    }),
                .count("Count", priority: 1, description: "How often it happened.") { object in
                    Int((object.value(at: "series", "count") ?? object.fields["count"])?.integerValue ?? 1)
                },
                TableColumn(
                    "Name", format: "name", priority: 1, description: "The name of the event.",
                    value: .path(".metadata.name")),
            ],
            selectableFields: [
                "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
                "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
                "reportingComponent", "type",
            ])
        share(&definition, timeToLive)
        return definition
    }

    static func events(timeToLive: Duration) -> ResourceDefinition {
        let names = ResourceType(
            group: "events.k8s.io", version: "v1", kind: "Event", plural: "events", shortNames: ["ev"])
        var definition = core(timeToLive: timeToLive)
        definition.names = names
        definition.storageGroupVersion = GroupVersion(group: "", version: "v1")
        definition.versions[0].builtInKind = BuiltInKind(names.groupVersionKind)
        definition.versions[0].selectableFields = ["reason", "type"]
        // The columns of v1 name its fields.
        definition.versions[0].columns = [
            .name, TableColumn("Type", description: "`Normal` or `Warning`.", value: .path(".type")),
            TableColumn("Reason", description: "Why, as a word for programs.", value: .path(".reason")),
            TableColumn("Note", description: "Why, in words for people.", value: .path(".note")), .age,
        ]
        definition.converter = EventConverter()
        definition.rules.validate = { EventValidation.strictErrors(in: $0, since: $1) }
        return definition
    }

    private static func share(_ definition: inout ResourceDefinition, _ timeToLive: Duration) {
        definition.allowsCreateOnUpdate = true
        definition.expiry = ResourceDefinition.Expiry(timeToLive: timeToLive) { object in
            [lastSeen(object), object.metadata("creationTimestamp")?.stringValue]
                .compactMap { $0.flatMap { Timestamp(rfc3339: $0) } }.max()
        }
        definition.rules.validate = { event, _ in EventValidation.errors(in: event) }
    }

    /// When an event in the form of `v1` happened last.
    private static func lastSeen(_ object: Unstructured) -> String? {
        [object.value(at: "series", "lastObservedTime"), object.fields["lastTimestamp"], object.fields["eventTime"]]
            .lazy.compactMap { $0?.stringValue }.first
    }

    private static func source(_ object: Unstructured) -> String {
        let component = object.text(at: "source", "component")
        let reporter = component.isEmpty ? object.text(at: "reportingComponent") : component
        let host = object.text(at: "source", "host")
        return host.isEmpty ? reporter : "\(reporter), \(host)"
    }
}

/// Between `v1` and `events.k8s.io/v1` Events, whose fields differ in nothing but their names.
private struct EventConverter: VersionConverter {
    private static let names = [
        ("involvedObject", "regarding"), ("message", "note"), ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"),
    ]

    func convert(_ objects: [Unstructured], to groupVersion: GroupVersion) -> [Unstructured] {
        let toCore = groupVersion.group.isEmpty
        let renamed = Dictionary(
            uniqueKeysWithValues: Self.names.map { core, events in toCore ? (events, core) : (core, events) })
        return objects.map { object in
            var fields = JSONObject()
            for (key, value) in object.fields { fields[renamed[key] ?? key] = value }
            fields["apiVersion"] = .string(groupVersion.apiVersion)
            return Unstructured(fields: fields)
        }
    }
}
