import JSON
import KubernetesAPI
import Machinery

extension ResourceVersion {
    /// Brings an object into the form in which it is stored, whoever made it: unknown fields are gone, defaults are there, and
    /// every value is one that its field can hold. `apiVersion`, `kind` and `metadata` stay as they are.
    ///
    /// - Returns: The paths of unknown fields.
    func canonicalize(_ object: inout Unstructured) throws(UnfitValue) -> [String] {
        if let builtInKind { return try builtInKind.canonicalForm(&object) }
        guard let schema else { return [] }
        var json = object.json
        var unknown = schema.prune(&json)
        do {
            unknown += try schema.coerceEmbedded(in: &json)
        } catch {
            throw UnfitValue(message: error.description)
        }
        schema.applyDefaults(to: &json)
        object.fields = json.objectValue ?? object.fields
        return unknown
    }
}

extension BuiltInKind {
    /// The same for the body of a subresource, which is of another kind than the resource.
    func canonicalForm(_ object: inout Unstructured) throws(UnfitValue) -> [String] {
        do {
            return try canonicalize(&object.fields)
        } catch {
            throw UnfitValue(message: error.message)
        }
    }
}

/// A value that its field cannot hold.
struct UnfitValue: Error {
    /// In the words of Go's decoder for built-in kinds.
    var message: String
}
