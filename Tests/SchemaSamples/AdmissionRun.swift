public import JSON
public import Machinery

/// Runs an object through admission as an API server does: defaults, then the type's rules.
public struct AdmissionRun: Sendable {
    public let resource: RegisteredResource
    /// An object that is in order.
    public let valid: JSONValue

    public init(_ resource: RegisteredResource, valid: JSONValue) {
        self.resource = resource
        self.valid = valid
    }

    /// `valid` with `change` put at a path of members; `nil` removes the member.
    public func object(_ path: String, _ change: JSONValue?) -> JSONValue {
        Self.setting(path.split(separator: ".").map(String.init)[...], in: valid, to: change)
    }

    public func defaulted(_ json: JSONValue, replacing old: JSONValue? = nil) -> JSONValue {
        resource.applyingDefaults(to: Self.unstructured(json), replacing: old.map(Self.unstructured)).json
    }

    /// The errors of a create.
    public func create(_ json: JSONValue) -> [String] {
        resource.validate(Self.unstructured(defaulted(json))).map(\.description)
    }

    /// The errors of an update of `valid`, or of `old`.
    public func update(_ json: JSONValue, from old: JSONValue? = nil, isDryRun: Bool = false) -> [String] {
        let old = defaulted(old ?? valid)
        return resource.validate(
            Self.unstructured(defaulted(json, replacing: old)), replacing: Self.unstructured(old),
            in: AdmissionContext(isDryRun: isDryRun)
        ).map(\.description)
    }

    private static func unstructured(_ json: JSONValue) -> Unstructured {
        Unstructured(fields: json.objectValue ?? [:])
    }

    private static func setting(_ path: ArraySlice<String>, in json: JSONValue, to change: JSONValue?) -> JSONValue {
        guard let key = path.first else { return change ?? json }
        var object = json.objectValue ?? [:]
        if path.count == 1 {
            object[key] = change
        } else {
            object[key] = setting(path.dropFirst(), in: object[key] ?? [:], to: change)
        }
        return .object(object)
    }
}
