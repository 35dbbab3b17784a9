import JSON
import Machinery

/// What is wrong with an event in the form of `v1`, in the words of Kubernetes.
enum EventValidation {
    private static let lengths = [("reportingInstance", 128), ("action", 128), ("reason", 128), ("message", 1024)]

    /// What every event must be like: those with an `eventTime` say more than the older ones without.
    static func errors(in event: Unstructured) -> [FieldError] {
        let namespace = event.text(at: "involvedObject", "namespace")
        var errors: [FieldError] = []
        let isNew = event.fields["eventTime"]?.stringValue != nil
        // Events about objects without a namespace lie in `default`, or in the system's own namespace.
        let fits =
            namespace.isEmpty
            ? event.namespace == "default" || (isNew && event.namespace == "kube-system")
            : isNew || namespace == event.namespace
        if !fits {
            errors.append(.invalid("involvedObject.namespace", .string(namespace), "does not match event.namespace"))
        }
        guard isNew else { return errors }
        let controller = event.text(at: "reportingComponent")
        if controller.isEmpty { errors.append(.required("reportingController")) }
        errors += NameRule.qualifiedName.problems(in: controller).map {
            .invalid("reportingController", .string(controller), $0)
        }
        for (field, maximum) in lengths {
            let count = event.text(at: field).utf8.count
            if count == 0, field != "message" { errors.append(.required(field)) }
            if count > maximum { errors.append(.invalid(field, "", "can have at most \(maximum) characters")) }
        }
        return errors
    }

    /// What those who write through `events.k8s.io/v1` must keep to besides.
    static func strictErrors(in event: Unstructured, since old: Unstructured?) -> [FieldError] {
        var errors = errors(in: event)
        guard let old else { return errors + seriesErrors(event) + creationErrors(event) }
        if event.fields["series"] != old.fields["series"] { errors += seriesErrors(event) }
        let immutable = [
            ("involvedObject", "involvedObject"), ("reason", "reason"), ("message", "message"), ("source", "source"),
            ("firstTimestamp", "firstTimestamp"), ("lastTimestamp", "lastTimestamp"), ("count", "count"),
            ("type", "type"), ("eventTime", "eventTime"), ("action", "action"), ("related", "related"),
            ("reportingComponent", "reportingController"), ("reportingInstance", "reportingInstance"),
        ]
        for (field, name) in immutable {
            errors += FieldRules.immutable(event.fields[field], since: old.fields[field], name)
        }
        return errors
    }

    private static func creationErrors(_ event: Unstructured) -> [FieldError] {
        var errors: [FieldError] = []
        if event.fields["eventTime"]?.stringValue == nil { errors.append(.required("eventTime")) }
        let type = event.text(at: "type")
        if type != "Normal", type != "Warning" { errors.append(.invalid("type", "", "has invalid value: \(type)")) }
        for field in ["firstTimestamp", "lastTimestamp", "count"] where event.fields[field] != nil {
            errors.append(.invalid(field, "", "needs to be unset"))
        }
        if !(event.fields["source"]?.objectValue?.isEmpty ?? true) {
            errors.append(.invalid("source", "", "needs to be unset"))
        }
        return errors
    }

    private static func seriesErrors(_ event: Unstructured) -> [FieldError] {
        guard let series = event.fields["series"] else { return [] }
        var errors: [FieldError] = []
        if series["count"]?.integerValue ?? 0 < 2 {
            errors.append(.invalid("series.count", "", "should be at least 2"))
        }
        if series.text(of: "lastObservedTime").isEmpty { errors.append(.required("series.lastObservedTime")) }
        return errors
    }
}
