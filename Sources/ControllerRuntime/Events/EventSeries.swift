import Effects
import JSON
import KubernetesAPI
import Machinery

/// Turns what is recorded into what is written: the same event again only counts up, and an object that causes too many
/// events is cut off for a while. A state machine without clock or client.
struct EventSeries: Sendable {
    enum Write: Sendable {
        case create(Event)
        case countUp(NamespacedName, patch: JSONValue)
    }

    fileprivate struct Key: Hashable, Sendable {
        var object: ObjectIdentity
        var type: Event.EventType
        var reason: String
        var message: String
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

    /// An object as one component sees it, in whatever version.
    fileprivate struct ObjectIdentity: Hashable, Sendable {
        var component: String
        var kind: GroupKind
        var name: NamespacedName
        var uid: String
    }

    private var series: [Key: Series] = [:]
    private var budgets: [ObjectIdentity: Budget] = [:]

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

    private mutating func begin(_ event: RecordedEvent, _ key: Key, suffix: UInt64) -> Event {
        let digits = String(suffix, radix: 16)
        let name = NamespacedName(
            namespace: event.subject.namespace.isEmpty ? "default" : event.subject.namespace,
            name: "\(event.subject.name).\(String(repeating: "0", count: 16 - digits.count))\(digits)")
        if series.count >= Self.limit { series = series.filter { event.time - $0.value.last < Self.lifetime } }
        if series.count >= Self.limit { series = [:] }
        series[key] = Series(name: name, first: event.time, count: 1, last: event.time)
        return Event(first: event, named: name)
    }

    private mutating func spend(_ event: RecordedEvent) -> Bool {
        let key = ObjectIdentity(event)
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
            object: EventSeries.ObjectIdentity(event), type: event.type, reason: event.reason, message: event.message)
    }
}

extension EventSeries.ObjectIdentity {
    fileprivate init(_ event: RecordedEvent) {
        self.init(
            component: event.component, kind: event.subject.groupKind, name: event.subject.namespacedName,
            uid: event.subject.uid)
    }
}

extension Event {
    /// The first of a series.
    fileprivate init(first event: RecordedEvent, named name: NamespacedName) {
        let time = event.time.truncatedToSeconds
        self.init(
            metadata: ObjectMeta(name: name.name, namespace: name.namespace), involvedObject: event.subject,
            reason: event.reason, message: event.message.cut(toUTF8: 1024), type: event.type,
            source: Source(component: event.component), firstTimestamp: time, lastTimestamp: time, count: 1,
            reportingComponent: event.component)
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
