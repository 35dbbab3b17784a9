import APIServer
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Synchronization

/// A CustomResourceDefinition of `Gadget`s whose size is called `width` in v1beta1, converted by a webhook.
func gadgetDefinition(storage: String = "v1beta1", reviewVersions: [String] = ["v1"]) -> JSONValue {
    let version = { (name: String, field: String) -> JSONValue in
        [
            "name": .string(name), "served": true, "storage": .bool(name == storage),
            "schema": [
                "openAPIV3Schema": [
                    "type": "object",
                    "properties": [
                        "spec": [
                            "type": "object",
                            "properties": .object([
                                field: ["type": "integer", "maximum": 100], "note": ["type": "string"],
                            ]),
                        ],
                        "status": ["type": "object", "properties": ["phase": ["type": "string"]]],
                    ],
                ]
            ],
            "subresources": ["status": [:]],
        ]
    }
    return [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "gadgets.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["kind": "Gadget", "plural": "gadgets"],
            "versions": [version("v1beta1", "width"), version("v1", "size")],
            "conversion": [
                "strategy": "Webhook",
                "webhook": [
                    "clientConfig": ["url": "https://hooks.example.com/convert"],
                    "conversionReviewVersions": .array(reviewVersions.map(JSONValue.string)),
                ],
            ],
        ],
    ]
}

func gadget(_ name: String, version: String = "v1beta1", spec: JSONValue = ["width": 3]) -> JSONValue {
    [
        "apiVersion": .string("example.com/\(version)"), "kind": "Gadget",
        "metadata": ["name": .string(name), "namespace": "default"], "spec": spec,
    ]
}

/// A webhook that converts gadgets, or does what a test wants instead.
final class ScriptedConversion: WebhookTransport {
    enum Script: Sendable {
        case convert
        /// Converts and then changes the whole answer.
        case change(@Sendable (inout JSONValue) -> Void)
        /// Converts and then changes every converted object.
        case changeObjects(@Sendable (inout JSONValue) -> Void)
        case answer(status: Int, body: String)
        case fail(String)
        case hang
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let script = Mutex(Script.convert)
    private let requests = Mutex<[JSONValue]>([])
    private let context: SimulationContext
    /// Called before every answer with the number of the call, the first being 1.
    private let onCall: @Sendable (Int) -> Void

    init(_ context: SimulationContext, onCall: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.context = context
        self.onCall = onCall
    }

    func play(_ script: Script) { self.script.withLock { $0 = script } }

    var calls: [JSONValue] { requests.withLock { $0 } }

    func send(_ call: WebhookCall) async throws -> WebhookAnswer {
        let review = try JSONValue(parsing: call.body)
        let number = requests.withLock { requests in
            requests.append(review)
            return requests.count
        }
        onCall(number)
        switch script.withLock({ $0 }) {
        case .convert: return Self.answer(Self.converted(review))
        case .change(let change):
            var answer = Self.converted(review)
            change(&answer)
            return Self.answer(answer)
        case .changeObjects(let change):
            var answer = Self.converted(review)
            let objects = answer.value(at: ["response", "convertedObjects"])?.arrayValue ?? []
            let changed = objects.map { object in
                var object = object
                change(&object)
                return object
            }
            answer.set(.array(changed), at: ["response", "convertedObjects"])
            return Self.answer(answer)
        case .answer(let status, let body): return WebhookAnswer(status: status, body: Array(body.utf8))
        case .fail(let why): throw Failure(description: why)
        case .hang:
            try await context.time.sleep(for: .seconds(3600))
            return Self.answer(Self.converted(review))
        }
    }

    private static func answer(_ json: JSONValue) -> WebhookAnswer {
        WebhookAnswer(status: 200, body: json.serialized())
    }

    private static func converted(_ review: JSONValue) -> JSONValue {
        let version = review["request"]?["desiredAPIVersion"] ?? .null
        let objects = review["request"]?["objects"]?.arrayValue ?? []
        return [
            "apiVersion": review["apiVersion"] ?? .null, "kind": "ConversionReview",
            "response": [
                "uid": review["request"]?["uid"] ?? .null, "result": ["status": "Success"],
                "convertedObjects": .array(objects.map { converted($0, to: version) }),
            ],
        ]
    }

    private static func converted(_ object: JSONValue, to version: JSONValue) -> JSONValue {
        var object = object
        object.set(version, at: ["apiVersion"])
        let isBeta = version == "example.com/v1beta1"
        var spec = object["spec"]?.objectValue ?? [:]
        if let size = spec.removeValue(forKey: isBeta ? "size" : "width") { spec[isBeta ? "width" : "size"] = size }
        object.set(.object(spec), at: ["spec"])
        return object
    }
}

extension Plane {
    /// Runs `body` with a plane whose conversion webhooks are scripted.
    static func runConverting<Result: Sendable>(
        seed: UInt64 = 1, _ body: @escaping @Sendable (Plane, ScriptedConversion) async throws -> Result
    ) throws -> Result {
        try Simulation.run(seed: seed) { context in
            let webhook = ScriptedConversion(context)
            let plane = Plane(.init(), context) { $0.webhooks = webhook }
            try await plane.core.start()
            return try await body(plane, webhook)
        }
    }

    /// Changes the definition of gadgets.
    func changeGadgets(_ change: (inout JSONValue) -> Void) async throws {
        var json = try await get(Unstructured(fields: gadgetDefinition().objectValue ?? [:])).json
        change(&json)
        try await update(Unstructured(fields: json.objectValue ?? [:]))
    }

    /// Makes a version of gadgets the one that is stored.
    func store(gadgetsIn version: String) async throws {
        try await changeGadgets { json in
            let versions = (json["spec"]?["versions"]?.arrayValue ?? []).map { old in
                var new = old
                new.set(.bool(old["name"]?.stringValue == version), at: ["storage"])
                return new
            }
            json.set(.array(versions), at: ["spec", "versions"])
        }
    }

    func storedVersions(_ definition: String = "gadgets.example.com") async throws -> [String] {
        let type = try resource("apiextensions.k8s.io/v1", "CustomResourceDefinition")
        let object = try await client.get(type, NamespacedName(namespace: "", name: definition))
        return object.value(at: "status", "storedVersions")?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}
