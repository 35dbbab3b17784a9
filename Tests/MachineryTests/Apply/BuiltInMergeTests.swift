import Effects
import JSON
import Machinery
import Testing

@Suite("Merging Kubernetes' own kinds") struct BuiltInMergeTests {
    private func schema(_ kind: String, group: String = "") -> MergeSchema {
        MergeSchema(builtIn: GroupKind(group: group, kind: kind))
    }

    @Test("the fields of a Deployment are those that Kubernetes lists") func deployment() throws {
        let object = try json(
            #"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x","labels":{"app":"x"}},
            "spec":{"replicas":1,"selector":{"matchLabels":{"app":"x"}},"strategy":{"rollingUpdate":{"maxSurge":"25%"},"type":"RollingUpdate"},
            "template":{"metadata":{"labels":{"app":"x"}},"spec":{
            "containers":[{"name":"c","image":"i","args":["a"],"ports":[{"containerPort":80}],
            "env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
            "resources":{"limits":{"cpu":1}},"securityContext":{"capabilities":{"add":["NET_ADMIN"]}},
            "volumeMounts":[{"mountPath":"/m","name":"v"}]}],
            "nodeSelector":{"a":"b"},"tolerations":[{"key":"t"}],"imagePullSecrets":[{"name":"p"},{}],
            "topologySpreadConstraints":[{"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule","maxSkew":1,"labelSelector":{"matchLabels":{"a":"b"}}}],
            "volumes":[{"name":"v","secret":{"secretName":"s","items":[{"key":"k","path":"p"}]}}]}}}}
            """#)
        let container =
            #"{".":{},"f:args":{},"f:env":{"k:{\"name\":\"E\"}":{".":{},"f:name":{},"f:valueFrom":{"f:secretKeyRef":{}}}},"#
            + #""f:image":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}},"#
            + #""f:resources":{"f:limits":{"f:cpu":{}}},"f:securityContext":{"f:capabilities":{"f:add":{}}},"#
            + #""f:volumeMounts":{"k:{\"mountPath\":\"/m\"}":{".":{},"f:mountPath":{},"f:name":{}}}}"#
        let pod =
            #"{"f:containers":{"k:{\"name\":\"c\"}":\#(container)},"#
            + #""f:imagePullSecrets":{"k:{\"name\":\"\"}":{},"k:{\"name\":\"p\"}":{}},"f:nodeSelector":{},"f:tolerations":{},"#
            + #""f:topologySpreadConstraints":{"k:{\"topologyKey\":\"zone\",\"whenUnsatisfiable\":\"DoNotSchedule\"}":{".":{},"f:labelSelector":{},"f:maxSkew":{},"f:topologyKey":{},"f:whenUnsatisfiable":{}}},"#
            + #""f:volumes":{"k:{\"name\":\"v\"}":{".":{},"f:name":{},"f:secret":{"f:items":{},"f:secretName":{}}}}}"#
        let expected =
            #"{"f:apiVersion":{},"f:kind":{},"f:metadata":{"f:labels":{"f:app":{}},"f:name":{}},"f:spec":{"f:replicas":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{"f:maxSurge":{}},"f:type":{}},"#
            + #""f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":\#(pod)}}}"#
        let schema = schema("Deployment", group: "apps")
        #expect(schema.fieldSet(of: object).fieldsV1.text == expected)
        #expect(throws: Never.self) { try schema.validate(object) }
    }

    @Test("whoever creates a Deployment does not own the structs that it always has") func creation() throws {
        let kind = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        var stage = Stage(FieldManager(kind, schema: MergeSchema(builtIn: kind.groupKind), scope: .withoutStatus))
        try stage.update("kubectl-create") { _ in
            try json(
                #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":1,"strategy":{"rollingUpdate":{"maxSurge":1}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"restartPolicy":"Always"}}},"status":{}}"#
            )
        }
        #expect(
            stage.fields(of: "kubectl-create", .update)
                == #"{"f:spec":{"f:replicas":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{}}},"f:template":{"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:restartPolicy":{}}}}}"#
        )
    }

    @Test(
        "lists and maps of other kinds",
        arguments: [
            (
                "", "Service",
                #"{"spec":{"ports":[{"port":80},{"port":80,"protocol":"UDP","name":"u"}],"selector":{"a":"b"}}}"#,
                #"{"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"k:{\"port\":80,\"protocol\":\"UDP\"}":{".":{},"f:name":{},"f:port":{},"f:protocol":{}}},"f:selector":{}}}"#
            ),
            (
                "", "Node",
                #"{"spec":{"taints":[{"key":"k"}],"podCIDRs":["c"]},"status":{"conditions":[{"type":"Ready","status":"True"}],"capacity":{"cpu":"1"},"images":[{"names":["n"]}]}}"#,
                #"{"f:spec":{"f:podCIDRs":{"v:\"c\"":{}},"f:taints":{}},"f:status":{"f:capacity":{"f:cpu":{}},"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}},"f:images":{}}}"#
            ),
            ("", "ConfigMap", #"{"data":{"a":"b"},"immutable":true}"#, #"{"f:data":{"f:a":{}},"f:immutable":{}}"#),
            ("", "Secret", #"{"stringData":{"a":"b"},"type":"Opaque"}"#, #"{"f:stringData":{"f:a":{}},"f:type":{}}"#),
            (
                "", "ServiceAccount", #"{"secrets":[{"name":"s","kind":"k"}],"imagePullSecrets":[{"name":"a"}]}"#,
                #"{"f:imagePullSecrets":{},"f:secrets":{"k:{\"name\":\"s\"}":{}}}"#
            ),
            (
                "rbac.authorization.k8s.io", "RoleBinding", #"{"roleRef":{"name":"r"},"subjects":[{"name":"s"}]}"#,
                #"{"f:roleRef":{},"f:subjects":{}}"#
            ),
            (
                "rbac.authorization.k8s.io", "ClusterRole",
                #"{"rules":[{"verbs":["*"]}],"aggregationRule":{"clusterRoleSelectors":[{}]}}"#,
                #"{"f:aggregationRule":{"f:clusterRoleSelectors":{}},"f:rules":{}}"#
            ),
            (
                "coordination.k8s.io", "Lease", #"{"spec":{"holderIdentity":"h"}}"#,
                #"{"f:spec":{"f:holderIdentity":{}}}"#
            ),
            (
                "", "Event", #"{"involvedObject":{"name":"n"},"source":{"component":"c"},"count":1}"#,
                #"{"f:count":{},"f:involvedObject":{},"f:source":{"f:component":{}}}"#
            ),
            (
                "apiextensions.k8s.io", "CustomResourceDefinition",
                #"{"spec":{"names":{"shortNames":["s"],"kind":"K"},"versions":[{"name":"v1"}]},"status":{"conditions":[{"type":"T"}]}}"#,
                #"{"f:spec":{"f:names":{"f:kind":{},"f:shortNames":{}},"f:versions":{}},"f:status":{"f:conditions":{"k:{\"type\":\"T\"}":{".":{},"f:type":{}}}}}"#
            ),
        ])
    func fieldSets(group: String, kind: String, object: String, expected: String) throws {
        #expect(schema(kind, group: group).fieldSet(of: try json(object)).fieldsV1.text == expected)
    }

    @Test(
        "unknown fields of an object are refused, values that are no text too",
        arguments: [
            (#"{"nope":1}"#, ".nope: field not declared in schema"),
            (#"{"data":{"a":1}}"#, ".data.a: expected string, got &value.valueUnstructured{Value:1}"),
            (#"{"metadata":{"nope":1}}"#, ".metadata.nope: field not declared in schema"),
            (
                #"{"metadata":{"ownerReferences":[{"name":"n"}]}}"#,
                #".metadata.ownerReferences: element 0: associative list with keys has an element that omits all key fields ["uid"] (and doesn't have default values for any key fields)"#
            ),
        ])
    func violations(object: String, message: String) throws {
        let object = try json(object)
        #expect {
            try schema("ConfigMap").validate(object)
        } throws: { ($0 as? MergeFailure)?.description == message }
    }

    @Test("a kind without rules of its own goes by its schema") func fallback() throws {
        let schema = MergeSchema(builtIn: GroupKind(group: "example.com", kind: "Sample"), schema: Sample.structural)
        let object = try Sample.object(#"{"set":["a"]}"#)
        #expect(schema.fieldSet(of: object) == Sample.schema.fieldSet(of: object))
    }
}
