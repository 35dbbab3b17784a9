import JSON
import Machinery
import ObjectStore

extension APICore {
    /// A stored object in a served version.
    func encoded(_ stored: StoredObject, as served: ServedResource) async throws -> EncodedObject {
        try await encoded([stored], as: served)[0]
    }

    /// Stored objects in a served version. Those that must be converted are converted together.
    ///
    /// - Parameters:
    ///   - areStored: Whether they are what the store has at their revisions, which the object of a dry run is not: then what
    ///     is found out of them is remembered.
    ///   - older: The places of those that were written before the revisions that they carry.
    func encoded(
        _ objects: [StoredObject], as served: ServedResource, areStored: Bool = false, older: Set<Int> = []
    ) async throws -> [EncodedObject] {
        let definition = served.definition
        let version = served.type.apiVersion
        var encoded: [EncodedObject] = []
        encoded.reserveCapacity(objects.count)
        var waiting: [(index: Int, object: Unstructured)] = []
        for stored in objects {
            guard let object = EncodedObject(stored: stored.value, revision: stored.revision) else {
                throw APIStatus.internalError("what is stored under \(stored.key) is not an object")
            }
            let isCurrent =
                definition.isComplete(stored.revision)
                && (definition.source == nil || !older.contains(encoded.count))
            if object.isStored(in: version), isCurrent {
                encoded.append(object)
            } else if definition.converter == nil, isCurrent {
                encoded.append(object.renamed(to: version))
            } else {
                let decoded = try object.decoded()
                let complete = isCurrent ? decoded : definition.completed(decoded)
                if areStored, !isCurrent, complete == decoded {
                    definition.source?.completeRevisions.insert(stored.revision)
                }
                waiting.append((encoded.count, complete))
                encoded.append(object)
            }
        }
        guard !waiting.isEmpty else { return encoded }
        let converted = try await converted(waiting.map(\.object), to: served.type.groupVersion, definition)
        for (place, object) in zip(waiting, converted) {
            let stored = objects[place.index]
            guard let object = EncodedObject(stored: ObjectCodec.encode(object), revision: stored.revision) else {
                throw APIStatus.internalError("the conversion of what is stored under \(stored.key) is not an object")
            }
            encoded[place.index] = object
        }
        return encoded
    }

    func encoded(_ page: SelectedPage, as served: ServedResource) async throws -> EncodedList {
        EncodedList(
            resource: served.type, items: try await encoded(page.objects, as: served, areStored: true),
            revision: page.revision, continueToken: page.continueToken ?? "",
            remainingItemCount: page.remainingCount)
    }

    /// The bytes that a selector looks at: fields beyond the metadata are those of the version that is served.
    func selectable(
        _ objects: [StoredObject], by selection: Selection, as served: ServedResource, older: Set<Int> = []
    ) async throws -> [[UInt8]] {
        guard selection.readsContent, served.definition.source != nil else { return objects.map(\.value) }
        return try await encoded(objects, as: served, older: older).map(\.stored)
    }

    /// An object in another version of its resource.
    func converted(
        _ object: Unstructured, to groupVersion: GroupVersion, _ definition: ResourceDefinition
    ) async throws -> Unstructured {
        try await converted([object], to: groupVersion, definition)[0]
    }

    private func converted(
        _ objects: [Unstructured], to groupVersion: GroupVersion, _ definition: ResourceDefinition
    ) async throws -> [Unstructured] {
        if objects.allSatisfy({ $0.apiVersion == groupVersion.apiVersion }) { return objects }
        guard let converter = definition.converter else {
            return objects.map { object in
                var object = object
                object.fields["apiVersion"] = .string(groupVersion.apiVersion)
                return object
            }
        }
        let converted = try await converter.convert(objects, to: groupVersion)
        guard converted.count == objects.count else {
            throw APIStatus.internalError(
                "the conversion to \(groupVersion.apiVersion) returned \(converted.count) of \(objects.count) objects")
        }
        return converted
    }

    /// Stored objects as they would be stored today.
    func encodedForStorage(_ objects: [StoredObject], _ definition: ResourceDefinition) async throws -> [[UInt8]] {
        let completed = try objects.map { definition.completed(try ObjectCodec.decode($0)) }
        return try await converted(completed, to: definition.storageGroupVersion, definition).map(ObjectCodec.encode)
    }

    /// A stored object in the storage version of today, complete by the schemas of today.
    ///
    /// - Parameter object: As it was stored.
    func storageForm(
        of object: Unstructured, storedAt revision: Revision, _ definition: ResourceDefinition
    ) async throws -> Unstructured {
        try await converted(
            definition.completed(object, storedAt: revision), to: definition.storageGroupVersion, definition)
    }
}

extension ResourceDefinition {
    /// Whether what was stored at a revision was pruned and defaulted by the schemas of today.
    fileprivate func isComplete(_ revision: Revision) -> Bool {
        // Nothing was stored at revision zero: a dry run has just made it.
        source.map { source in
            revision > source.schemaRevision || revision == Revision(0) || source.completeRevisions.contains(revision)
        } ?? true
    }

    /// An object as it is read: Kubernetes prunes and defaults what it reads from the store, so that a schema holds for
    /// objects that are older than it.
    fileprivate func completed(_ object: Unstructured, storedAt revision: Revision) -> Unstructured {
        isComplete(revision) ? object : completed(object)
    }

    /// An object pruned and defaulted by the schema of the version that it is in.
    func completed(_ object: Unstructured) -> Unstructured {
        guard source != nil else { return object }
        let version = object.groupVersionKind.version
        guard let schema = versions.first(where: { $0.name == version })?.schema else { return object }
        var json = object.json
        schema.prune(&json)
        schema.applyDefaults(to: &json)
        return Unstructured(fields: json.objectValue ?? object.fields)
    }
}
