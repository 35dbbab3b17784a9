import JSON
import KubernetesClient
import Machinery

/// `policy/v1` Eviction: the wish that a pod go.
struct Eviction {
    static let kind = GroupVersionKind(group: "policy", version: "v1", kind: "Eviction")

    let options: DeleteOptions
    let isDryRun: Bool

    /// Takes an Eviction that a client sent, in one of the versions that there were.
    ///
    /// - Throws: `APIStatus` 400 where it is something else.
    static func accept(_ sent: Unstructured, _ call: inout Call) throws -> Unstructured {
        var sent = sent
        if sent.apiVersion == "policy/v1beta1" { sent.fields["apiVersion"] = .string(kind.apiVersion) }
        if var options = sent.fields["deleteOptions"]?.objectValue {
            // Their own kind, where they tell it, is beside the point.
            options["apiVersion"] = nil
            options["kind"] = nil
            sent.fields["deleteOptions"] = .object(options)
        }
        return try call.accept(sent, as: kind)
    }

    /// - Parameter body: As it was accepted and admitted.
    /// - Throws: `APIStatus` 400 where it is about another pod.
    init(_ body: Unstructured, of pod: String, _ request: ClientRequest) throws(APIStatus) {
        guard body.name == pod else { throw .badRequest("name in URL does not match name in Eviction object") }
        let given = body.fields["deleteOptions"].flatMap { $0.isNull ? nil : $0 }
        let parsed = try given.map { value throws(APIStatus) in try DeleteRequestOptions(body: value) }
        let dryRun = given?["dryRun"]?.arrayValue ?? []
        if request.write.isDryRun, !dryRun.isEmpty, dryRun != ["All"] {
            // Kubernetes answers so: with neither a reason nor a better code.
            let texts = dryRun.map { $0.stringValue ?? "" }.joined(separator: " ")
            throw APIStatus(
                code: 500, reason: .unknown,
                message: "Non-matching dry-run options in request and content: [All] and [\(texts)]")
        }
        options = parsed?.delete ?? DeleteOptions()
        isDryRun = request.write.isDryRun || (parsed?.isDryRun ?? false)
    }
}
