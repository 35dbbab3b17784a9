import Effects
import JSON
import KubernetesAPI
import Machinery
import Testing

@Suite("Merging Kubernetes' own kinds") struct BuiltInMergeTests {
    private func schema(_ kind: String, _ apiVersion: String = "v1") throws -> MergeSchema {
        let kind = BuiltInKind(GroupVersionKind(apiVersion: apiVersion, kind: kind))
        try #require(kind.isKnown)
        return kind.mergeSchema
    }

    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

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
        let schema = try schema("Deployment", "apps/v1")
        #expect(schema.fieldSet(of: object).fieldsV1.text == expected)
        #expect(throws: Never.self) { try schema.validate(object) }
    }

    @Test("whoever creates a Deployment does not own the structs that it always has") func creation() throws {
        let kind = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        let manager = FieldManager(kind, schema: BuiltInKind(kind).mergeSchema, scope: .withoutStatus)
        let created = try manager.update(
            from: nil,
            to: json(
                #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":1,"strategy":{"rollingUpdate":{"maxSurge":1}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"restartPolicy":"Always"}}},"status":{}}"#
            ), manager: "kubectl-create", at: Timestamp(secondsSinceEpoch: 1_700_000_000))
        let owners = try ManagedFields(json: created["metadata"]?["managedFields"])
        #expect(
            owners.entries.first?.fieldsV1?.text
                == #"{"f:spec":{"f:replicas":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{}}},"f:template":{"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:restartPolicy":{}}}}}"#
        )
    }

    @Test(
        "lists and maps of other kinds",
        arguments: [
            (
                "v1", "Service",
                #"{"spec":{"ports":[{"port":80},{"port":80,"protocol":"UDP","name":"u"}],"selector":{"a":"b"}}}"#,
                #"{"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"k:{\"port\":80,\"protocol\":\"UDP\"}":{".":{},"f:name":{},"f:port":{},"f:protocol":{}}},"f:selector":{}}}"#
            ),
            (
                "v1", "Node",
                #"{"spec":{"taints":[{"key":"k"}],"podCIDRs":["c"]},"status":{"conditions":[{"type":"Ready","status":"True"}],"capacity":{"cpu":"1"},"images":[{"names":["n"]}]}}"#,
                #"{"f:spec":{"f:podCIDRs":{"v:\"c\"":{}},"f:taints":{}},"f:status":{"f:capacity":{"f:cpu":{}},"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}},"f:images":{}}}"#
            ),
            ("v1", "ConfigMap", #"{"data":{"a":"b"},"immutable":true}"#, #"{"f:data":{"f:a":{}},"f:immutable":{}}"#),
            ("v1", "Secret", #"{"stringData":{"a":"b"},"type":"Opaque"}"#, #"{"f:stringData":{"f:a":{}},"f:type":{}}"#),
            (
                "v1", "ServiceAccount", #"{"secrets":[{"name":"s","kind":"k"}],"imagePullSecrets":[{"name":"a"}]}"#,
                #"{"f:imagePullSecrets":{},"f:secrets":{"k:{\"name\":\"s\"}":{}}}"#
            ),
            (
                "rbac.authorization.k8s.io/v1", "RoleBinding", #"{"roleRef":{"name":"r"},"subjects":[{"name":"s"}]}"#,
                #"{"f:roleRef":{},"f:subjects":{}}"#
            ),
            (
                "rbac.authorization.k8s.io/v1", "ClusterRole",
                #"{"rules":[{"verbs":["*"]}],"aggregationRule":{"clusterRoleSelectors":[{}]}}"#,
                #"{"f:aggregationRule":{"f:clusterRoleSelectors":{}},"f:rules":{}}"#
            ),
            (
                "coordination.k8s.io/v1", "Lease", #"{"spec":{"holderIdentity":"h"}}"#,
                #"{"f:spec":{"f:holderIdentity":{}}}"#
            ),
            (
                "v1", "Event", #"{"involvedObject":{"name":"n"},"source":{"component":"c"},"count":1}"#,
                #"{"f:count":{},"f:involvedObject":{},"f:source":{"f:component":{}}}"#
            ),
            (
                "v1", "PersistentVolumeClaim",
                #"{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":1073741824}}}}"#,
                #"{"f:spec":{"f:accessModes":{},"f:resources":{"f:requests":{"f:storage":{}}}}}"#
            ),
            (
                "policy/v1", "PodDisruptionBudget", #"{"spec":{"maxUnavailable":"10%","selector":{"matchLabels":{}}}}"#,
                #"{"f:spec":{"f:maxUnavailable":{},"f:selector":{}}}"#
            ),
            (
                "events.k8s.io/v1", "Event", #"{"regarding":{"name":"n"},"note":"x","series":{"count":1}}"#,
                #"{"f:note":{},"f:regarding":{},"f:series":{"f:count":{}}}"#
            ),
            (
                "apiextensions.k8s.io/v1", "CustomResourceDefinition",
                #"{"spec":{"names":{"shortNames":["s"],"kind":"K"},"versions":[{"name":"v1"}]},"status":{"conditions":[{"type":"T"}]}}"#,
                #"{"f:spec":{"f:names":{"f:kind":{},"f:shortNames":{}},"f:versions":{}},"f:status":{"f:conditions":{"k:{\"type\":\"T\"}":{".":{},"f:type":{}}}}}"#
            ),
        ])
    func fieldSets(apiVersion: String, kind: String, object: String, expected: String) throws {
        #expect(try schema(kind, apiVersion).fieldSet(of: try json(object)).fieldsV1.text == expected)
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

    @Test(
        "fields that a kind does not have are refused wherever they are",
        arguments: [
            ("v1", "Pod", #"{"spec":{"nodeNam":"n"}}"#, ".spec.nodeNam"),
            ("v1", "Pod", #"{"spec":{"containers":[{"name":"c","imag":"i"}]}}"#, #".spec.containers[name="c"].imag"#),
            (
                "v1", "Pod", #"{"spec":{"volumes":[{"name":"v","emptyDir":{"siz":1}}]}}"#,
                #".spec.volumes[name="v"].emptyDir.siz"#
            ),
            (
                "apps/v1", "Deployment", #"{"spec":{"template":{"metadata":{"lables":{}}}}}"#,
                ".spec.template.metadata.lables"
            ),
            ("v1", "Service", #"{"spec":{"prots":[]}}"#, ".spec.prots"),
            ("v1", "Event", #"{"regarding":{}}"#, ".regarding"),
            ("autoscaling/v1", "Scale", #"{"spec":{"replica":1}}"#, ".spec.replica"),
            (
                "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
                #"{"webhooks":[{"name":"w","rule":[]}]}"#, #".webhooks[name="w"].rule"#
            ),
        ])
    func undeclared(apiVersion: String, kind: String, object: String, path: String) throws {
        let (schema, object) = (try schema(kind, apiVersion), try json(object))
        #expect {
            try schema.validate(object)
        } throws: { ($0 as? MergeFailure)?.description == "\(path): field not declared in schema" }
    }

    @Test(
        "numbers stand for quantities and for numbers or texts, and for nothing else",
        arguments: [
            (
                "v1", "Pod",
                #"{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":1.5,"memory":"1Gi"}}}]}}"#, nil
            ),
            ("v1", "PersistentVolume", #"{"spec":{"capacity":{"storage":1}}}"#, nil),
            ("v1", "Service", #"{"spec":{"ports":[{"port":1,"targetPort":"web"},{"port":2,"targetPort":2}]}}"#, nil),
            (
                "v1", "Pod", #"{"spec":{"nodeName":1}}"#,
                ".spec.nodeName: expected string, got &value.valueUnstructured{Value:1}"
            ),
            (
                "apps/v1", "Deployment", #"{"spec":{"replicas":"1"}}"#,
                ".spec.replicas: expected numeric (int or float), got string"
            ),
        ] as [(String, String, String, String?)])
    func scalars(apiVersion: String, kind: String, object: String, message: String?) throws {
        let (schema, object) = (try schema(kind, apiVersion), try json(object))
        let failure: String?
        do throws(MergeFailure) {
            try schema.validate(object)
            failure = nil
        } catch {
            failure = error.description
        }
        #expect(failure == message)
    }

    @Test("the metadata of an object and that of a template in it have the same rules") func metadata() throws {
        let metadata = #"""
            {"annotations":{"a":"b"},"creationTimestamp":null,"deletionGracePeriodSeconds":1,"deletionTimestamp":"t",
            "finalizers":["f"],"generateName":"g","generation":1,"labels":{"a":"b"},"managedFields":[{"manager":"m"}],
            "name":"n","namespace":"n","ownerReferences":[{"uid":"u","name":"o"}],"resourceVersion":"1","selfLink":"s",
            "uid":"u"}
            """#
        let schema = try schema("Deployment", "apps/v1")
        let object = try json(#"{"metadata":\#(metadata),"spec":{"template":{"metadata":\#(metadata)}}}"#)
        #expect(throws: Never.self) { try schema.validate(object) }
        let fields = schema.fieldSet(of: object).fieldsV1
        let template = fields["f:spec"]?["f:template"]?["f:metadata"]
        #expect(template != nil && fields["f:metadata"] == template)
        let properties = BuiltInKind(GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")).schema?
            .properties["spec"]?.properties["template"]?.properties["metadata"]?.propertyNames
        #expect(Set(properties ?? []) == Set(try json(metadata).objectValue?.map(\.key) ?? []))
    }
}
