import JSON
import Machinery
import Testing

@testable import KubernetesAPI

@Suite("Schemas of built-in kinds") struct BuiltInKindTests {
    private static let deployment = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
    private static let pod = GroupVersionKind(apiVersion: "v1", kind: "Pod")

    private static func object(_ text: String) throws -> JSONObject {
        try JSONValue(parsing: text).objectValue ?? [:]
    }

    @Test func notesAreReadAndFitTheTables() {
        let notes = SchemaNotes.all
        #expect(notes.problems == [])
        let messages = Dictionary(uniqueKeysWithValues: MessageTables.schema.messages.map { ($0.name, $0) })
        for (name, note) in notes.messages {
            let fields = Set(messages[name]?.fields.map(\.name) ?? [])
            #expect(messages[name] != nil, "there is no message \(name)")
            for (field, about) in note.fields {
                #expect(fields.contains(field), "there is no field \(name).\(field)")
                #expect(about.description.isEmpty || about.description.hasSuffix("."), "\(name).\(field)")
            }
        }
    }

    @Test func everyFieldOfATableIsInTheSchema() throws {
        func compare(_ reference: MessageSchema.Reference, _ schema: StructuralSchema, _ path: String, isRoot: Bool) {
            let message = BuiltInMessage[reference]
            guard message.name != "JSONSchemaProps" else {
                #expect(schema.preservesUnknownFields)
                return
            }
            let fields = message.fields.filter { !isRoot || $0.name != "metadata" }
            #expect(schema.propertyNames == fields.map(\.name), "\(path)")
            for field in fields {
                guard let property = schema.properties[field.name], case .message(let next) = field.type else {
                    continue
                }
                let inner: StructuralSchema? =
                    switch field.shape {
                    case .list: property.items
                    case .map: if case .schema(let value)? = property.additionalProperties { value } else { nil }
                    default: property
                    }
                guard let inner else {
                    Issue.record("\(path).\(field.name) has no schema of its elements")
                    continue
                }
                compare(next, inner, "\(path).\(field.name)", isRoot: false)
            }
        }
        for kind in MessageTables.schema.allKinds {
            let reference = try #require(BuiltInMessage.reference(of: kind))
            let schema = try #require(BuiltInKind(kind).schema, "\(kind)")
            compare(reference, schema, kind.kind, isRoot: true)
        }
    }

