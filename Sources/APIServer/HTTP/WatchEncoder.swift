import Effects
import JSON
import KubernetesAPI
import Machinery
import ObjectStore

/// Turns the events of one watch into frames: `{"type":"ADDED","object":{…}}` and a newline, or in protobuf a length and an
/// event.
struct WatchEncoder {
    private let resource: ServedResource
    private let format: ResponseFormat
    private let tables: TableRenderer
    private let time: any TimeSource
    /// Clients remember the columns of the first table, so later ones go without.
    private var hasSentColumns = false

    init(resource: ServedResource, format: ResponseFormat, tables: TableOptions, time: any TimeSource) {
        self.resource = resource
        self.format = format
        self.tables = TableRenderer(resource, tables)
        self.time = time
    }

    /// All frames of a batch, for one write.
    mutating func frames(of events: [CoreWatchEvent]) -> [UInt8] {
        var buffer: [UInt8] = []
        for event in events {
            switch event {
            case .added(let object): append("ADDED", object, to: &buffer)
            case .modified(let object): append("MODIFIED", object, to: &buffer)
            case .deleted(let object): append("DELETED", object, to: &buffer)
            case .bookmark(let revision, let endsInitialEvents):
                append("BOOKMARK", bookmark(revision, endsInitialEvents: endsInitialEvents), to: &buffer)
            case .failure(let status):
                append("ERROR", status.json, to: &buffer)
            }
        }
        return buffer
    }

    private mutating func append(_ type: String, _ object: EncodedObject, to buffer: inout [UInt8]) {
        let value: JSONValue
        do {
            switch format.shape {
            case .object where format.encoding == .json:
                return appendFrame(type, to: &buffer) { object.write(into: &$0) }
            case .object:
                value = try object.decoded().json
            case .table(let version):
                value = try tables.table(
                    of: [object], metadata: ["resourceVersion": .string("\(object.revision.rawValue)")],
                    version: version,
                    at: time.now(), withColumns: !hasSentColumns)
                hasSentColumns = true
            case .metadata(let version):
                value = PartialMetadata.json(of: try object.decoded(), version: version)
            }
        } catch {
            return append(unreadable: error, to: &buffer)
        }
        append(type, value, to: &buffer)
    }

    private func append(unreadable error: any Error, to buffer: inout [UInt8]) {
        append("ERROR", APIStatus.internalError("a stored object cannot be read: \(error)").json, to: &buffer)
    }

    private func append(_ type: String, _ value: JSONValue, to buffer: inout [UInt8]) {
        guard format.encoding == .protobuf else { return appendFrame(type, to: &buffer) { value.write(into: &$0) } }
        do {
            buffer += try KubernetesProtobuf.encodeWatchEvent(type: type, object: value)
        } catch  where type != "ERROR" {
            append(unreadable: error, to: &buffer)
        } catch {
            // A Status always has a protobuf form.
        }
    }

    private func appendFrame(_ type: String, to buffer: inout [UInt8], object: (inout [UInt8]) -> Void) {
        buffer.append(contentsOf: "{\"type\":\"\(type)\",\"object\":".utf8)
        object(&buffer)
        buffer.append(contentsOf: "}\n".utf8)
    }

    /// A bookmark is an object of the watched kind, in the form asked for, with nothing but its resource version.
    private func bookmark(_ revision: Revision, endsInitialEvents: Bool) -> JSONValue {
        var metadata: JSONObject = ["resourceVersion": .string("\(revision.rawValue)"), "creationTimestamp": nil]
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        switch format.shape {
        case .object:
            return [
                "kind": .string(resource.type.kind), "apiVersion": .string(resource.type.apiVersion),
                "metadata": .object(metadata),
            ]
        case .metadata(let version):
            return [
                "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
                "metadata": .object(metadata),
            ]
        case .table(let version):
            return [
                "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"),
                "metadata": ["resourceVersion": .string("\(revision.rawValue)")], "columnDefinitions": nil, "rows": [],
            ]
        }
    }
}
