/// Why an object cannot be applied.
enum ApplyFailure: Error {
    case conflicts([FieldConflict])
    case badRequest(String)
    /// The configuration, the object, or their conversion is not what the schema says.
    case invalid(String)
}

/// A field that an applier wants to set otherwise than its owner did.
struct FieldConflict: Sendable, Hashable {
    var manager: ManagedFields.Identity
    var path: FieldSet.Path
}

extension ApplyFailure {
    /// The answer of an API server. Kubernetes answers 500 for what does not fit the schema, with the text alone.
    var status: APIStatus {
        switch self {
        case .badRequest(let message): .badRequest(message)
        case .invalid(let message): APIStatus(code: 500, reason: .unknown, message: message)
        case .conflicts(let conflicts):
            APIStatus(
                code: 409, reason: .conflict, message: Self.message(conflicts),
                details: APIStatus.Details(
                    causes: conflicts.map { conflict in
                        APIStatus.Cause(
                            reason: "FieldManagerConflict", message: "conflict with \(conflict.manager.inConflict)",
                            field: conflict.path.fieldPath)
                    }))
        }
    }

    private static func message(_ conflicts: [FieldConflict]) -> String {
        if conflicts.count == 1, let conflict = conflicts.first {
            return "Apply failed with 1 conflict: conflict with \(conflict.manager.inConflict): "
                + conflict.path.fieldPath
        }
        var lines: [String] = []
        var last: ManagedFields.Identity?
        for conflict in conflicts {
            if conflict.manager != last { lines.append("conflicts with \(conflict.manager.inConflict):") }
            last = conflict.manager
            lines.append("- \(conflict.path.fieldPath)")
        }
        return "Apply failed with \(conflicts.count) conflicts: " + lines.joined(separator: "\n")
    }
}

extension ManagedFields.Identity {
    /// `"kubectl-edit" with subresource "status" using apps/v1`; an applier has no version.
    fileprivate var inConflict: String {
        var text = manager.goQuoted
        if !subresource.isEmpty { text += " with subresource \(subresource.goQuoted)" }
        return operation == .update ? text + " using \(apiVersion)" : text
    }
}
