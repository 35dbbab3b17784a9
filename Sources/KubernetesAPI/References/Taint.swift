public import Effects
public import JSON
public import Machinery

/// `core/v1 Taint`: keeps Pods that do not tolerate it away from a Node.
public struct Taint: JSONRepresentable {
    public var key: String
    public var value: String
    public var effect: Effect
    /// When a `NoExecute` taint was added.
    public var timeAdded: Timestamp?
    public var unknownFields = JSONObject()

    public init(key: String, value: String = "", effect: Effect, timeAdded: Timestamp? = nil) {
        self.key = key
        self.value = value
        self.effect = effect
        self.timeAdded = timeAdded
    }

    public struct Effect: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No new Pod is placed on the Node.
        public static let noSchedule: Self = "NoSchedule"
        /// New Pods are placed elsewhere if they can be.
        public static let preferNoSchedule: Self = "PreferNoSchedule"
        /// Pods on the Node are evicted too.
        public static let noExecute: Self = "NoExecute"
    }
}

extension Taint: SchemaProviding {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        key = try fields.required("key")
        value = try fields.value("value", default: "")
        effect = try fields.required("effect")
        timeAdded = try fields.optional("timeAdded")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("key", key)
        fields.setUnlessEmpty("value", value)
        fields.set("effect", effect)
        fields.set("timeAdded", timeAdded)
        return fields.json(adding: unknownFields)
    }

    public static let schema = SchemaText.schema(
        #"""
        {"description": "Keeps Pods that do not tolerate it away from a Node.", "type": "object", "required": ["key", "effect"],
        "properties": {
        "key": {"description": "The key of the taint.", "type": "string"},
        "value": {"description": "The value of the taint.", "type": "string"},
        "effect": {"description": "What happens to Pods that do not tolerate it: `NoSchedule`, `PreferNoSchedule` or `NoExecute`.", "type": "string"},
        "timeAdded": {"description": "When a `NoExecute` taint was added.", "type": "string", "format": "date-time"}
        }}
        """#)
}
