import ClusterAPI
import JSON
import Machinery
import SchemaSamples
import Testing

/// One change of an object that is in order, and what admission says about it.
struct Case: Sendable, CustomTestStringConvertible {
    let path: String
    let change: JSONValue?
    let errors: [String]

    init(_ path: String, _ change: JSONValue?, _ errors: String...) {
        self.path = path
        self.change = change
        self.errors = errors
    }

    var testDescription: String { "\(path) = \(change?.text ?? "absent")" }
}

@Suite struct ClusterValidationTests {
    @Test(arguments: [
        Case(
            "metadata.name", "-demo",
            """
            metadata.name: Invalid value: "-demo": must be a valid label value: \(labelValueProblem)
            """),
        Case(
            "spec.infrastructureRef.namespace", "other",
            "spec.infrastructureRef.namespace: Invalid value: \"other\": must match metadata.namespace"),
        Case(
            "spec.controlPlaneRef.namespace", "other",
            "spec.controlPlaneRef.namespace: Invalid value: \"other\": must match metadata.namespace"),
        Case(
            "spec.clusterNetwork.pods.cidrBlocks", ["10.0.0.0/8", "10.0.0.0/33"],
            """
            spec.clusterNetwork.pods.cidrBlocks[1]: Invalid value: "10.0.0.0/33": \
            must be a valid CIDR block such as 10.96.0.0/12
            """),
        Case(
            "spec.clusterNetwork.services.cidrBlocks", ["10.96.0.0"],
            """
            spec.clusterNetwork.services.cidrBlocks[0]: Invalid value: "10.96.0.0": \
            must be a valid CIDR block such as 10.96.0.0/12
            """),
        Case("spec.clusterNetwork", nil), Case("spec.infrastructureRef", nil),
    ]) func create(_ test: Case) {
        #expect(Samples.cluster.create(Samples.cluster.object(test.path, test.change)) == test.errors)
    }

    @Test(arguments: [
        Case("spec.infrastructureRef", nil, "spec.infrastructureRef: Forbidden: cannot be removed"),
        Case("spec.controlPlaneRef", nil, "spec.controlPlaneRef: Forbidden: cannot be removed"),
        Case("spec.paused", true),
        Case(
            "spec.topology", ["class": "c", "version": "v1.34.0"],
            "spec.topology.class: Forbidden: class cannot be set on an existing Cluster"),
    ]) func update(_ test: Case) {
        #expect(Samples.cluster.update(Samples.cluster.object(test.path, test.change)) == test.errors)
    }

    @Test(arguments: [
        Case(
            "spec.topology.version", "one",
            "spec.topology.version: Invalid value: \"vone\": must be a valid semantic version"),
        Case("spec.topology.class", "", "spec.topology.class: Required value: class cannot be empty"),
        Case(
            "metadata.annotations", [TopologyAnnotation.upgradeConcurrency: "0"].json,
            """
            metadata.annotations[topology.cluster.x-k8s.io/upgrade-concurrency]: Invalid value: "0": \
            must be a number of at least 1
            """),
        Case(
            "spec.topology.variables", [["name": "a", "value": nil, "definitionFrom": "patch"]],
            "spec.topology.variables[0].definitionFrom: Invalid value: \"patch\": variables must not set definitionFrom"
        ),
    ]) func topologyCreate(_ test: Case) {
        #expect(Samples.managedCluster.create(Samples.managedCluster.object(test.path, test.change)) == test.errors)
    }

    @Test(arguments: [
        Case("spec.topology", nil, "spec.topology: Forbidden: cannot be removed from an existing Cluster"),
        Case("spec.topology.version", "v1.34.0"), Case("spec.topology.version", "v1.33.9"),
        Case(
            "spec.topology.version", "v1.35.0",
            """
            spec.topology.version: Invalid value: "v1.35.0": version cannot be increased from "v1.33.2" to "v1.35.0"
            """),
        Case(
            "spec.topology.version", "v1.33.1",
            """
            spec.topology.version: Invalid value: "v1.33.1": version cannot be decreased from "v1.33.2" to "v1.33.1"
            """),
    ]) func topologyUpdate(_ test: Case) {
        #expect(Samples.managedCluster.update(Samples.managedCluster.object(test.path, test.change)) == test.errors)
    }
}

@Suite struct MachineValidationTests {
    @Test(arguments: [
        Case(
            "spec.bootstrap", [:],
            """
            spec.bootstrap.data: Required value: \
            expected either spec.bootstrap.dataSecretName or spec.bootstrap.configRef to be populated
            """),
        Case("spec.bootstrap", ["dataSecretName": "s"]), Case("spec.bootstrap", ["dataSecretName": ""]),
        Case(
            "spec.bootstrap.configRef.namespace", "other",
            "spec.bootstrap.configRef.namespace: Invalid value: \"other\": must match metadata.namespace"),
        Case(
            "spec.infrastructureRef.namespace", "other",
            "spec.infrastructureRef.namespace: Invalid value: \"other\": must match metadata.namespace"),
        Case("spec.version", nil), Case("spec.version", "v1.34.1+k3s1"),
        Case("spec.version", "1.34", "spec.version: Invalid value: \"v1.34\": must be a valid semantic version"),
        Case(
            "spec.nodeDrainTimeout", "-1s",
            "spec.nodeDrainTimeout: Invalid value: \"-1s\": must be greater than or equal to 0"),
    ]) func create(_ test: Case) {
        #expect(Samples.machine.create(Samples.machine.object(test.path, test.change)) == test.errors)
    }

