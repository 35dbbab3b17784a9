import ClusterAPI
import DevAPI
import JSON
import Machinery
import SchemaSamples
import Testing

@Suite struct AdmissionTests {
    static let machine = AdmissionRun(
        RegisteredResource(DevMachine.self), valid: ["metadata": ["name": "m", "namespace": "default"]])
    static let machineTemplate = AdmissionRun(
        RegisteredResource(DevMachineTemplate.self),
        valid: ["metadata": ["name": "m", "namespace": "default"], "spec": ["template": ["spec": [:]]]])
    static let cluster = AdmissionRun(
        RegisteredResource(DevCluster.self), valid: ["metadata": ["name": "c", "namespace": "default"]])
    static let clusterTemplate = AdmissionRun(
        RegisteredResource(DevClusterTemplate.self),
        valid: ["metadata": ["name": "m", "namespace": "default"], "spec": ["template": ["spec": [:]]]])

    @Test(arguments: [machine, machineTemplate, cluster, clusterTemplate])
    func runsInMemoryUnlessToldOtherwise(run: AdmissionRun) {
        let object = run.defaulted(run.valid)
        let spec = object.value(at: ["spec", "template", "spec"]) ?? object["spec"]
        #expect(spec?["backend"] == ["inMemory": [:]])
        #expect(run.create(run.valid) == [])
        #expect(run.update(run.valid) == [])
    }

    @Test(arguments: [
        (machine, "spec.backend"), (machineTemplate, "spec.template.spec.backend"), (cluster, "spec.backend"),
        (clusterTemplate, "spec.template.spec.backend"),
    ]) func refusesTheDockerBackend(run: AdmissionRun, path: String) {
        let errors = run.create(run.object("\(path).docker", ["customImage": "x"]))
        #expect(errors == ["\(path).docker: Forbidden: the Docker backend is not available yet"])
    }

    @Test(
        arguments: [
            ("10s", nil, []), ("0s", "0", []), ("1m", "0.25", []),
            ("-1s", nil, ["startupDuration: Invalid value: \"-1s\": must be greater than or equal to 0"]),
            (
                "1s", "-0.1",
                ["startupJitter: Invalid value: \"-0.1\": must be a decimal number of at least 0, such as 0.2"]
            ),
            (
                "1s", "nan",
                ["startupJitter: Invalid value: \"nan\": must be a decimal number of at least 0, such as 0.2"]
            ),
        ] as [(String, String?, [String])])
    func checksDurations(duration: String, jitter: String?, errors: [String]) {
        for component in ["vm", "node", "apiServer", "etcd"] {
            var settings: JSONObject = ["startupDuration": .string(duration)]
            settings["startupJitter"] = jitter.map(JSONValue.string)
            let path = "spec.backend.inMemory.\(component).provisioning"
            #expect(Self.machine.create(Self.machine.object(path, .object(settings))) == errors.map { "\(path).\($0)" })
        }
    }

    @Test(arguments: [machineTemplate, clusterTemplate])
    func templatesAreImmutableButInTheTopologysDryRun(run: AdmissionRun) {
        let path = "spec.template.spec.fieldOfALaterVersion"
        let immutable = ["spec.template.spec: Forbidden: field is immutable: create a new template instead"]
        #expect(run.update(run.object(path, 1)) == immutable)
        let marked = AdmissionRun(
            run.resource, valid: run.object("metadata.annotations", [TopologyAnnotation.dryRun: ""].json))
        #expect(marked.update(marked.object(path, 1), isDryRun: true) == [])
    }
}
