import JSON
import KubernetesClient
import Machinery

extension APICore {
    /// The `scale` subresource: an `autoscaling/v1` Scale made from the object, and changes of it carried into the object.
    func scale(_ call: inout Call) async throws -> CoreResponse {
        guard let paths = call.served.version.subresources.scale else { throw APIStatus.noSuchResource() }
        let response: CoreResponse
        switch call.request.operation {
        case .get(let name):
            response = try await get(name, call)
        case .update(let sent):
            let scale = ScaleObject(try call.accept(sent, as: ScaleObject.kind))
            response = try await change(sent.name, &call) { try scale.applied(to: $0, paths) }
        case .patch(let name, .apply(let configuration)):
            response = try await applyScale(configuration, to: name, paths, &call)
        case .patch(let name, let patch):
            let function = try patch.function(for: call.definition)
            let sender = call
            response = try await change(name, &call) { object in
                let patched = try function(ScaleObject(of: object, paths).unstructured)
                var reader = sender
                return try ScaleObject(try reader.accept(patched, as: ScaleObject.kind)).applied(to: object, paths)
            }
        default:
            throw APIStatus.methodNotAllowed(call.groupResource, verb: call.request.verb.rawValue)
        }
        guard case .object(let object, _) = response else { return response }
        let scaled = try object.decoded()
        if let problem = ScaleObject.problem(with: scaled, paths) {
            // Kubernetes answers so: with neither a reason nor words of its own.
            throw APIStatus(code: 500, reason: .unknown, message: problem)
        }
        if call.request.verb == .get, scaled.json.value(at: paths.specReplicas) == nil {
            let path = ".\(paths.specReplicas.joined(separator: "."))"
            throw APIStatus.internalError("the spec replicas field \"\(path)\" does not exist")
        }
        return .value(ScaleObject(of: scaled, paths).unstructured.json)
    }
}
