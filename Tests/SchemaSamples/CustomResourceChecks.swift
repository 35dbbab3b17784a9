import JSON
public import Machinery
import Testing

/// Properties that hold for every generated resource.
public struct CustomResourceChecks {
    private let type: any CustomResource.Type

    public init(_ type: any CustomResource.Type) {
        self.type = type
    }

    /// Decoding and encoding changes nothing, whether all fields are there, only the required ones, or unknown ones too.
    public func codingIsTheIdentity(seeds: Range<UInt64>) throws {
        for seed in seeds {
            var sampler = SchemaSampler(seed: seed)
            try checkIdentity(sample(&sampler), seed)
            sampler.unknownField = "fieldOfALaterVersion"
            try checkIdentity(sample(&sampler), seed)
            sampler.isMinimal = true
            try checkIdentity(sample(&sampler), seed)
        }
    }

    /// The schema is structural; what fits the types fits it, and it knows every field that the types know.
    public func schemaFitsTheTypes(seeds: Range<UInt64>) throws {
        let schema = try StructuralSchema(openAPI: type.schema)
        #expect(schema.violations(at: "openAPIV3Schema") == [])
        for seed in seeds {
            var sampler = SchemaSampler(seed: seed)
            var value = sample(&sampler)
            #expect(schema.validate(value) == [], "seed \(seed)")
            #expect(schema.prune(&value) == [], "seed \(seed)")
        }
    }

    /// Kubernetes would accept the CRD.
    public func schemaIsStructural() throws {
        #expect(try StructuralSchema(openAPI: type.schema).violations(at: type.resourceType.kind) == [])
    }

    /// Every property says what it is for: `kubectl explain` shows it.
    public func everyFieldIsDescribed() {
        checkDescriptions(type.schema, path: type.resourceType.kind)
    }

    private func sample(_ sampler: inout SchemaSampler) -> JSONValue {
        let type = type.resourceType
        return sampler.object(apiVersion: type.apiVersion, kind: type.kind, schema: self.type.schema)
    }

    private func checkIdentity(_ json: JSONValue, _ seed: UInt64) throws {
        let encoded = try type.init(json: json).json
        #expect(encoded == json, "seed \(seed)")
        #expect(try type.init(json: encoded).json == encoded)
    }

    private func checkDescriptions(_ schema: JSONValue, path: String) {
        for (name, property) in schema["properties"]?.objectValue ?? [:]
        where !(path == type.resourceType.kind && name == "metadata") {
            #expect(property["description"]?.stringValue?.isEmpty == false, "\(path).\(name)")
            checkDescriptions(property, path: "\(path).\(name)")
        }
        if let items = schema["items"] { checkDescriptions(items, path: "\(path)[]") }
        if let values = schema["additionalProperties"] { checkDescriptions(values, path: "\(path).*") }
    }
}
