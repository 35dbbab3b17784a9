import Effects
import JSON
import Machinery
import Testing

@Suite("Properties of applying") struct ApplyPropertyTests {
    private func samples(_ seed: UInt64) -> RandomSample {
        var samples = RandomSample(random: SeededRandom(seed: seed))
        samples.hasNulls = seed % 2 == 1
        return samples
    }

    private func object(_ samples: RandomSample) throws -> JSONValue { try Sample.object(samples.spec().text) }

    @Test("merging an object with itself changes nothing; comparing with itself finds nothing", arguments: 0..<20)
    func identity(seed: UInt64) throws {
        let samples = samples(seed)
        for _ in 0..<20 {
            let object = try object(samples)
            #expect(try Sample.schema.merge(object, with: object) == object, "seed \(seed)")
            #expect(try Sample.schema.compare(object, object).isEmpty, "seed \(seed)")
            #expect(throws: Never.self, "seed \(seed)") { try Sample.schema.validate(object) }
        }
    }

    @Test("what one comparison adds the inverse removes; the sets are disjoint", arguments: 0..<20)
    func comparison(seed: UInt64) throws {
        let samples = samples(seed)
        for _ in 0..<20 {
            let (old, new) = (try object(samples), try object(samples))
            let there = try Sample.schema.compare(old, new)
            let back = try Sample.schema.compare(new, old)
            #expect(there.added == back.removed, "seed \(seed)")
            #expect(there.removed == back.added, "seed \(seed)")
            #expect(there.modified == back.modified, "seed \(seed)")
        }
    }

