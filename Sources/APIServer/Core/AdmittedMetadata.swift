import JSON
import Machinery

extension Unstructured {
    /// Keeps the account of who sets which field readable: where webhooks broke it, the one from before comes back.
    ///
    /// - Parameter before: `metadata.managedFields` before the webhooks.
    /// - Returns: Kubernetes' warning where it did.
    mutating func mendOwnersOfFields(from before: JSONValue?) -> [String] {
        let changed = metadata("managedFields")
        guard changed != before else { return [] }
        do {
            setMetadata("managedFields", try ManagedFields.checked(changed))
            return []
        } catch {
            setMetadata("managedFields", before)
            return [
                ".metadata.managedFields was in an invalid state after admission; this could be caused by an outdated "
                    + "mutating admission controller; please fix your requests: \(error.description)"
            ]
        }
    }

    /// Leaves one of owner references that are the same.
    ///
    /// - Parameter isAdmitted: Whether plugins and webhooks had their say.
    /// - Returns: Kubernetes' warning where there were some.
    mutating func joinRepeatedOwners(isAdmitted: Bool) -> [String] {
        guard let references = metadata("ownerReferences")?.arrayValue, references.count > 1 else { return [] }
        var seen: Set<JSONValue> = []
        var kept: [JSONValue] = []
        var repeated: [String] = []
        for reference in references {
            if seen.insert(reference).inserted {
                kept.append(reference)
            } else {
                repeated.append(reference["uid"]?.stringValue ?? "")
            }
        }
        guard !repeated.isEmpty else { return [] }
        setMetadata("ownerReferences", .array(kept))
        let when = isAdmitted ? " after mutating admission happens" : ""
        return [
            ".metadata.ownerReferences contains duplicate entries\(when); API server dedups owner references in 1.20+, "
                + "and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: "
                + repeated.joined(separator: ", ")
        ]
    }
}
