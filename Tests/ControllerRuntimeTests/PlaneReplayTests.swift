import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import TestSupport
import Testing

@testable import ControllerRuntime

/// Two controllers over the real API server core and store in memory: the runs replay, and end the same whatever the order.
@Suite struct PlaneReplayTests {
    @Test func everySeedReplays() throws {
        var traces: Set<UInt64> = []
        for seed in 0..<100 as Range<UInt64> {
            let (first, second) = (Self.run(seed), Self.run(seed))
            #expect(try first.result.get() == ["blue", "blue", "blue"], "seed \(seed)")
            #expect(first.trace.firstDifference(from: second.trace) == nil, "seed \(seed)")
            #expect(first.schedule == second.schedule, "seed \(seed)")
            traces.insert(first.trace.fingerprint)
        }
        #expect(traces.count > 90)
    }

    /// Every fifth request of the controllers fails, half of those after they took effect.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func faultsDelayTheEndButDoNotChangeIt(seed: UInt64) throws {
        let draws = SeededRandom(seed: seed ^ 0xfa17)
        let outcome = Self.run(seed) { effect in
            guard effect.kind == .apiRequest, effect.detail.hasPrefix("controllers: ") else { return nil }
            switch draws.next(in: 0..<10) {
            case 0: return .lostAnswer(APIStatus.serviceUnavailable("the answer was lost"))
            case 1: return .failure(APIStatus.serviceUnavailable("the request was lost"))
            case 2: return .delay(.milliseconds(draws.next(in: 0..<500)))
            default: return nil
            }
        }
        #expect(try outcome.result.get() == ["blue", "blue", "blue"])
    }

    /// - Returns: The colors of the parts at the end.
    private static func run(
        _ seed: UInt64, faults: FaultInjector? = nil
    ) -> SimulationOutcome<[String]> {
        testPlaneOutcome(
            seed: seed, faults: faults,
            definitions: [definition(of: Widget.resourceType), definition(of: Part.resourceType)],
            parts: { _ in TestPlane.Parts(controllers: [scaling, painting]) }
        ) { plane in
            var widget = try await plane.client.create(Widget("w", size: 1))
            await plane.settle()
            widget = try await plane.client.get(Widget.self, key("w"))
            widget.size = 3
            _ = try await plane.client.update(widget)
            try await plane.eventually("three parts are painted") {
                try await plane.client.get(Widget.self, key("w")).statusSize == 3
            }
            try await plane.expectNoWrites()
            if faults == nil { #expect(plane.loggedErrors == []) }
            return try await plane.client.list(Part.self).map(\.color)
        }
    }

    /// Keeps as many parts as a widget wants and counts those that are painted.
    private static var scaling: Controller {
        Controller(
            name: "scaling", for: Widget.self, watches: [.owned(Part.self)],
            reconciler: Closure { name, context in
                guard let widget = try context.cache.get(Widget.self, name) else { return .done }
                return try await context.reconcileWithPatch(widget, observesGeneration: true) { widget in
                    let parts = try context.cache.list(Part.self, by: .ownerUID, widget.metadata.uid)
                    // Names that it could not find again: a part that it forgot would be one too many.
                    for _ in parts.count..<max(parts.count, Int(widget.size)) {
                        _ = try await context.client.create(Part("part-\(context.random.next())", of: widget))
                    }
                    widget.statusSize = Int64(parts.count { $0.color == "blue" })
                    return .done
                }
            })
    }

    private static var painting: Controller {
        Controller(
            name: "painting", for: Part.self,
            reconciler: Closure { name, context in
                guard let part = try context.cache.get(Part.self, name) else { return .done }
                return try await context.reconcileWithPatch(part) { part in
                    part.color = "blue"
                    return .done
                }
            })
    }
}

/// A definition that takes any spec and status.
func definition(of resource: ResourceType) -> JSONValue {
    let open: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
    return [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": .string("\(resource.groupResource)")],
        "spec": [
            "group": .string(resource.group), "scope": .string(resource.isNamespaced ? "Namespaced" : "Cluster"),
            "names": [
                "kind": .string(resource.kind), "plural": .string(resource.plural),
                "singular": .string(resource.singular),
                "listKind": .string("\(resource.kind)List"),
            ],
            "versions": [
                [
                    "name": .string(resource.version), "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": ["openAPIV3Schema": ["type": "object", "properties": ["spec": open, "status": open]]],
                ]
            ],
        ],
    ]
}
