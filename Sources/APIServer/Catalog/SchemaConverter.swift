import JSON
import Machinery

/// Converts between the versions of a custom resource with the strategy `None`: only `apiVersion` changes, and then the
/// object is pruned by the schema of its new version.
struct SchemaConverter: VersionConverter {
    let schemas: CustomResourceSchemas

    func convert(_ objects: [Unstructured], to groupVersion: GroupVersion) -> [Unstructured] {
        objects.map { object in
            guard object.apiVersion != groupVersion.apiVersion else { return object }
            var object = object
            object.fields["apiVersion"] = .string(groupVersion.apiVersion)
            return schemas.complete(object)
        }
    }
}
