import JSON
import Machinery
import ObjectStore

extension APICore {
    /// A stored object in a served version.
    func encoded(_ stored: StoredObject, as served: ServedResource) async throws -> EncodedObject {
        guard let object = EncodedObject(stored: stored.value, revision: stored.revision) else {
            throw APIStatus.internalError("what is stored under \(stored.key) is not an object")
        }
        let version = served.type.apiVersion
        if object.isStored(in: version) { return object }
        guard served.definition.converter != nil else { return object.renamed(to: version) }
        let converted = try await converted(
            try object.decoded(), to: served.type.groupVersion, served.definition)
        guard let object = EncodedObject(stored: ObjectCodec.encode(converted), revision: stored.revision) else {
            throw APIStatus.internalError("the conversion of what is stored under \(stored.key) is not an object")
        }
        return object
    }

    func encoded(_ page: SelectedPage, as served: ServedResource) async throws -> EncodedList {
        var items: [EncodedObject] = []
        items.reserveCapacity(page.objects.count)
        for stored in page.objects { items.append(try await encoded(stored, as: served)) }
        return EncodedList(
            resource: served.type, items: items, revision: page.revision, continueToken: page.continueToken ?? "",
            remainingItemCount: page.remainingCount)
    }

    /// An object in another version of its resource.
    func converted(
        _ object: Unstructured, to groupVersion: GroupVersion, _ definition: ResourceDefinition
    ) async throws -> Unstructured {
        if object.apiVersion == groupVersion.apiVersion { return object }
        guard let converter = definition.converter else {
            var object = object
            object.fields["apiVersion"] = .string(groupVersion.apiVersion)
            return object
        }
        guard let converted = try await converter.convert([object], to: groupVersion).first else {
            throw APIStatus.internalError("the conversion to \(groupVersion.apiVersion) returned no object")
        }
        return converted
    }
}
