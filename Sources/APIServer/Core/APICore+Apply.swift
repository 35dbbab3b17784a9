import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// Server-side apply (KEP-555): makes an object have the fields of a configuration, and creates it where it is not there.
    func apply(
        _ configuration: JSONValue, to name: String, _ call: inout Call
    ) async throws -> CoreResponse {
        let configuration = try call.checked(configuration, for: name)
        return try await changeOrCreate(
            name, &call,
            change: { call in
                try await self.change(name, &call, knowsOwners: true) { [call] live in
                    try await self.applying(configuration, to: live, call)
                }
            }, create: { call in try await self.create(byApplying: configuration, name, &call) })
    }

    private func create(
        byApplying configuration: JSONValue, _ name: String, _ call: inout Call
    ) async throws -> CoreResponse {
        guard call.request.subresource == nil else { throw APIStatus.notFound(call.groupResource, name: name) }
        try await authorizeCreation(call)
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