    @Test func messagesAreSharedByAllThatHoldThem() throws {
        let daemonSet = GroupVersionKind(apiVersion: "apps/v1", kind: "DaemonSet")
        let containers = try [Self.deployment, daemonSet].map { kind in
            try #require(
                BuiltInKind(kind).schema?.properties["spec"]?.properties["template"]?
                    .properties["spec"]?.properties["containers"])
        }
        #expect(containers[0] === containers[1])
        #expect(BuiltInKind(Self.deployment).schema === BuiltInKind(Self.deployment).schema)
    }

    @Test func schemasSayHowListsAreMerged() throws {
        let spec = try #require(BuiltInKind(Self.pod).schema?.properties["spec"])
        let containers = try #require(spec.properties["containers"])
        #expect(containers.openAPI["x-kubernetes-patch-strategy"] == "merge")
        #expect(containers.openAPI["x-kubernetes-patch-merge-key"] == "name")
        #expect(containers.listType == .map && containers.listMapKeys == ["name"])
        #expect(containers.items?.properties["ports"]?.listMapKeys == ["containerPort", "protocol"])
        #expect(spec.properties["tolerations"]?.listType == .atomic)
        #expect(spec.properties["nodeSelector"]?.mapType == .atomic)
        #expect(spec.openAPI["required"] == ["containers"])
        #expect(spec.properties["volumes"]?.openAPI["x-kubernetes-patch-strategy"] == "merge,retainKeys")
        let rules = BuiltInKind(Self.deployment).strategicMergeRules
        #expect(rules["spec.template.spec.containers.env"] == .map(key: "name"))
        #expect(rules["metadata.finalizers"] == .set)
        #expect(rules["metadata.ownerReferences"] == .map(key: "uid"))
        #expect(rules["spec.template.spec.tolerations"] == nil)
    }

    static let canonicalForms: [(GroupVersionKind, String, String)] = [
        (
            GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"),
            #"{"kind":"ConfigMap","data":{},"binaryData":null,"immutable":false}"#,
            #"{"kind":"ConfigMap","immutable":false}"#
        ),
        (
            GroupVersionKind(apiVersion: "v1", kind: "Secret"), #"{"data":{"a":"YQ=="}}"#,
            #"{"data":{"a":"YQ=="},"type":"Opaque"}"#
        ),
        (
            GroupVersionKind(apiVersion: "apps/v1", kind: "DaemonSet"), #"{"status":{"numberReady":3}}"#,
            #"""
            {"spec":{"selector":null,"template":{"metadata":{},"spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,
            "dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},
            "updateStrategy":{"type":"RollingUpdate"},"revisionHistoryLimit":10},
            "status":{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":3}}
            """#
        ),
        (
            pod,
            #"""
            {"spec":{"restartPolicy":"","hostNetwork":false,"terminationGracePeriodSeconds":0,"nodeSelector":{},
            "containers":[{"name":"c","resources":{"limits":{"cpu":1.5,"memory":"1024Mi"}},
            "livenessProbe":{"timeoutSeconds":0,"httpGet":{"port":"web"}}}],"volumes":[{"name":"v","emptyDir":{}}]},"status":{}}
            """#,
            #"""
            {"spec":{"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c","resources":{"limits":{"cpu":"1500m",
            "memory":"1Gi"}},"livenessProbe":{"httpGet":{"path":"/","port":"web","scheme":"HTTP"},"timeoutSeconds":1,
            "periodSeconds":10,"successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log",
            "terminationMessagePolicy":"File"}],"restartPolicy":"Always","terminationGracePeriodSeconds":0,
            "dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"},"status":{}}
            """#
        ),
    ]

    @Test(arguments: canonicalForms)
    func objectsTakeTheFormThatGoWouldWrite(_ kind: GroupVersionKind, _ sent: String, _ stored: String) throws {
        var object = try Self.object(sent)
        #expect(try BuiltInKind(kind).canonicalize(&object) == [])
        // The tables of the tests may say null for what is not there.
        func withoutNull(_ value: JSONValue) -> JSONValue {
            guard let members = value.objectValue else { return value }
            return .object(
                JSONObject(
                    uniqueKeysWithValues: members.filter { !$0.value.isNull }.map { ($0.key, withoutNull($0.value)) }))
        }
        #expect(JSONValue.object(object) == withoutNull(.object(try Self.object(stored))))
    }

    @Test func unknownFieldsAreNamedAndDropped() throws {
        var object = try Self.object(
            #"{"spec":{"containers":[{"name":"a"},{"name":"b","imag":"c"}],"nodeNam":"x"},"colour":1}"#)
        let unknown = try BuiltInKind(Self.pod).canonicalize(&object)
        #expect(unknown == ["colour", "spec.containers[1].imag", "spec.nodeNam"])
        #expect(object["colour"] == nil)
    }

    static let misfits: [(GroupVersionKind, String, String)] = [
        (
            GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), #"{"data":{"a":1}}"#,
            "json: cannot unmarshal number into Go struct field ConfigMap.data of type string"
        ),
        (
            GroupVersionKind(apiVersion: "v1", kind: "Secret"), #"{"data":{"a":"?"}}"#,
            "illegal base64 data at input byte 0"
        ),
        (
            GroupVersionKind(apiVersion: "v1", kind: "Secret"), #"{"data":{"a":"YQ"}}"#,
            "illegal base64 data at input byte 0"
        ),
        (
            deployment, #"{"spec":{"replicas":"3"}}"#,
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
        ),
        (
            deployment, #"{"spec":{"replicas":1.5}}"#,
            "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"
        ),
        (
            deployment, #"{"spec":{"replicas":2147483648}}"#,
            "json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32"
        ),
        (
            deployment, #"{"spec":{"template":{"spec":{"containers":{}}}}}"#,
            "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container"
        ),
        (
            deployment, #"{"spec":{"template":{"spec":{"containers":[{"env":[{"name":"A","value":1}]}]}}}}"#,
            "json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type "
                + "string"
        ),
        (
            pod, #"{"spec":{"containers":[{"resources":{"limits":{"cpu":"a lot"}}}]}}"#,
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        ),
        (
            GroupVersionKind(apiVersion: "coordination.k8s.io/v1", kind: "Lease"), #"{"spec":{"renewTime":"soon"}}"#,
            #"parsing time "soon" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "soon" as "2006""#
        ),
    ]

    @Test(arguments: misfits)
    func valuesThatDoNotFitAreRefusedInGosWords(_ kind: GroupVersionKind, _ sent: String, _ message: String) throws {
        var object = try Self.object(sent)
        #expect(throws: DecodingFailure(message)) { try BuiltInKind(kind).canonicalize(&object) }
    }

    @Test func valuesOfFieldsThatChooseAreChecked() throws {
        var object = try Self.object(
            #"{"spec":{"restartPolicy":"Sometimes","containers":[{"name":"c","ports":[{"protocol":"IP"}]}]}}"#)
        _ = try BuiltInKind(Self.pod).canonicalize(&object)
        let errors = BuiltInKind(Self.pod).unsupportedValues(in: object).map(\.description)
        #expect(
            errors == [
                #"spec.containers[0].ports[0].protocol: Unsupported value: "IP": supported values: "SCTP", "TCP", "UDP""#,
                #"spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never""#,
            ])
    }

    @Test(arguments: 0..<20)
    func theCanonicalFormOfACanonicalFormIsItself(_ seed: UInt64) throws {
        for kind in MessageTables.schema.allKinds {
            let message = try #require(MessageTables.schema.message(of: kind))
            var once = MessageSampler.sparse(message, seed: seed)
            #expect(try BuiltInKind(kind).canonicalize(&once) == [], "seed \(seed)")
            var twice = once
            #expect(try BuiltInKind(kind).canonicalize(&twice) == [])
            #expect(once == twice, "\(kind), seed \(seed)")
        }
    }
}
