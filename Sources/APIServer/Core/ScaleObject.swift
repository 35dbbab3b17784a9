import JSON
import Machinery

/// `autoscaling/v1` Scale: the replicas of an object under names that are the same for every kind.
struct ScaleObject {
    private let object: Unstructured

    /// The Scale of an object.
    init(of object: Unstructured, _ paths: ResourceVersion.ScalePaths) {
        let shared = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"]
        let metadata = JSONObject(
            uniqueKeysWithValues: shared.compactMap { key in object.metadata(key).map { (key, $0) } })
        var status: JSONObject = ["replicas": object.json.value(at: paths.statusReplicas) ?? 0]
        if let path = paths.labelSelector {
            status["selector"] = object.json.value(at: path)
        } else if let path = paths.structuredSelector {
            status["selector"] = Self.text(ofSelector: object.json.value(at: path))
        }
        self.object = Unstructured(fields: [
            "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": .object(metadata),
            "spec": .object(["replicas": object.json.value(at: paths.specReplicas) ?? 0]), "status": .object(status),
        ])
    }

    /// A `metav1.LabelSelector` as queries write it; `nil` for one that selects everything or cannot be read.
    private static func text(ofSelector json: JSONValue?) -> JSONValue? {
        guard let json, let requirements = try? LabelSelector(json: json).requirements else { return nil }
        let text = requirements.description
        return text.isEmpty ? nil : .string(text)
    }

    /// Why no Scale can be made of an object: a field is of another type.
    static func problem(with object: Unstructured, _ paths: ResourceVersion.ScalePaths) -> String? {
        for path in [paths.specReplicas, paths.statusReplicas] {
            if case .failure(let problem) = object.json.replicas(at: path) { return problem.message }
        }
        return paths.labelSelector.flatMap { object.json.selectorProblem(at: $0) }
    }

    /// A Scale that a client sent.
    init(_ object: Unstructured) {
        self.object = object
    }

    var unstructured: Unstructured { object }

    /// The object scaled: its replicas, and the `resourceVersion` the Scale is based on.
    ///
    /// - Throws: `APIStatus` 422 where the Scale is not valid.
    func applied(to scaled: Unstructured, _ paths: ResourceVersion.ScalePaths) throws -> Unstructured {
        let replicas = object.value(at: "spec", "replicas") ?? 0
        var errors: [FieldError] = []
        switch replicas.integerValue {
        case .some(0...Int64(Int32.max)): break
        case .some(..<0):
            errors.append(.invalid("spec.replicas", replicas, "must be greater than or equal to 0"))
        default: errors.append(.invalid("spec.replicas", replicas, "must be a 32-bit integer"))
        }
        if !object.name.isEmpty, object.name != scaled.name {
            errors.append(.invalid("metadata.name", .string(object.name), "must be \(scaled.name)"))
        }
        guard errors.isEmpty else {
            throw APIStatus.invalid(GroupKind(group: "autoscaling", kind: "Scale"), name: scaled.name, errors)
        }
        var json = scaled.json
        guard json.set(replicas, at: paths.specReplicas), let fields = json.objectValue else {
            throw APIStatus.internalError("\(paths.specReplicas.joined(separator: ".")) cannot be set")
        }
        var result = Unstructured(fields: fields)
        result.resourceVersion = object.resourceVersion
        return result
    }
}