    @Test("an object has the fields that it is said to have, and none without them", arguments: 0..<20)
    func fieldSets(seed: UInt64) throws {
        let samples = samples(seed)
        for _ in 0..<20 {
            let object = try object(samples)
            let set = Sample.schema.fieldSet(of: object)
            #expect(try FieldSet(fieldsV1: set.fieldsV1) == set, "seed \(seed)")
            let left = Sample.schema.removing(set, from: object)
            #expect(Sample.schema.fieldSet(of: left).leaves.intersection(set).isEmpty, "seed \(seed)")
            #expect(
                try Sample.schema.compare(Sample.schema.extracting(set.leaves, from: object, addsKeys: true), object)
                    .modified.isEmpty, "seed \(seed)")
        }
    }

    @Test("applying is idempotent", arguments: 0..<20) func idempotent(seed: UInt64) throws {
        let samples = samples(seed)
        var stage = Stage()
        for _ in 0..<10 {
            let request = RandomRequest(samples, live: stage.spec)
            guard request.isApply else {
                try stage.update(request.manager, request.spec.text)
                continue
            }
            try stage.apply(request.manager, force: true, request.spec.text)
            let once = stage
            try stage.apply(request.manager, request.spec.text)
            #expect(stage.object == once.object, "seed \(seed)")
        }
    }

    @Test("appliers of different fields come out alike in either order", arguments: 0..<20)
    func commute(seed: UInt64) throws {
        let samples = samples(seed)
        for _ in 0..<10 {
            let (first, second) = (samples.spec(), samples.spec())
            guard case .object(let members) = second, let others = first.objectValue else { continue }
            let apart = JSONValue.object(
                JSONObject(uniqueKeysWithValues: members.filter { others[$0.key] == nil }.map { ($0.key, $0.value) }))
            func result(_ order: [(String, JSONValue)]) throws -> Stage {
                var stage = Stage()
                for (manager, spec) in order { try stage.apply(manager, spec.text) }
                return stage
            }
            let one = try result([("a", first), ("b", apart)])
            let other = try result([("b", apart), ("a", first)])
            #expect(one.spec == other.spec, "seed \(seed)")
            for manager in ["a", "b"] {
                #expect(one.fields(of: manager) == other.fields(of: manager), "seed \(seed)")
            }
        }
    }

    @Test("an applier that applies nothing leaves what others apply", arguments: 0..<20)
    func removal(seed: UInt64) throws {
        let samples = samples(seed)
        for _ in 0..<10 {
            let (first, second) = (samples.spec(), samples.spec())
            var alone = Stage()
            try alone.apply("b", second.text)
            var both = Stage()
            try both.apply("a", first.text)
            try both.apply("b", force: true, second.text)
            try both.apply("a", object: ["apiVersion": "example.com/v1", "kind": "Sample"])
            // Null takes nothing out of what others had set, so it leaves other things behind.
            if samples.hasNulls { continue }
            let (there, left): (JSONValue, JSONValue) = (["spec": alone.spec ?? [:]], ["spec": both.spec ?? [:]])
            let change = try Sample.schema.compare(there, left)
            // Empty lists are nobody's, and an element goes with the list or object that is left empty.
            #expect(change.modified.isEmpty, "seed \(seed)")
            #expect(change.added.paths.allSatisfy { left.isEmptyContainer(at: $0) }, "seed \(seed)")
            #expect(change.removed.paths.allSatisfy { there.isEmptyContainer(at: $0) }, "seed \(seed)")
        }
    }

    @Test(
        "whatever is applied and updated, every owner owns what there is, and every field that was applied has its owner",
        arguments: 0..<40)
    func coverage(seed: UInt64) throws {
        var samples = samples(seed)
        samples.hasNulls = false
        var stage = Stage()
        for step in 0..<12 {
            let request = RandomRequest(samples, live: stage.spec)
            if request.isApply {
                // A conflict must leave all as it was.
                let before = stage.object
                do {
                    try stage.apply(request.manager, force: request.force, request.spec.text)
                } catch let error as APIStatus {
                    #expect(error.code == 409 && !request.force, "seed \(seed)")
                    #expect(stage.object == before, "seed \(seed)")
                    continue
                }
                let applied = Sample.schema.fieldSet(of: ["spec": request.spec])
                let owned = stage.fields(of: request.manager).map { try? FieldSet(fieldsV1: json($0)) } ?? FieldSet()
                #expect(owned == applied, "seed \(seed) step \(step)")
                // What was applied is there.
                let comparison = try Sample.schema.compare(
                    ["spec": stage.spec ?? [:]],
                    Sample.schema.merge(["spec": stage.spec ?? [:]], with: ["spec": request.spec]))
                #expect(comparison.isEmpty, "seed \(seed) step \(step)")
            } else {
                try stage.update(request.manager, request.spec.text)
            }
            let owned = try #require(stage.owners).fields
            let object: JSONValue = ["spec": stage.spec ?? [:]]
            for path in owned.paths {
                #expect(!object.values(at: path).isEmpty, "seed \(seed) step \(step): nothing at \(path)")
            }
            // Nobody need own an object or a list that somebody emptied.
            for path in Sample.schema.fieldSet(of: object).difference(owned).leaves.paths where !owned.isEmpty {
                #expect(
                    object.isEmptyContainer(at: path), "seed \(seed) step \(step): nobody owns \(path)")
            }
        }
    }
}

extension JSONValue {
    fileprivate func isEmptyContainer(at path: FieldSet.Path) -> Bool {
        values(at: path).allSatisfy { $0 == [] || $0 == [:] }
    }

    /// The values at a path; several where a list has elements with one key.
    fileprivate func values(at path: FieldSet.Path) -> [JSONValue] {
        path.reduce([self]) { values, element in values.flatMap { $0.values(at: element) } }
    }

    private func values(at element: PathElement) -> [JSONValue] {
        switch element {
        case .field(let name): self[name].map { [$0] } ?? []
        case .value(let value): (arrayValue ?? []).filter { $0 == value }
        case .index: []
        case .key(let members):
            (arrayValue ?? []).filter { item in
                members.allSatisfy { item[$0.name] ?? ($0.name == "protocol" ? "TCP" : .null) == $0.value }
            }
        }
    }
}
