public import Effects
public import JSON
public import Machinery

/// `core/v1 Event`: something that happened to an object. Servers drop it after a while.
public struct Event: Resource {
    public static let resourceType = ResourceType(
        group: "", version: "v1", kind: "Event", plural: "events", shortNames: ["ev"])

    public var metadata: ObjectMeta
    public var involvedObject: ObjectReference
    public var reason: String
    public var message: String
    public var source: Source
    public var firstTimestamp: Timestamp?
    public var lastTimestamp: Timestamp?
    /// How often it happened between the two timestamps.
    public var count: Int32
    public var type: EventType
    public var eventTime: MicroTime?
    public var series: Series?
    /// What was done or failed to be done, such as `Binding`.
    public var action: String
    /// A second object that took part.
    public var related: ObjectReference?
    public var reportingComponent: String
    public var reportingInstance: String
    public var unknownFields = JSONObject()

    public init(
        metadata: ObjectMeta = ObjectMeta(), involvedObject: ObjectReference, reason: String, message: String = "",
        type: EventType = .normal, source: Source = Source(), firstTimestamp: Timestamp? = nil,
        lastTimestamp: Timestamp? = nil, count: Int32 = 0, eventTime: MicroTime? = nil, series: Series? = nil,
        action: String = "", related: ObjectReference? = nil, reportingComponent: String = "",
        reportingInstance: String = ""
    ) {
        self.metadata = metadata
        self.involvedObject = involvedObject
        self.reason = reason
        self.message = message
        self.source = source
        self.firstTimestamp = firstTimestamp
        self.lastTimestamp = lastTimestamp
        self.count = count
        self.type = type
        self.eventTime = eventTime
        self.series = series
        self.action = action
        self.related = related
        self.reportingComponent = reportingComponent
        self.reportingInstance = reportingInstance
    }

    public struct EventType: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let normal: Self = "Normal"
        public static let warning: Self = "Warning"
    }

    public struct Source: JSONRepresentable {
        public var component: String
        public var host: String
        public var unknownFields = JSONObject()

        public init(component: String = "", host: String = "") {
            self.component = component
            self.host = host
        }
    }

    /// How often the same happened since `eventTime`.
    public struct Series: JSONRepresentable {
        public var count: Int32
        public var lastObservedTime: MicroTime?
        public var unknownFields = JSONObject()

        public init(count: Int32, lastObservedTime: MicroTime?) {
            self.count = count
            self.lastObservedTime = lastObservedTime
        }
    }
}

extension Event {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        fields.ignore("apiVersion", "kind")
        metadata = try fields.value("metadata", default: ObjectMeta())
        involvedObject = try fields.value("involvedObject", default: ObjectReference())
        reason = try fields.value("reason", default: "")
        message = try fields.value("message", default: "")
        source = try fields.value("source", default: Source())
        firstTimestamp = try fields.optional("firstTimestamp")
        lastTimestamp = try fields.optional("lastTimestamp")
        count = try fields.value("count", default: 0)
        type = try fields.value("type", default: "")
        eventTime = try fields.optional("eventTime")
        series = try fields.optional("series")
        action = try fields.value("action", default: "")
        related = try fields.optional("related")
        reportingComponent = try fields.value("reportingComponent", default: "")
        reportingInstance = try fields.value("reportingInstance", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder(Self.resourceType, metadata)
        fields.set("involvedObject", involvedObject)
        fields.setUnlessEmpty("reason", reason)
        fields.setUnlessEmpty("message", message)
        fields.setUnlessEmpty("source", source)
        fields.set("firstTimestamp", firstTimestamp)
        fields.set("lastTimestamp", lastTimestamp)
        fields.set("count", count == 0 ? nil : count)
        fields.setUnlessEmpty("type", type.rawValue)
        fields.set("eventTime", eventTime)
        fields.set("series", series)
        fields.setUnlessEmpty("action", action)
        fields.set("related", related)
        fields.setUnlessEmpty("reportingComponent", reportingComponent)
        fields.setUnlessEmpty("reportingInstance", reportingInstance)
        return fields.json(adding: unknownFields)
    }
}

extension Event.Source {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        component = try fields.value("component", default: "")
        host = try fields.value("host", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("component", component)
        fields.setUnlessEmpty("host", host)
        return fields.json(adding: unknownFields)
    }
}

extension Event.Series {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        count = try fields.value("count", default: 0)
        lastObservedTime = try fields.optional("lastObservedTime")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("count", count)
        fields.set("lastObservedTime", lastObservedTime)
        return fields.json(adding: unknownFields)
    }
}
