import KubernetesClient
import Machinery

/// One request on its way through the server.
struct Call {
    let request: ClientRequest
    let served: ServedResource
    let user: UserInfo
    /// What the parser of the request's body found and did not refuse, such as `duplicate field "spec.x"`.
    let decodingProblems: [String]
    var warnings: [String] = []
    /// What is written, in the version of the request.
    var requestForm: RequestForm?

    var definition: ResourceDefinition { served.definition }
    var groupResource: GroupResource { served.type.groupResource }

    func namespacedName(_ name: String) -> NamespacedName {
        NamespacedName(namespace: served.type.isNamespaced ? request.namespace : "", name: name)
    }
}

extension ClientRequest {
    /// The verb as authorization and discovery name it.
    var verb: ResourceDefinition.Verb {
        switch operation {
        case .get: .get
        case .list: .list
        case .create: .create
        case .update: .update
        case .patch: .patch
        case .delete: .delete
        case .deleteCollection: .deletecollection
        }
    }

    /// The name of the object that the request's path names; empty where it names none.
    var name: String {
        switch operation {
        case .get(let name), .patch(let name, _), .delete(let name, _): name
        case .create(_, let name): name ?? ""
        case .update(let object): object.name
        case .list, .deleteCollection: ""
        }
    }
}
