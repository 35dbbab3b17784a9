import Effects
import JSON
import Machinery
import ObjectStore
import YAML

/// Turns what the core answers into the bytes that the client asked for.
struct ResponseEncoder: Sendable {
    let resource: ServedResource
    let format: ResponseFormat
    let tables: TableOptions
    let isPretty: Bool
    let now: Timestamp

    /// - Parameter isAccepted: Whether an object that was to be deleted and is still there is answered with 202.
    func response(to answer: CoreResponse, isAccepted: Bool) throws -> HTTPAPIResponse {
        switch answer {
        case .object(let object, let created):
            return try response(status: created ? 201 : isAccepted ? 202 : 200, to: [object], listing: nil)
        case .list(let list):
            return try response(status: 200, to: list.items, listing: list)
        case .deleted(let details):
            return encoded(status: 200, APIStatus.success(details))
        case .value(let value):
            return encoded(status: 200, value)
        case .created(let value):
            return encoded(status: 201, value)
        }
    }

    private func response(status: Int, to objects: [EncodedObject], listing list: EncodedList?) throws
        -> HTTPAPIResponse
    {
        switch format.shape {
        case .object where format.encoding == .protobuf:
            return HTTPAPIResponse(status: status, try value(of: objects, list), encoding: .protobuf)
        case .object:
            return encoded(status: status, stored: bytes(of: objects, list))
        case .table(let version):
            let metadata =
                list.map(Self.listMetadata) ?? ["resourceVersion": .string("\(objects.first?.revision.rawValue ?? 0)")]
            let table = try TableRenderer(resource, tables)
                .table(of: objects, metadata: metadata, version: version, at: now)
            return encoded(status: status, table)
        case .metadata(let version):
            let items = try objects.map { PartialMetadata.json(of: try $0.decoded(), version: version) }
            guard let list else { return encoded(status: status, items.first ?? .null) }
            let value: JSONValue = [
                "kind": "PartialObjectMetadataList", "apiVersion": .string("meta.k8s.io/\(version)"),
                "metadata": Self.listMetadata(list), "items": .array(items),
            ]
            return encoded(status: status, value)
        }
    }

    /// What protobuf is written from.
    private func value(of objects: [EncodedObject], _ list: EncodedList?) throws -> JSONValue {
        let items = try objects.map { try $0.decoded().json }
        guard let list else { return items.first ?? .null }
        return [
            "kind": .string(resource.definition.listKind), "apiVersion": .string(resource.type.apiVersion),
            "metadata": Self.listMetadata(list), "items": .array(items),
        ]
    }

    /// The stored bytes, with a list's frame around them: nothing is decoded.
    private func bytes(of objects: [EncodedObject], _ list: EncodedList?) -> [UInt8] {
        var buffer: [UInt8] = []
        guard let list else {
            for object in objects { object.write(into: &buffer) }
            buffer.append(UInt8(ascii: "\n"))
            return buffer
        }
        buffer.reserveCapacity(objects.reduce(256) { $0 + $1.sizeBound + 1 })
        let head: JSONValue = [
            "kind": .string(resource.definition.listKind), "apiVersion": .string(resource.type.apiVersion),
            "metadata": Self.listMetadata(list),
        ]
        head.write(into: &buffer)
        buffer.removeLast()
        buffer.append(contentsOf: ",\"items\":[".utf8)
        for (index, object) in objects.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            object.write(into: &buffer)
        }
        buffer.append(contentsOf: "]}\n".utf8)
        return buffer
    }

    private func encoded(status: Int, _ value: JSONValue) -> HTTPAPIResponse {
        HTTPAPIResponse(status: status, value, encoding: format.encoding, isPretty: isPretty)
    }

    /// The answer in the encoding that was asked for. Only compact JSON goes out as it is stored.
    private func encoded(status: Int, stored json: [UInt8]) -> HTTPAPIResponse {
        guard format.encoding != .json || isPretty,
            let value = try? JSONValue(parsing: json, limits: ObjectCodec.limits)
        else {
            return HTTPAPIResponse(status: status, json: json)
        }
        return encoded(status: status, value)
    }

    /// `metav1.ListMeta`.
    private static func listMetadata(_ list: EncodedList) -> JSONValue {
        var metadata: JSONObject = ["resourceVersion": .string("\(list.revision.rawValue)")]
        if !list.continueToken.isEmpty { metadata["continue"] = .string(list.continueToken) }
        if let count = list.remainingItemCount { metadata["remainingItemCount"] = .integer(Int64(count)) }
        return .object(metadata)
    }
}

/// `meta.k8s.io` PartialObjectMetadata: an object without what only its own kind understands.
enum PartialMetadata {
    static func json(of object: Unstructured, version: String) -> JSONValue {
        [
            "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
            "metadata": object.fields["metadata"] ?? [:],
        ]
    }
}
