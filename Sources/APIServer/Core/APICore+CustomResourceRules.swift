import CEL
import Effects
import JSON
import KubernetesClient
import Machinery

extension APICore {
    /// What the schema has against an object that is about to be written, in the version of the request.
    ///
    /// - Parameters:
    ///   - object: In the storage version.
    ///   - old: What is stored now, in the storage version.
    func schemaErrors(of object: Unstructured, old: Unstructured?, _ call: Call) async throws -> [FieldError] {
        guard call.definition.source != nil else { return call.definition.structuralErrors(in: object) }
        var (object, old) = (object, old)
        if call.served.type.groupVersion != call.definition.storageGroupVersion {
            let known = call.requestForm?.form(of: object)
            object = try await converted(object, to: call.served.type.groupVersion, call.definition, unless: known)
            if let stored = old {
                old = try await converted(
                    stored, to: call.served.type.groupVersion, call.definition, unless: call.requestForm?.old)
            }
        }
        return call.served.version.errors(in: object, old: old, isStatus: call.request.subresource == "status")
    }

    private func converted(
        _ object: Unstructured, to groupVersion: GroupVersion, _ definition: ResourceDefinition,
        unless known: Unstructured?
    ) async throws -> Unstructured {
        if let known { return known }
        return try await converted(object, to: groupVersion, definition)
    }

    /// Commits a write. That of a CustomResourceDefinition waits for its turn: others may have taken its names while plugins and
    /// webhooks were asked, so which names it gets is settled here.
    ///
    /// - Parameter old: What is stored now, in the storage version; `nil` for a new object.
    func settlingNames<Result>(
        of object: Unstructured, old: Unstructured?, _ call: Call, _ commit: (Unstructured) async throws -> Result
    ) async throws -> Result {
        guard call.groupResource == CustomResources.groupResource else { return try await commit(object) }
        return try await customResources.turn.take {
            var settled = object
            CustomResourceDefinitionKind.settle(
                &settled, old: old, customResources, now: time.now().truncatedToSeconds)
            return try await commit(settled)
        }
    }

    /// Sentences for those who write an object.
    func writeWarnings(_ object: Unstructured, old: Unstructured?, _ definition: ResourceDefinition) -> [String] {
        if definition.source != nil { return FinalizerWarnings.warnings(for: object, old: old) }
        if let old, let warnings = definition.rules.warningsOnUpdate { return warnings(object, old) }
        return definition.rules.warnings?(object) ?? []
    }
}

extension ResourceVersion {
    /// What is wrong with an instance: by the schema, and with the fields that its Scale is made of.
    fileprivate func errors(in object: Unstructured, old: Unstructured?, isStatus: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        if isStatus {
            // A write of the status is judged by the schema of the status alone.
            if let status = object.fields["status"], let schema = schema?.properties["status"] {
                errors = schema.validate(status, replacing: old?.fields["status"] ?? .null, under: "status")
            }
        } else if let schema {
            errors = old.map { schema.validate(object.json, replacing: $0.json) } ?? schema.validate(object.json)
        }
        if errors.isEmpty, let rules {
            // Rules rely on what the schema says, so they are asked last; a write of the status is judged by all of them.
            errors = rules.validate(object.json, replacing: old?.json)
        }
        guard let paths = subresources.scale else { return errors }
        if !isStatus { errors += Self.replicaErrors(object, at: paths.specReplicas) }
        errors += Self.replicaErrors(object, at: paths.statusReplicas)
        if let path = paths.labelSelector, let problem = object.json.selectorProblem(at: path) {
            errors.append(.invalid(".\(path.joined(separator: "."))", "", problem))
        }
        return errors
    }

    private static func replicaErrors(_ object: Unstructured, at path: [String]) -> [FieldError] {
        let field = ".\(path.joined(separator: "."))"
        switch object.json.replicas(at: path) {
        case .failure(let problem): return [.invalid(field, 0, problem.message)]
        case .success(let replicas?) where replicas < 0:
            return [.invalid(field, .integer(replicas), "should be a non-negative integer")]
        case .success(let replicas?) where replicas > Int64(Int32.max):
            return [.invalid(field, .integer(replicas), "should be less than or equal to \(Int32.max)")]
        case .success: return []
        }
    }
}

/// Finalizers that may be taken for another's.
private enum FinalizerWarnings {
    private static let standard = ["orphan", "foregroundDeletion", "kubernetes"]

    static func warnings(for object: Unstructured, old: Unstructured?) -> [String] {
        let known = old?.finalizers ?? []
        return object.finalizers.filter { !known.contains($0) }.sorted().flatMap { finalizer in
            let subject = "metadata.finalizers: \(JSONValue.string(finalizer).text)"
            var warnings = NameRule.qualifiedName.problems(in: finalizer).map { "\(subject): \($0)" }
            if !finalizer.contains("/"), !standard.contains(finalizer) {
                let path = finalizer.contains(".") ? " including a path (/)" : ""
                warnings.append(
                    "\(subject): prefer a domain-qualified finalizer name\(path) to avoid accidental conflicts with other "
                        + "finalizer writers")
            }
            return warnings
        }
    }
}
