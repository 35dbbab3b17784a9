import ClusterAPI
import JSON
import Machinery
import SchemaSamples
import Testing

@Suite struct GeneratedTypeTests {
    static let kinds: [any CustomResource.Type] = [
        Cluster.self, Machine.self, MachineSet.self, MachineDeployment.self, MachineHealthCheck.self,
        KubeadmConfig.self,
        KubeadmConfigTemplate.self, KubeadmControlPlane.self, KubeadmControlPlaneTemplate.self, IPAddressClaim.self,
        IPAddress.self,
    ]

    @Test(arguments: kinds.indices) func codingIsTheIdentity(kind: Int) throws {
        try CustomResourceChecks(Self.kinds[kind]).codingIsTheIdentity(seeds: 0..<20)
    }

    @Test(arguments: kinds.indices) func schemaFitsTheTypes(kind: Int) throws {
        try CustomResourceChecks(Self.kinds[kind]).schemaFitsTheTypes(seeds: 0..<20)
    }

    @Test(arguments: kinds.indices) func schemaIsStructural(kind: Int) throws {
        try CustomResourceChecks(Self.kinds[kind]).schemaIsStructural()
    }

    @Test(arguments: kinds.indices) func everyFieldIsDescribed(kind: Int) {
        CustomResourceChecks(Self.kinds[kind]).everyFieldIsDescribed()
    }

    @Test func definitionSaysWhatServersNeed() throws {
        let definition = KubeadmControlPlane.customResourceDefinition
        #expect(definition["metadata"]?["name"] == "kubeadmcontrolplanes.controlplane.cluster.x-k8s.io")
        #expect(definition["metadata"]?["labels"]?["cluster.x-k8s.io/v1beta1"] == "v1beta1")
        #expect(definition.value(at: ["spec", "names", "shortNames"]) == ["kcp"])
        #expect(definition.value(at: ["spec", "scope"]) == "Namespaced")
        let version = try #require(definition.value(at: ["spec", "versions"])?[0])
        #expect(version["subresources"]?["status"] == [:])
        #expect(version.value(at: ["subresources", "scale", "labelSelectorPath"]) == ".status.selector")
        #expect(
            version["additionalPrinterColumns"]?[0]?["jsonPath"]
                == #".metadata.labels['cluster\.x-k8s\.io/cluster-name']"#)
        let spec = try #require(version.value(at: ["schema", "openAPIV3Schema", "properties", "spec"]))
        #expect(spec["required"] == ["version", "machineTemplate", "kubeadmConfigSpec"])
        #expect(spec.value(at: ["properties", "rolloutStrategy", "default", "rollingUpdate", "maxSurge"]) == 1)
        #expect(
            spec.value(at: ["properties", "rolloutBefore", "properties", "certificatesExpiryDays"])
                == [
                    "description":
                        "Replace a machine when one of its certificates expires within this many days; at least 7.",
                    "type": "integer", "format": "int32", "minimum": 7,
                ])
    }

    @Test func keepsEnumValuesOfLaterVersions() throws {
        let status: JSONValue = ["phase": "Hibernating"]
        #expect(try ClusterStatus(json: status).json == status)
    }

    @Test func tellsAnEmptyListOfTaintsFromNone() throws {
        let none = try KubeadmNodeRegistration(json: ["taints": []])
        #expect(none.taints == [])
        #expect(none.json == ["taints": []])
        #expect(try KubeadmNodeRegistration(json: [:]).taints == nil)
    }

    @Test func nodeInfoToleratesANodeThatSaysLittle() throws {
        let info = try NodeInfo(json: ["kubeletVersion": "v1.34.1"])
        #expect(info.kubeletVersion == "v1.34.1")
        #expect(info.json["osImage"] == "")
    }

    @Test func setsConditionsOfBothForms() {
        var cluster = Cluster()
        #expect(cluster.status == nil)
        cluster.conditions = [.true(ConditionType.ready)]
        cluster.conditionsV1Beta2 = [
            MetaCondition(type: V1Beta2ConditionType.paused, status: .false, reason: V1Beta2Reason.notPaused)
        ]
        cluster.currentStatus.phase = .pending
        #expect(cluster.status?.conditions.map(\.type) == ["Ready"])
        #expect(cluster.status?.v1beta2?.conditions.map(\.type) == ["Paused"])
        #expect(cluster.status?.phase == "Pending")
    }

    @Test func saysWhichFieldDoesNotFit() {
        let json: JSONValue = [
            "spec": [
                "clusterName": "a", "bootstrap": [:], "infrastructureRef": [:],
                "readinessGates": [["conditionType": 1]],
            ]
        ]
        let error = #expect(throws: DecodingFailure.self) { try Machine(json: json) }
        #expect(error?.description == "spec.readinessGates[0].conditionType: expected a string, found a number")
    }
}
