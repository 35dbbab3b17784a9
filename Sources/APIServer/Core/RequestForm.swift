import JSON
import KubernetesClient
import Machinery

/// What a request writes, in the version of the request.
///
/// Objects are changed by plugins and stored in the storage version, but Kubernetes judges them by the schema of the version
/// that the client speaks, so that it hears of fields that it knows.
struct RequestForm {
    /// What is stored now; `nil` for a create.
    private(set) var old: Unstructured?
    /// What is to be stored, before plugins changed it.
    private(set) var object: Unstructured?
    /// The same in the storage version.
    private var stored: Unstructured?

    init(old: Unstructured) {
        self.old = old
    }

    init(object: Unstructured, stored: Unstructured) {
        self.object = object
        self.stored = stored
    }

    /// The form with what an update sent.
    ///
    /// - Parameter stored: What it makes of the object in the storage version.
    func taking(_ accepted: Unstructured, stored: Unstructured, _ call: Call) -> RequestForm {
        var object = accepted
        if call.request.subresource == "status" {
            object = old ?? accepted
            object.fields["status"] = accepted.fields["status"]
        } else if call.definition.storage.subresources.status {
            object.fields["status"] = old?.fields["status"]
        }
        var form = self
        form.object = object
        form.stored = stored
        return form
    }

    /// The form of an object in the storage version; `nil` where the object is not the one that was taken, but for its
    /// metadata.
    func form(of changed: Unstructured) -> Unstructured? {
        guard var object, let stored, stored.content == changed.content else { return nil }
        object.fields["metadata"] = changed.fields["metadata"]
        return object
    }
}

extension Unstructured {
    /// All but the metadata.
    fileprivate var content: JSONObject {
        var content = fields
        content["metadata"] = nil
        return content
    }
}
