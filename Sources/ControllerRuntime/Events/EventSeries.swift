import Effects
import JSON
import Machinery

/// Turns what is recorded into what is written: the same event again only counts up, and an object that causes too many
/// events is cut off for a while. A state machine without clock or client.
struct EventSeries: Sendable {
    enum Write: Sendable {
        case create(Unstructured)
        case countUp(NamespacedName, patch: JSONValue)
    }

    fileprivate struct Key: Hashable, Sendable {
        var type: RecordedEvent.Kind
        var uid: String
        var name: NamespacedName
        var kind: String
        var reason: String
        var message: String
        var component: String
    }

    private struct Series: Sendable {
        var name: NamespacedName
        var first: Timestamp
        var count: Int64
        var last: Timestamp
    }

    /// A token bucket for one object of one component.
    private struct Budget: Sendable {
        var tokens: Double
        var asOf: Timestamp
    }

    private struct BudgetKey: Hashable, Sendable {
        var component: String
        var kind: String
        var name: NamespacedName
        var uid: String
    }

    private var series: [Key: Series] = [:]
    private var budgets: [BudgetKey: Budget] = [:]

    /// As in client-go: 25 events at once, then one every five minutes.
    private static var burst: Double { 25 }
    private static var secondsPerToken: Double { 300 }
    /// The server forgets events after an hour; so does this.
    private static var lifetime: Duration { .seconds(3600) }
    private static var limit: Int { 4096 }

    /// - Parameter suffix: Makes the name of a new event unique.
    /// - Returns: `nil` where the object has used up its budget.
    mutating func add(_ event: RecordedEvent, suffix: UInt64) -> Write? {
        guard spend(event) else { return nil }
        let key = Key(event)
        if var known = series[key], event.time - known.last < Self.lifetime {
            known.count += 1
            known.last = event.time
            series[key] = known
            return .countUp(
                known.name,
                patch: [
                    "count": .integer(known.count), "lastTimestamp": .string(event.time.truncatedToSeconds.rfc3339),
                ])
        }
        return .create(begin(event, key, suffix: suffix))
    }

    /// Forgets the series that `event` belongs to: its event is gone from the server.
    mutating func forget(_ event: RecordedEvent) {
        series[Key(event)] = nil
    }

    private mutating func begin(_ event: RecordedEvent, _ key: Key, suffix: UInt64) -> Unstructured {
        let digits = String(suffix, radix: 16)
        let namespace = event.subject.name.namespace.isEmpty ? "default" : event.subject.name.namespace
        let name = NamespacedName(
            namespace: namespace,
            name: "\(event.subject.name.name).\(String(repeating: "0", count: 16 - digits.count))\(digits)")
        if series.count >= Self.limit { series = series.filter { event.time - $0.value.last < Self.lifetime } }
        if series.count >= Self.limit { series = [:] }
        series[key] = Series(name: name, first: event.time, count: 1, last: event.time)
        return event.object(name)
    }

    private mutating func spend(_ event: RecordedEvent) -> Bool {
        let key = BudgetKey(
            component: event.component, kind: event.subject.kind, name: event.subject.name, uid: event.subject.uid)
        var budget = budgets[key] ?? Budget(tokens: Self.burst, asOf: event.time)
        let seconds = Double((event.time - budget.asOf).wholeNanoseconds) / 1e9
        budget.tokens = min(Self.burst, budget.tokens + max(0, seconds) / Self.secondsPerToken)
        budget.asOf = event.time
        if budgets.count >= Self.limit { budgets = [:] }
        defer { budgets[key] = budget }
        guard budget.tokens >= 1 else { return false }
        budget.tokens -= 1
        return true
    }
}

extension EventSeries.Key {
    fileprivate init(_ event: RecordedEvent) {
        self.init(
            type: event.type, uid: event.subject.uid, name: event.subject.name, kind: event.subject.kind,
            reason: event.reason, message: event.message, component: event.component)
    }
}

extension RecordedEvent {
    static let resource = ResourceType(group: "", version: "v1", kind: "Event", plural: "events", shortNames: ["ev"])

    /// The first of a series, as `core/v1` has it.
    fileprivate func object(_ name: NamespacedName) -> Unstructured {
        let timestamp = JSONValue.string(time.truncatedToSeconds.rfc3339)
        var involved = JSONObject()
        involved["apiVersion"] = .string(subject.apiVersion)
        involved["kind"] = .string(subject.kind)
        if !subject.name.namespace.isEmpty { involved["namespace"] = .string(subject.name.namespace) }
        involved["name"] = .string(subject.name.name)
        if !subject.uid.isEmpty { involved["uid"] = .string(subject.uid) }
        if !subject.resourceVersion.isEmpty { involved["resourceVersion"] = .string(subject.resourceVersion) }
        var event = Unstructured(
            apiVersion: "v1", kind: "Event", metadata: ObjectMeta(name: name.name, namespace: name.namespace))
        event.fields["involvedObject"] = .object(involved)
        event.fields["reason"] = .string(reason)
        event.fields["message"] = .string(message.cut(toUTF8: 1024))
        event.fields["source"] = ["component": .string(component)]
        event.fields["firstTimestamp"] = timestamp
        event.fields["lastTimestamp"] = timestamp
        event.fields["count"] = 1
        event.fields["type"] = .string(type.rawValue)
        event.fields["reportingComponent"] = .string(component)
        event.fields["reportingInstance"] = ""
        return event
    }
}

extension String {
    /// The longest prefix of whole characters that takes at most `limit` bytes in UTF-8.
    fileprivate func cut(toUTF8 limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var length = 0
        return String(
            prefix { character in
                length += character.utf8.count
                return length <= limit
            })
    }
}
