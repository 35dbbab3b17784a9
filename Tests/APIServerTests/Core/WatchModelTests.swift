import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

/// Readers that list and then watch, each from a moment of its own and with a selector of its own, while others write:
/// in the end every reader has what a list shows.
@Suite("Watches against a model")
struct WatchModelTests {
    private struct Reader: Sendable {
        var namespace: String
        var labelSelector: String
        var fieldSelector: String
        var sendsInitialEvents: Bool
    }

    private static let readers = ["", "default"].flatMap { namespace in
        [("", ""), ("on=yes", ""), ("on!=yes", ""), ("", "metadata.name=m1"), ("on", "metadata.name!=m1")].flatMap {
            labels, fields in
            [true, false].map {
                Reader(namespace: namespace, labelSelector: labels, fieldSelector: fields, sendsInitialEvents: $0)
            }
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func everyReaderEndsWithWhatAListShows(_ seed: UInt64) throws {
        try Plane.run(seed: seed) { plane in
            let configMaps = try plane.resource("v1", "ConfigMap")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for reader in Self.readers {
                    let delay = Duration.milliseconds(plane.context.random.next(in: 0..<400))
                    group.addTask {
                        try await plane.context.time.sleep(for: delay)
                        let seen = try await Self.follow(plane, configMaps, reader)
                        let options = ListOptions(
                            labelSelector: reader.labelSelector, fieldSelector: reader.fieldSelector)
                        let list = try await plane.client.list(configMaps, namespace: reader.namespace, options).items
                        #expect(seen.keys.sorted() == list.map(\.namespacedName))
                        #expect(seen.values.sorted { $0.namespacedName < $1.namespacedName } == list)
                    }
                }
                for _ in 0..<3 { group.addTask { try await Self.write(plane) } }
                try await group.waitForAll()
            }
        }
    }

    private static func write(_ plane: Plane) async throws {
        for _ in 0..<60 {
            try await plane.context.time.sleep(for: .milliseconds(plane.context.random.next(in: 0..<20)))
            let name = "m\(plane.context.random.next(in: 0..<14))"
            let namespace = plane.context.random.next(in: 0..<3) == 0 ? "kube-system" : "default"
            let on = ["yes", "no"][plane.context.random.next(in: 0..<2)]
            let object = configMap(name, namespace: namespace, labels: ["on": on])
            let existing = Unstructured(fields: object.objectValue ?? [:])
            do {
                switch plane.context.random.next(in: 0..<4) {
                case 0: try await plane.delete(existing)
                case 1: _ = try await plane.patch(existing, .merge(["metadata": ["labels": ["on": .null]]]))
                case 2: _ = try await plane.patch(existing, .merge(["metadata": ["labels": ["on": .string(on)]]]))
                default: try await plane.create(object)
                }
            } catch let status as APIStatus where [.notFound, .alreadyExists].contains(status.reason) {
                continue
            }
        }
    }

    /// What a reader has when the watch ends, long after the last write.
    private static func follow(
        _ plane: Plane, _ resource: ResourceType, _ reader: Reader
    ) async throws -> [NamespacedName: Unstructured] {
        var request = WatchRequest(resource, namespace: reader.namespace)
        request.labelSelector = reader.labelSelector
        request.fieldSelector = reader.fieldSelector
        request.timeoutSeconds = 60
        var objects: [NamespacedName: Unstructured] = [:]
        if reader.sendsInitialEvents {
            request.sendsInitialEvents = true
        } else {
            let options = ListOptions(labelSelector: reader.labelSelector, fieldSelector: reader.fieldSelector)
            let list = try await plane.client.list(resource, namespace: reader.namespace, options)
            for object in list.items { objects[object.namespacedName] = object }
            request.resourceVersion = list.resourceVersion
            // Whatever happens in between must not be lost.
            try await plane.context.time.sleep(for: .milliseconds(50))
        }
        return try await plane.client.withWatch(request) { [objects] stream in
            var objects = objects
            var newest: UInt64 = 0
            while let events = try await stream.next() {
                for event in events {
                    switch event {
                    case .added(let object):
                        #expect(objects[object.namespacedName] == nil)
                        objects[object.namespacedName] = object
                    case .modified(let object):
                        #expect(objects[object.namespacedName] != nil)
                        objects[object.namespacedName] = object
                    case .deleted(let object):
                        #expect(objects.removeValue(forKey: object.namespacedName) != nil)
                    case .bookmark(let version, _):
                        #expect(UInt64(version) ?? 0 >= newest)
                        newest = UInt64(version) ?? 0
                    case .failure(let status): throw status
                    }
                }
            }
            return objects
        }
    }
}
