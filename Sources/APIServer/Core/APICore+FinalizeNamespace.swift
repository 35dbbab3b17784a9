import JSON
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    private static let finalizeAttempts = 100

    /// `namespaces/finalize`: replaces `spec.finalizers`. A namespace that is being deleted goes with the last of them.
    func finalizeNamespace(_ call: inout Call) async throws -> CoreResponse {
        guard case .update(let sent) = call.request.operation else {
            throw APIStatus.methodNotAllowed(call.groupResource, verb: call.request.verb.rawValue)
        }
        let accepted = try call.accept(sent)
        let key = call.definition.key(call.namespacedName(sent.name))
        var found = try await store.get(key)
        for _ in 0..<Self.finalizeAttempts {
            guard let current = found else { throw APIStatus.notFound(call.groupResource, name: sent.name) }
            let old = try ObjectCodec.decode(current)
            if !accepted.resourceVersion.isEmpty, accepted.resourceVersion != old.resourceVersion {
                throw APIStatus.modified(call.groupResource, name: sent.name)
            }
            var attempt = call
            var new = old.withFinalizers(of: accepted)
            try await mutate(&new, old: old, &attempt)
            // What the request cannot change, webhooks cannot either.
            new = old.withFinalizers(of: new)
            if let problem = Self.problem(with: new.value(at: "spec", "finalizers")?.arrayValue ?? []) {
                throw APIStatus.invalid(call.definition.names.groupKind, name: sent.name, [problem])
            }
            try await askAdmission(new, old: old, &attempt)
            do {
                let stored = try await replace(current, old, with: new, attempt)
                call = attempt
                return .object(try await encoded(stored, as: call.served), created: false)
            } catch let error as StoreError where error.code == .preconditionFailed {
                found = error.current
            }
        }
        throw APIStatus.modified(call.groupResource, name: sent.name)
    }

    private static func problem(with finalizers: [JSONValue]) -> FieldError? {
        for (index, finalizer) in finalizers.enumerated() {
            let name = finalizer.stringValue ?? ""
            if let problem = NameRule.qualifiedName.problems(in: name).first {
                return .invalid("spec.finalizers[\(index)]", finalizer, problem)
            }
            if !name.contains("/"), name != NamespaceKind.finalizer {
                return .invalid(
                    "spec.finalizers[\(index)]", finalizer,
                    "name is neither a standard finalizer name nor is it fully qualified")
            }
        }
        return nil
    }
}

extension Unstructured {
    /// The namespace with the `spec.finalizers` of another one.
    fileprivate func withFinalizers(of other: Unstructured) -> Unstructured {
        var result = self
        result.fields["spec"] = other.value(at: "spec", "finalizers").map { ["finalizers": $0] } ?? [:]
        return result
    }
}
