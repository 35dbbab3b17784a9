import JSON
import Machinery

/// Converts between the versions of a custom resource with the strategy `None`: only `apiVersion` changes, and then the
/// object is pruned and defaulted by the schema of its new version.
struct SchemaConverter: VersionConverter {
    private let schemas: [String: StructuralSchema]

    /// - Returns: `nil` where all versions have the same schema, so that nothing but `apiVersion` differs.
    init?(_ versions: [ResourceVersion]) {
        guard versions.dropFirst().contains(where: { $0.openAPISchema != versions[0].openAPISchema }) else {
            return nil
        }
        schemas = versions.reduce(into: [:]) { $0[$1.name] = $1.schema }
    }

    func convert(_ objects: [Unstructured], to groupVersion: GroupVersion) -> [Unstructured] {
        objects.map { object in
            var json = object.json
            json.set(.string(groupVersion.apiVersion), at: ["apiVersion"])
            if let schema = schemas[groupVersion.version] {
                schema.prune(&json)
                schema.applyDefaults(to: &json)
            }
            return Unstructured(fields: json.objectValue ?? object.fields)
        }
    }
}
