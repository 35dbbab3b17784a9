package import KubernetesClient
import Machinery

extension ClientRequest {
    /// `patch widgets.test.io/status default/a`
    package var summary: String {
        let (verb, name) =
            switch operation {
            case .get(let name): ("get", name)
            case .list: ("list", "")
            case .create(let object, _): ("create", object.name)
            case .update(let object): ("update", object.name)
            case .patch(let name, _): ("patch", name)
            case .delete(let name, _): ("delete", name)
            case .deleteCollection: ("deletecollection", "")
            }
        let path = "\(resource.groupResource)" + (subresource.map { "/\($0)" } ?? "")
        return name.isEmpty ? "\(verb) \(path)" : "\(verb) \(path) \(NamespacedName(namespace: namespace, name: name))"
    }
}
