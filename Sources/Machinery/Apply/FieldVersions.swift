public import JSON

/// The versions of a kind, for owners that wrote in another than the request's.
public struct FieldVersions: Sendable {
    /// How the objects of an `apiVersion` merge; `nil` where the server does not have it, or no longer.
    public var schema: @Sendable (_ apiVersion: String) -> MergeSchema?
    /// An object in another version.
    public var convert: @Sendable (_ object: JSONValue, _ apiVersion: String) throws -> JSONValue

    public init(
        schema: @escaping @Sendable (_ apiVersion: String) -> MergeSchema?,
        convert: @escaping @Sendable (_ object: JSONValue, _ apiVersion: String) throws -> JSONValue
    ) {
        self.schema = schema
        self.convert = convert
    }

    /// A kind with one version.
    public static func only(_ apiVersion: String, _ schema: MergeSchema) -> FieldVersions {
        FieldVersions(schema: { $0 == apiVersion ? schema : nil }, convert: { object, _ in object })
    }
}

/// An object in one of its versions.
struct VersionedObject: Sendable {
    var json: JSONValue
    var apiVersion: String
    var schema: MergeSchema

    var fieldSet: FieldSet { schema.fieldSet(of: json) }

    func merged(with configuration: VersionedObject) throws(ApplyFailure) -> VersionedObject {
        var object = self
        do {
            object.json = try schema.merge(json, with: configuration.json)
        } catch {
            throw .invalid("failed to merge config: \(error)")
        }
        return object
    }

    func removing(_ fields: FieldSet, emptied: MergeSchema.Emptied) -> VersionedObject {
        var object = self
        object.json = schema.removing(fields, from: json, emptied: emptied)
        return object
    }
}

extension FieldVersions {
    /// The object in a version; `nil` where there is no such version.
    func converted(_ object: VersionedObject, to apiVersion: String) throws(ApplyFailure) -> VersionedObject? {
        if object.apiVersion == apiVersion { return object }
        guard let schema = schema(apiVersion) else { return nil }
        do {
            let json = try convert(object.json, apiVersion)
            return VersionedObject(json: json, apiVersion: apiVersion, schema: schema)
        } catch {
            throw .invalid("failed to convert object to \(apiVersion): \(error)")
        }
    }
}