    @Test func machinesOfPoolsNeedNoBootstrap() {
        let run = AdmissionRun(
            Samples.machine.resource,
            valid: Samples.machine.object("metadata.labels", [ClusterLabel.poolName: "p"].json))
        #expect(run.create(run.object("spec.bootstrap", [:])) == [])
    }

    @Test(arguments: [Samples.machine, Samples.machineSet, Samples.machineDeployment, Samples.machineHealthCheck])
    func clusterNameIsImmutable(run: AdmissionRun) {
        #expect(
            run.update(run.object("spec.clusterName", "other")) == ["spec.clusterName: Forbidden: field is immutable"])
    }

    @Test(arguments: [
        Case("spec.selector", [:], "spec.selector: Required value: selector must not be empty"),
        Case(
            "spec.nodeStartupTimeout", "29s",
            "spec.nodeStartupTimeout: Invalid value: \"29s\": must be at least 30s, or 0s for no limit"),
        Case("spec.nodeStartupTimeout", "0s"), Case("spec.maxUnhealthy", 3),
        Case(
            "spec.maxUnhealthy", "most",
            "spec.maxUnhealthy: Invalid value: \"most\": must be either an int or a percentage"),
    ]) func healthCheck(_ test: Case) {
        #expect(
            Samples.machineHealthCheck.create(Samples.machineHealthCheck.object(test.path, test.change)) == test.errors)
    }
}

@Suite struct MachineGroupValidationTests {
    @Test(arguments: [
        Case(
            "spec.selector", ["matchLabels": ["a": "b"]],
            """
            spec.template.metadata.labels: Invalid value: {"cluster.x-k8s.io/cluster-name":"demo"}: \
            must match spec.selector "a=b,cluster.x-k8s.io/cluster-name=demo"
            """),
        Case(
            "spec.template.spec.version", "1.x",
            "spec.template.spec.version: Invalid value: \"v1.x\": must be a valid semantic version"),
        Case(
            "spec.template.metadata.labels", ["a": "-"],
            "spec.template.metadata.labels: Invalid value: \"-\": \(labelValueProblem)"),
        Case("spec.replicas", -1, "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
        Case("spec.replicas", 0),
        Case("spec.machineNamingStrategy", ["template": "{{ .cluster.name }}-{{ .random }}"]),
        Case("spec.machineNamingStrategy", ["template": "{{.random}}"]),
        Case(
            "spec.machineNamingStrategy", ["template": "a-.random"],
            """
            spec.machineNamingStrategy.template: Invalid value: "a-.random": invalid template, {{ .random }} is missing
            """),
        Case(
            "metadata.annotations", [ClusterAnnotation.autoscalerMaxSize: "many"].json,
            "metadata.annotations[\(ClusterAnnotation.autoscalerMaxSize)]: Invalid value: \"many\": must be a number"),
    ]) func both(_ test: Case) {
        for run in [Samples.machineSet, Samples.machineDeployment] {
            #expect(run.create(run.object(test.path, test.change)) == test.errors)
            #expect(run.update(run.object(test.path, test.change)) == test.errors)
        }
    }

    @Test(arguments: [
        Case("spec.strategy", ["rollingUpdate": ["maxSurge": "50%", "maxUnavailable": 1]]),
        Case(
            "spec.strategy", ["rollingUpdate": ["maxSurge": "half", "maxUnavailable": -1]],
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: -1: must be greater than or equal to 0",
            "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"half\": must be either an int or a percentage"),
        Case(
            "spec.strategy", ["remediation": ["maxInFlight": "x%"]],
            "spec.strategy.remediation.maxInFlight: Invalid value: \"x%\": must be either an int or a percentage"),
    ]) func deployment(_ test: Case) {
        #expect(
            Samples.machineDeployment.create(Samples.machineDeployment.object(test.path, test.change)) == test.errors)
    }

    @Test func preflightChecksAreKnown() {
        let run = Samples.machineSet
        let key = ClusterAnnotation.skipPreflightChecks
        #expect(
            run.create(run.object("metadata.annotations", [key: "KubeadmVersionSkew, ControlPlaneIsStable"].json)) == []
        )
        #expect(
            run.create(run.object("metadata.annotations", [key: "Everything"].json)) == [
                """
                metadata.annotations[\(key)]: Unsupported value: "Everything": supported values: "All", "KubeadmVersionSkew", \
                "KubernetesVersionSkew", "ControlPlaneIsStable", "ControlPlaneVersionSkew"
                """
            ])
    }

    @Test func longNamesAreRefusedWhereTheyBecomeLabels() {
        let name = String(repeating: "a", count: 64)
        let errors = Samples.machineDeployment.create(Samples.machineDeployment.object("metadata.name", .string(name)))
        #expect(
            errors == [
                "metadata.name: Invalid value: \"\(name)\": must be a valid label value: must be no more than 63 bytes"
            ])
        #expect(Samples.machineSet.create(Samples.machineSet.object("metadata.name", .string(name))) == [])
    }
}

/// What Kubernetes says of text that is no label value.
let labelValueProblem = NameRule.labelValue.problems(in: "-")[0]
