import ClusterAPI
import JSON
import Machinery
import SchemaSamples
import Testing

@Suite struct DefaultingTests {
    static let runs = [
        Samples.cluster, Samples.managedCluster, Samples.machine, Samples.machineSet, Samples.machineDeployment,
        Samples.machineHealthCheck, Samples.kubeadmConfig, Samples.kubeadmConfigTemplate, Samples.controlPlane,
        Samples.controlPlaneTemplate,
    ]

    @Test(arguments: runs.indices) func validObjectsAreAdmitted(index: Int) {
        let run = Self.runs[index]
        #expect(run.create(run.valid) == [])
        #expect(run.update(run.valid) == [])
    }

    /// A controller that writes a defaulted object back must not cause another change.
    @Test(arguments: runs.indices) func defaultingTwiceChangesNothing(index: Int) {
        let run = Self.runs[index]
        let once = run.defaulted(run.valid)
        #expect(run.defaulted(once, replacing: once) == once)
    }

    @Test func clusterReferencesGetTheNamespace() {
        let cluster = Samples.cluster.defaulted(Samples.cluster.valid)
        #expect(cluster.value(at: ["spec", "infrastructureRef", "namespace"]) == "default")
        #expect(cluster.value(at: ["spec", "controlPlaneRef", "namespace"]) == "default")
        let managed = Samples.managedCluster.defaulted(Samples.managedCluster.valid)
        #expect(managed.value(at: ["spec", "topology", "version"]) == "v1.33.2")
    }

    @Test func machineGetsVersionPrefixLabelAndTimeout() {
        let machine = Samples.machine.defaulted(Samples.machine.valid)
        #expect(machine.value(at: ["spec", "version"]) == "v1.34.1")
        #expect(machine.value(at: ["spec", "nodeDeletionTimeout"]) == "10s")
        #expect(machine.value(at: ["spec", "bootstrap", "configRef", "namespace"]) == "default")
        #expect(machine.value(at: ["metadata", "labels", ClusterLabel.clusterName]) == "demo")
        let forever = Samples.machine.defaulted(Samples.machine.object("spec.nodeDeletionTimeout", "0s"))
        #expect(forever.value(at: ["spec", "nodeDeletionTimeout"]) == "0s")
    }

    @Test func machineDeploymentSelectsByItsName() {
        let spec = Samples.machineDeployment.defaulted(Samples.machineDeployment.valid)["spec"]
        let labels: JSONValue = [ClusterLabel.deploymentName: "md", ClusterLabel.clusterName: "demo"].json
        #expect(spec?.value(at: ["selector", "matchLabels"]) == labels)
        #expect(spec?.value(at: ["template", "metadata", "labels"]) == labels)
        #expect(
            spec?["strategy"] == ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": 0, "maxSurge": 1]])
        #expect(spec?["replicas"] == 1)
        #expect(spec?["revisionHistoryLimit"] == 1)
        #expect(spec?["minReadySeconds"] == 0)
        #expect(spec?["progressDeadlineSeconds"] == 600)
    }

    @Test func machineSetSelectsByItsOwnSelectorToo() {
        let own = Samples.machineSet.object("spec.selector", ["matchLabels": ["a": "b"]])
        let spec = Samples.machineSet.defaulted(own)["spec"]
        #expect(spec?.value(at: ["selector", "matchLabels"]) == ["a": "b", ClusterLabel.clusterName: "demo"].json)
        #expect(spec?.value(at: ["template", "metadata", "labels"]) == [ClusterLabel.clusterName: "demo"].json)
        #expect(spec?["deletePolicy"] == "Random")
    }

    @Test func onDeleteHasNoRollingUpdate() {
        let json = Samples.machineDeployment.object("spec.strategy", ["type": "OnDelete"])
        #expect(
            Samples.machineDeployment.defaulted(json).value(at: ["spec", "strategy"]) == ["type": "OnDelete"])
    }

    @Test(
        arguments: [
            (nil, nil, nil, 1), (nil, nil, 4, 4), ("2", nil, nil, 1), (nil, "5", nil, 1), ("2", "5", nil, 2),
            ("2", "5", 1, 2),
            ("2", "5", 3, 3), ("2", "5", 9, 5), ("x", "5", nil, 1),
        ] as [(String?, String?, Int64?, Int64)])
    func replicasFollowTheAutoscaler(least: String?, most: String?, old: Int64?, expected: Int64) {
        for run in [Samples.machineSet, Samples.machineDeployment] {
            var annotations = JSONObject()
            annotations[ClusterAnnotation.autoscalerMinSize] = least.map(JSONValue.string)
            annotations[ClusterAnnotation.autoscalerMaxSize] = most.map(JSONValue.string)
            let new = run.object("metadata.annotations", .object(annotations))
            let stored = old.map { run.object("spec.replicas", .integer($0)) }
            #expect(run.defaulted(new, replacing: stored).value(at: ["spec", "replicas"]) == .integer(expected))
        }
    }

    @Test func controlPlaneGetsItsDefaults() {
        let run = Samples.controlPlane
        let spec = run.defaulted(run.object("spec.replicas", nil))["spec"]
        #expect(spec?["replicas"] == 1)
        #expect(spec?["rolloutStrategy"] == ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": 1]])
        #expect(spec?.value(at: ["machineTemplate", "infrastructureRef", "namespace"]) == "default")
        #expect(spec?.value(at: ["kubeadmConfigSpec", "format"]) == "cloud-config")
        #expect(
            spec?.value(at: ["kubeadmConfigSpec", "initConfiguration", "nodeRegistration", "imagePullPolicy"])
                == "IfNotPresent")
        #expect(spec?.value(at: ["kubeadmConfigSpec", "joinConfiguration"]) == nil)
    }

    @Test func healthCheckGetsItsDefaults() {
        let spec = Samples.machineHealthCheck.defaulted(Samples.machineHealthCheck.valid)["spec"]
        #expect(spec?["maxUnhealthy"] == "100%")
        #expect(spec?["nodeStartupTimeout"] == "10m0s")
    }

    @Test func whatDoesNotDecodeIsLeftForValidation() {
        let json = Samples.machine.object("spec.clusterName", 3)
        #expect(Samples.machine.defaulted(json) == json)
        #expect(Samples.machine.create(json) == ["spec.clusterName: Invalid value: expected a string, found a number"])
    }
}
