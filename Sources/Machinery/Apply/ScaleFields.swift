public import JSON

/// Carries owners between an object and its `scale` subresource, which knows but one field: how many replicas there are to
/// be.
public struct ScaleFields: Sendable {
    private static let apiVersion = "autoscaling/v1"
    private static let replicas = FieldSet(fields: "spec.replicas")

    private let apiVersion: String
    private let paths: [String: FieldSet?]

    /// - Parameters:
    ///   - apiVersion: The version of the request, without the one of the subresource.
    ///   - paths: Where the replicas stand in the objects of each version; `nil` for one that cannot be scaled.
    public init(apiVersion: String, paths: [String: [String]?]) {
        self.apiVersion = apiVersion
        self.paths = paths.mapValues { path in
            path.map { FieldSet([$0.map(PathElement.field)]) }
        }
    }

    /// The owners of the replicas, as owners of a Scale.
    ///
    /// - Throws: `DecodingFailure` where the object's owners cannot be read.
    public func scaleFields(of parent: JSONValue?) throws(DecodingFailure) -> JSONValue? {
        var scale = ManagedFields()
        for (identity, owned) in try ManagedFields(json: parent).managers {
            guard let path = paths[owned.apiVersion] ?? nil, !owned.set.intersection(path).isEmpty else { continue }
            var owned = owned
            owned.set = Self.replicas
            owned.apiVersion = Self.apiVersion
            scale.managers[identity] = owned
        }
        return scale.json
    }

    /// The owners of an object after its Scale was written.
    ///
    /// - Parameters:
    ///   - parent: The owners before.
    ///   - scale: Those of the Scale after.
    /// - Throws: `DecodingFailure` where one of them cannot be read.
    public func parentFields(of parent: JSONValue?, after scale: JSONValue?) throws(DecodingFailure) -> JSONValue? {
        var result = ManagedFields()
        var scale = try ManagedFields(json: scale)
        for (identity, owned) in try ManagedFields(json: parent).managers {
            guard let path = paths[owned.apiVersion] else { continue }
            guard let path, !owned.set.intersection(path).isEmpty else {
                result.managers[identity] = owned
                continue
            }
            let inScale = ManagedFields.Identity(
                identity.manager, identity.operation, apiVersion: Self.apiVersion, subresource: identity.subresource)
            if let owner = scale.managers.removeValue(forKey: inScale) {
                var kept = owned
                kept.time = owner.time
                result.managers[identity] = kept
            } else {
                var left = owned
                left.set = owned.set.difference(path)
                result.managers[identity] = left.set.isEmpty ? .none : left
            }
        }
        guard let path = paths[apiVersion] ?? nil else { return result.json }
        for (identity, owned) in scale.managers where !owned.set.intersection(Self.replicas).isEmpty {
            let identity = ManagedFields.Identity(
                identity.manager, identity.operation, apiVersion: apiVersion, subresource: identity.subresource)
            let before = result.managers[identity]?.set ?? FieldSet()
            result.managers[identity] = ManagedFields.Owned(
                set: before.union(path), apiVersion: apiVersion, isApplied: owned.isApplied, time: owned.time)
        }
        return result.json
    }
}
