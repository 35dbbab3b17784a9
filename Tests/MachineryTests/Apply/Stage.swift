import Effects
import JSON
import Machinery

/// One object as a server keeps it, and those who write it.
struct Stage {
    var fields: FieldManager
    var object: JSONValue?
    var now = Timestamp(secondsSinceEpoch: 1_700_000_000)

    init(_ fields: FieldManager = FieldManager(Sample.kind, schema: Sample.schema)) {
        self.fields = fields
    }

    var spec: JSONValue? { object?["spec"] }
    var owners: ManagedFields? { try? ManagedFields(json: object?["metadata"]?["managedFields"]) }

    /// The fields of a manager, as FieldsV1 without the metadata; `nil` where it owns nothing.
    func fields(of manager: String, _ operation: ManagedFieldsEntry.Operation = .apply) -> String? {
        owners?.entries.first { $0.manager == manager && $0.operation == operation }?.fieldsV1?.text
    }

    mutating func apply(_ manager: String, force: Bool = false, _ spec: String) throws {
        try apply(manager, force: force, object: try Sample.object(spec))
    }

    mutating func apply(_ manager: String, force: Bool = false, object configuration: JSONValue) throws {
        now = now + .seconds(1)
        store(try fields.apply(configuration, to: object, manager: manager, force: force, at: now))
    }

    mutating func update(_ manager: String, _ spec: String) throws {
        try update(manager) { old in
            var new = try old ?? Sample.object("{}")
            new.set(try json(spec), at: ["spec"])
            return new
        }
    }

    mutating func update(_ manager: String, _ change: (JSONValue?) throws -> JSONValue) throws {
        now = now + .seconds(1)
        store(fields.update(from: object, to: try change(object), manager: manager, at: now))
    }

    private mutating func store(_ new: JSONValue) {
        var new = new
        new.set("1", at: ["metadata", "uid"])
        object = new
    }
}
