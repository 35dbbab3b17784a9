import JSON
import KubernetesClient
import Machinery
import ObjectStore

/// `apiregistration.k8s.io/v1` APIService: the versions that this server serves, each as a local one. They follow from what is
/// served, so that nothing of them is stored and nothing about them can be changed.
enum APIServiceKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "apiregistration.k8s.io", version: "v1", kind: "APIService", plural: "apiservices",
            isNamespaced: false, categories: ["api-extensions"])
        var definition = ResourceDefinition.builtIn(
            names,
            columns: [
                .name,
                .text("Service", description: "Who serves it: Local is this server.") { object in
                    let name = object.text(at: "spec", "service", "name")
                    return name.isEmpty ? "Local" : "\(object.text(at: "spec", "service", "namespace"))/\(name)"
                },
                .text("Available", description: "Whether it is served.") { $0.conditionStatus("Available") }, .age,
            ])
        definition.verbs = [.get, .list]
        definition.answer = { core, call in try await core.answerAPIServices(&call) }
        return definition
    }()

    /// - Parameters:
    ///   - priority: Lower for versions that clients should prefer less.
    ///   - since: When the plane learned of its first namespace, as long as it has served anything.
    static func object(group: String, version: String, priority: Int, since: JSONValue?) -> Unstructured {
        let name = "\(version).\(group)"
        let created = since ?? "1970-01-01T00:00:00Z"
        return Unstructured(fields: [
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "metadata": [
                "name": .string(name), "uid": .string("00000000-0000-0000-0000-\(digits(of: name))"),
                "creationTimestamp": created, "labels": ["kube-aggregator.kubernetes.io/automanaged": "onstart"],
            ],
            "spec": [
                "group": .string(group), "version": .string(version),
                "groupPriorityMinimum": .integer(group.isEmpty ? 18000 : 17000),
                "versionPriority": .integer(Int64(priority)),
            ],
            "status": [
                "conditions": [
                    [
                        "type": "Available", "status": "True", "lastTransitionTime": created, "reason": "Local",
                        "message": "Local APIServices are always available",
                    ]
                ]
            ],
        ])
    }

    /// Twelve digits that tell names apart.
    private static func digits(of name: String) -> String {
        let digits = String(FNV1a.hash64(name.utf8), radix: 16).suffix(12)
        return String(repeating: "0", count: 12 - digits.count) + digits
    }
}

extension APICore {
    fileprivate func answerAPIServices(_ call: inout Call) async throws -> CoreResponse {
        let revision = try await store.currentRevision()
        let namespace = try await store.get(NamespaceGate.key(of: "default")).map { try ObjectCodec.decode($0) }
        let objects = catalog.snapshot().groups.flatMap { group in
            group.versions.enumerated().map { index, version in
                APIServiceKind.object(
                    group: group.name, version: version, priority: max(1, 15 - index),
                    since: namespace?.metadata("creationTimestamp"))
            }
        }
        switch call.request.operation {
        case .get(let name):
            guard let object = objects.first(where: { $0.name == name }), let encoded = encoded(object, revision) else {
                throw APIStatus.notFound(call.groupResource, name: name)
            }
            return .object(encoded, created: false)
        case .list(let options):
            let selection = try Selection(
                labelSelector: options.labelSelector, fieldSelector: options.fieldSelector, of: call.served)
            let items = try objects.sorted { $0.name < $1.name }.compactMap { encoded($0, revision) }
                .filter { try selection.matches($0.stored) }
            return .list(EncodedList(resource: call.served.type, items: items, revision: revision))
        default:
            throw APIStatus.methodNotAllowed(call.groupResource, verb: call.request.verb.rawValue)
        }
    }

    private func encoded(_ object: Unstructured, _ revision: Revision) -> EncodedObject? {
        EncodedObject(stored: ObjectCodec.encode(object), revision: revision)
    }
}
