import APIServer
import Effects
import JSON
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import Simulation

/// A plane in memory, in virtual time.
struct Plane: Sendable {
    let core: APICore
    let store: MemoryStore
    let context: SimulationContext

    var client: any Client { core.client(as: .systemMaster) }

    /// Runs `body` with a plane that has started.
    ///
    /// - Parameter runsLifecycle: Whether garbage is collected, namespaces are emptied and so on while `body` runs.
    static func run<Result: Sendable>(
        seed: UInt64 = 1, runsLifecycle: Bool = false,
        configure: @escaping @Sendable (inout APICore.Configuration) -> Void = { _ in },
        _ body: @escaping @Sendable (Plane) async throws -> Result
    ) throws -> Result {
        try Simulation.run(seed: seed) { context in
            let plane = Plane(MemoryStore(), context, configure)
            try await plane.core.start()
            guard runsLifecycle else { return try await body(plane) }
            return try await plane.withLifecycle { try await body(plane) }
        }
    }

    init(
        _ store: MemoryStore, _ context: SimulationContext,
        _ configure: (inout APICore.Configuration) -> Void = { _ in }
    ) {
        var configuration = APICore.Configuration(builtIns: BuiltInSet.workloadCluster())
        configure(&configuration)
        self.store = store
        self.context = context
        core = APICore(
            store: store, configuration: configuration, time: context.time, random: context.random,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func withLifecycle<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.core.run() }
            let result = try await body()
            group.cancelAll()
            return result
        }
    }

    func resource(_ apiVersion: String, _ kind: String) throws -> ResourceType {
        guard let served = core.catalog.snapshot().resource(for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
        else { throw APIStatus.noSuchResource() }
        return served.type
    }

    @discardableResult
    func create(_ json: JSONValue, options: WriteOptions = WriteOptions()) async throws -> Unstructured {
        let object = Unstructured(fields: json.objectValue ?? [:])
        return try await client.create(try resource(object.apiVersion, object.kind), object, options: options)
    }

    @discardableResult
    func update(_ object: Unstructured, subresource: String? = nil) async throws -> Unstructured {
        try await client.update(try resource(object.apiVersion, object.kind), object, subresource: subresource)
    }

    func find(_ object: Unstructured) async throws -> Unstructured? {
        try await client.find(try resource(object.apiVersion, object.kind), object.namespacedName)
    }

    func get(_ object: Unstructured) async throws -> Unstructured {
        try await client.get(try resource(object.apiVersion, object.kind), object.namespacedName)
    }

    func delete(_ object: Unstructured, _ options: DeleteOptions = DeleteOptions()) async throws {
        try await client.delete(try resource(object.apiVersion, object.kind), object.namespacedName, options)
    }

    func patch(_ object: Unstructured, _ patch: Patch, subresource: String? = nil) async throws -> Unstructured {
        try await client.patch(
            try resource(object.apiVersion, object.kind), object.namespacedName, patch, subresource: subresource)
    }

    func revision() async throws -> Revision { try await store.currentRevision() }
}

/// The failure that a request ends with, `nil` where it succeeds.
func failure(_ body: () async throws -> Void) async throws -> APIStatus? {
    do {
        try await body()
        return nil
    } catch let status as APIStatus {
        return status
    }
}

func configMap(
    _ name: String, namespace: String = "default", labels: [String: String] = [:], data: [String: String] = [:],
    owners: [Unstructured] = [], blocking: Bool = false, finalizers: [String] = []
) -> JSONValue {
    var metadata = ObjectMeta(name: name, namespace: namespace, labels: labels)
    metadata.finalizers = finalizers
    metadata.ownerReferences = owners.map {
        OwnerReference(
            apiVersion: $0.apiVersion, kind: $0.kind, name: $0.name, uid: $0.uid,
            blockOwnerDeletion: blocking ? true : nil)
    }
    var object = Unstructured(apiVersion: "v1", kind: "ConfigMap", metadata: metadata)
    if !data.isEmpty { object.fields["data"] = data.json }
    return object.json
}

/// A CustomResourceDefinition of `Widget`s in `example.com` with a status, a scale and two versions.
func widgetDefinition(scope: String = "Namespaced", schema: JSONValue? = nil) -> JSONValue {
    let schema: JSONValue =
        schema ?? [
            "type": "object", "required": ["spec"],
            "properties": [
                "spec": [
                    "type": "object", "required": ["size"],
                    "properties": [
                        "size": ["type": "integer", "minimum": 1], "color": ["type": "string", "default": "red"],
                        "replicas": ["type": "integer"], "parts": ["type": "array", "items": ["type": "string"]],
                    ],
                ],
                "status": [
                    "type": "object",
                    "properties": [
                        "replicas": ["type": "integer"], "phase": ["type": "string"], "selector": ["type": "string"],
                    ],
                ],
            ],
        ]
    let subresources: JSONValue = [
        "status": [:],
        "scale": [
            "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
            "labelSelectorPath": ".status.selector",
        ],
    ]
    let version = { (name: String, storage: Bool) -> JSONValue in
        [
            "name": .string(name), "served": true, "storage": .bool(storage),
            "schema": ["openAPIV3Schema": schema], "subresources": subresources,
            "selectableFields": [["jsonPath": ".spec.color"]],
        ]
    }
    return [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "widgets.example.com"],
        "spec": [
            "group": "example.com", "scope": .string(scope), "names": ["kind": "Widget", "plural": "widgets"],
            "versions": [version("v1", true), version("v1beta1", false)],
        ],
    ]
}

func widget(_ name: String, namespace: String = "default", version: String = "v1", spec: JSONValue = ["size": 3])
    -> JSONValue
{
    [
        "apiVersion": .string("example.com/\(version)"), "kind": "Widget",
        "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
    ]
}
