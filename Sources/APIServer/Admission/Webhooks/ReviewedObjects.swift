import JSON
import Machinery

/// The objects of one write as webhooks see them, each in the form it wants: converted only where the form is another one.
struct ReviewedObjects {
    /// What is to be stored, `nil` for a delete; the whole object, also for a subresource.
    private(set) var object: Unstructured?
    /// The version in which `object` is now.
    private var version: GroupVersion
    /// Converts `object`.
    private var definition: ResourceDefinition
    private let old: Unstructured?
    private var convertedOld: [GroupVersion: Unstructured] = [:]
    private let subresource: String
    private let convert: Convert

    typealias Convert = @Sendable (Unstructured, GroupVersion, ResourceDefinition) async throws -> Unstructured

    /// - Parameters:
    ///   - object: In the storage version, as `old` is.
    ///   - convert: Converts an object of a definition to a version of it.
    init(
        _ object: Unstructured?, old: Unstructured?, of definition: ResourceDefinition, subresource: String,
        convert: @escaping Convert
    ) {
        self.object = object
        self.old = old
        self.definition = definition
        self.subresource = subresource
        self.convert = convert
        version = definition.storageGroupVersion
    }

    /// The labels that object selectors look at, before or after the write; a Scale has none.
    var labels: [[String: String]] {
        subresource == "scale" ? [[:]] : [object, old].compactMap { $0?.labels }
    }

    /// The objects in the form that a webhook wants.
    mutating func shown(as form: ReviewForm) async throws -> (object: Unstructured?, old: Unstructured?) {
        try await convertObject(to: form.resource.type.groupVersion, form.resource.definition)
        return (try object.map { try show($0, form) }, try await shownOld(form))
    }

    private mutating func shownOld(_ form: ReviewForm) async throws -> Unstructured? {
        guard let old else { return nil }
        let version = form.resource.type.groupVersion
        if convertedOld[version] == nil {
            convertedOld[version] = try await convert(old, version, form.resource.definition)
        }
        return try convertedOld[version].map { try show($0, form) }
    }

    private func show(_ object: Unstructured, _ form: ReviewForm) throws -> Unstructured {
        guard subresource == "scale" else { return object }
        return ScaleObject(of: object, try Self.scalePaths(form)).unstructured
    }

    private static func scalePaths(_ form: ReviewForm) throws -> ResourceVersion.ScalePaths {
        guard let paths = form.resource.version.subresources.scale else {
            let type = form.resource.type
            throw APIStatus.internalError(
                "unable to convert to \(type.group)/\(type.version), Resource=\(type.plural): unknown kind")
        }
        return paths
    }

    /// Takes what a webhook made of what it was shown.
    mutating func replace(with shown: Unstructured, _ form: ReviewForm) throws {
        guard subresource == "scale", let object else {
            self.object = shown
            return
        }
        self.object = try ScaleObject(shown).applied(to: object, try Self.scalePaths(form))
    }

    /// The object in the storage version.
    mutating func stored() async throws -> Unstructured? {
        try await convertObject(to: definition.storageGroupVersion, definition)
        return object
    }

    /// Two resources that share their objects have the storage version in common.
    private mutating func convertObject(
        to target: GroupVersion, _ targetDefinition: ResourceDefinition
    ) async throws {
        guard var current = object, version != target else { return }
        if definition.names.groupResource != targetDefinition.names.groupResource,
            version != definition.storageGroupVersion
        {
            current = try await convert(current, definition.storageGroupVersion, definition)
        }
        object = try await convert(current, target, targetDefinition)
        version = target
        definition = targetDefinition
    }
}

extension Unstructured {
    /// The object after a webhook's patch: still of its kind, its metadata well formed, in the form in which a client's object
    /// is taken.
    func patched(
        _ patch: JSONPatch, by webhook: AdmissionWebhook, as form: ReviewForm
    ) throws(WebhookFailure) -> Unstructured {
        let json: JSONValue
        do {
            json = try patch.applied(to: self.json)
        } catch {
            throw .refused(.internalError(error.message))
        }
        guard json["apiVersion"] == fields["apiVersion"], json["kind"] == fields["kind"] else {
            throw .refused(
                .internalError(
                    "the patch of admission webhook \"\(webhook.name)\" does not leave a \(form.kind.description)"))
        }
        let metadata: ObjectMeta
        do {
            metadata = try ObjectMeta(json: json["metadata"] ?? [:])
        } catch {
            throw .refused(
                .internalError(
                    "the patch of admission webhook \"\(webhook.name)\" breaks \(error.nested(in: "metadata"))"))
        }
        var object = Unstructured(fields: json.objectValue ?? [:])
        object.fields["metadata"] = .object(Self.known(metadata))
        do {
            try form.canonicalize(&object)
        } catch {
            throw .refused(.internalError(error.message))
        }
        return object
    }

    /// Metadata without what nobody knows. Who manages which field is kept as it is.
    private static func known(_ metadata: ObjectMeta) -> JSONObject {
        var metadata = metadata
        let managedFields = metadata.unknownFields["managedFields"]
        metadata.unknownFields = [:]
        metadata.unknownFields["managedFields"] = managedFields
        return metadata.json.objectValue ?? [:]
    }
}
