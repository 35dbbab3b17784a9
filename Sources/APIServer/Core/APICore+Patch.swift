import JSON
import KubernetesClient
import Machinery

extension APICore {
    func patch(_ name: String, _ patch: Patch, _ call: inout Call) async throws -> CoreResponse {
        if case .apply(let configuration) = patch { return try await apply(configuration, to: name, &call) }
        let function = try patch.function(for: call.definition)
        return try await change(name, &call) { try function($0) }
    }
}

extension Patch {
    /// What the patch does to an object.
    ///
    /// - Throws: `APIStatus` 400 for a malformed patch, 415 for a kind of patch that is not supported. The function throws 422
    ///   where the patch does not fit the object.
    func function(for definition: ResourceDefinition) throws -> (Unstructured) throws -> Unstructured {
        let apply: (JSONValue) throws(MachineryError) -> JSONValue
        switch self {
        case .json(let body):
            do {
                let patch = try JSONPatch(json: body)
                apply = { json throws(MachineryError) in try patch.applied(to: json) }
            } catch {
                throw APIStatus.badRequest(error.message)
            }
        case .merge(let body):
            guard body.objectValue != nil else { throw APIStatus.badRequest("a merge patch must be an object") }
            apply = { json in MergePatch.applying(body, to: json) }
        case .strategicMerge(let body) where definition.isBuiltIn:
            guard let changes = body.objectValue else {
                throw APIStatus.badRequest("a strategic merge patch must be an object")
            }
            let patch = StrategicMergePatch(rules: definition.strategicMergeRules)
            apply = { json throws(MachineryError) in
                .object(try patch.applying(changes, to: json.objectValue ?? [:]))
            }
        case .strategicMerge, .apply:
            throw APIStatus.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json-patch+json, application/merge-patch+json"
                    + (definition.isBuiltIn ? ", application/strategic-merge-patch+json" : "")
                    + ", application/apply-patch+yaml")
        }
        return { object in
            do {
                guard let fields = try apply(object.json).objectValue else {
                    throw MachineryError(.patchDoesNotApply, "the result of the patch is not an object")
                }
                return Unstructured(fields: fields)
            } catch let error as MachineryError {
                throw APIStatus(
                    code: 422, reason: .invalid,
                    message: "the server rejected our request due to an error in our request: \(error.message)")
            }
        }
    }
}
