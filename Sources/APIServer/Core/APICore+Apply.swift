import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// How often an apply begins anew because the object comes and goes at the same time.
    private static let applyAttempts = 10

    /// Server-side apply (KEP-555): makes an object have the fields of a configuration, and creates it where it is not there.
    func apply(
        _ configuration: JSONValue, to name: String, _ call: inout Call
    ) async throws -> CoreResponse {
        let configuration = try call.checked(configuration, for: name)
        let key = call.definition.key(call.namespacedName(name))
        for _ in 0..<Self.applyAttempts {
            var attempt = call
            let exists = try await store.get(key) != nil
            do {
                let response =
                    exists
                    ? try await change(name, &attempt, knowsOwners: true) { [attempt] live in
                        try await self.applying(configuration, to: live, attempt)
                    } : try await create(byApplying: configuration, name, &attempt)
                call = attempt
                return response
            } catch let status as APIStatus where status.reason == (exists ? .notFound : .alreadyExists) {
                guard try await (store.get(key) != nil) != exists else { throw status }
            }
        }
        throw APIStatus.modified(call.groupResource, name: name)
    }

    private func create(
        byApplying configuration: JSONValue, _ name: String, _ call: inout Call
    ) async throws -> CoreResponse {
        guard call.request.subresource == nil else { throw APIStatus.notFound(call.groupResource, name: name) }
        var permission = AuthorizationRequest(call.request, by: call.user)
        permission.verb = ResourceDefinition.Verb.create.rawValue
        try await authorize(permission)
        if let uid = configuration["metadata"]?["uid"]?.stringValue, !uid.isEmpty {
            throw APIStatus.conflict(
                call.groupResource, name: name,
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        return try await create(try await applying(configuration, to: nil, call), knowsOwners: true, &call)
    }

    /// Applies a configuration of `autoscaling/v1` Scale: what it owns of the Scale it owns of the object.
    func applyScale(
        _ configuration: JSONValue, to name: String, _ paths: ResourceVersion.ScalePaths, _ call: inout Call
    ) async throws -> CoreResponse {
        let kind = BuiltInKind(GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale"))
        let manager = FieldManager(kind.groupVersionKind, schema: kind.mergeSchema, subresource: "scale")
        let (now, owner) = (time.now().truncatedToSeconds, call.fieldManagerName)
        let (force, definition) = (call.request.write.force, call.definition)
        return try await change(name, &call, knowsOwners: true) { object in
            let fields = ScaleFields(apiVersion: object.apiVersion, paths: definition.replicaPaths)
            let owners = object.metadata("managedFields")
            var scale = ScaleObject(of: object, paths).unstructured
            scale.setMetadata("managedFields", try fields.scaleFields(of: owners))
            let applied = try manager.apply(configuration, to: scale.json, manager: owner, force: force, at: now)
            let sent = Unstructured(fields: applied.objectValue ?? [:])
            var result = try ScaleObject(sent).applied(to: object, paths)
            result.setMetadata(
                "managedFields", try fields.parentFields(of: owners, after: sent.metadata("managedFields")))
            return result
        }
    }
}

extension Call {
    /// A configuration in the namespace of the path, for the object that the path names.
    fileprivate func checked(_ configuration: JSONValue, for name: String) throws -> JSONValue {
        guard let fields = configuration.objectValue else {
            throw APIStatus.badRequest("error decoding YAML: a configuration must be an object")
        }
        var object = Unstructured(fields: fields)
        guard object.name.isEmpty || object.name == name else {
            throw APIStatus.badRequest(
                "the name of the object (\(object.name)) does not match the name on the URL (\(name))")
        }
        if served.type.isNamespaced, object.namespace.isEmpty { object.namespace = request.namespace }
        return object.json
    }
}

extension ResourceDefinition {
    /// Where each version has its replicas, by `apiVersion`.
    fileprivate var replicaPaths: [String: [String]?] {
        versions.reduce(into: [:]) { paths, version in
            let apiVersion = GroupVersion(group: names.group, version: version.name).apiVersion
            paths[apiVersion] = .some(version.subresources.scale?.specReplicas)
        }
    }
}
