import ArgumentParser
import JSON
import Machinery
import Testing

@testable import SlipwayCLI

@Suite("A new cluster from flags") struct ClusterBlueprintTests {
    private static func command(_ flags: [String]) throws -> CreateClusterCommand {
        let parsed = try SlipwayCommand.parseAsRoot(["create", "cluster"] + flags)
        return try #require(parsed as? CreateClusterCommand)
    }

    @Test(
        arguments: [
            (["Demo"], "not a DNS label"), (["a.b"], "not a DNS label"),
            ([String(repeating: "a", count: 60)], "longer than 63 characters"),
            (["demo", "--control-planes", "2"], "--control-planes must be an odd number"),
            (["demo", "--control-planes", "0"], "--control-planes"),
            (["demo", "--control-planes=-1"], "--control-planes"),
            (["demo", "--control-planes", "101"], "from 1 to 99"),
            (["demo", "--workers=-1"], "--workers"), (["demo", "--workers", "10001"], "--workers"),
            (["demo", "--worker-group", "gpu"], "--worker-group"),
            (["demo", "--worker-group", "gpu=x"], "--worker-group"),
            (["demo", "--worker-group", "a_b=1"], "--worker-group"),
            (["demo", "--worker-group", "a=1", "--worker-group", "a=2"], "two groups \"a\""),
            (["demo", "--workers", "1", "--worker-group", "workers=2"], "two groups \"workers\""),
            (["demo", "--worker-group", "control-plane=2"], "control plane's objects"),
            (["demo", "--kubernetes-version", "1.34"], "--kubernetes-version"),
            (["demo", "--infrastructure", "aws"], "dev"),
            (["demo", "--pod-cidr", "10.0.0.0"], "--pod-cidr"), (["demo", "--pod-cidr", ""], "--pod-cidr"),
            (["demo", "--pod-cidr", "10.0.0.0/8,10.1.0.0/16"], "one of IPv4 and one of IPv6"),
            (["demo", "--service-cidr", "10.0.0.0/33"], "--service-cidr"),
            (["demo", "--service-cidr", "10.0.0.0/30"], "too small"),
            (["demo", "--pod-cidr", "10.0.0.0/8"], "--pod-cidr 10.0.0.0/8 and --service-cidr 10.128.0.0/12 overlap"),
            (["demo", "--pod-cidr", "10.129.7.0/24"], "overlap"),
            (["demo", "--service-domain", "a b"], "--service-domain"),
            (["demo", "--startup-duration", "25h"], "--startup-duration"),
            (["demo", "--namespace", "X"], "--namespace"),
            (["demo", "--wait", "--dry-run", "client"], "--dry-run"), (["demo", "--wait", "-o", "yaml"], "--wait"),
            (["demo", "--dry-run", "maybe"], "--dry-run"),
        ] as [([String], String)])
    func whatCannotBeIsRefusedWithItsFlag(flags: [String], words: String) {
        #expect {
            _ = try Self.command(flags)
        } throws: { error in
            SlipwayCommand.exitCode(for: error) == .validationFailure
                && SlipwayCommand.fullMessage(for: error).contains(words)
        }
    }

    @Test(
        arguments: [
            ([], ["workers": 1]), (["--workers", "0"], ["workers": 0]), (["--worker-group", "gpu=2"], ["gpu": 2]),
            (
                ["--workers", "3", "--worker-group", "gpu=2", "--worker-group", "big=0"],
                ["workers": 3, "gpu": 2, "big": 0]
            ),
        ] as [([String], [String: Int])])
    func workersStandInGroups(flags: [String], groups: [String: Int]) throws {
        let objects = try Self.command(["demo"] + flags).blueprint(namespace: "default").objects
        let deployments = objects.filter { $0.kind == "MachineDeployment" }
        let found = deployments.map { ($0.name, Int($0.desiredReplicas)) }
        #expect(
            Dictionary(uniqueKeysWithValues: found)
                == Dictionary(uniqueKeysWithValues: groups.map { ("demo-\($0.key)", $0.value) }))
    }

    @Test func whatIsReferredToComesBeforeAndTheClusterLast() throws {
        let blueprint = try Self.command([
            "demo", "--worker-group", "a=1", "--worker-group", "b=2", "--pod-cidr", "10.0.0.0/16,fd00::/48",
        ]).blueprint(namespace: "team")
        var seen: Set<String> = []
        for object in blueprint.objects {
            #expect(object.namespace == "team")
            let references = [
                object.reference("controlPlaneRef"), object.reference("infrastructureRef"),
                object.reference("machineTemplate", "infrastructureRef"),
                object.reference("template", "spec", "bootstrap", "configRef"),
                object.reference("template", "spec", "infrastructureRef"),
            ].compactMap(\.self)
            for reference in references {
                #expect(seen.contains("\(reference.kind.kind)/\(reference.name)"), "\(object.name)")
            }
            #expect(seen.insert("\(object.kind)/\(object.name)").inserted)
        }
        #expect(blueprint.objects.last?.kind == "Cluster")
        #expect(
            blueprint.objects.last?.value(at: "spec", "clusterNetwork", "pods", "cidrBlocks")
                == ["10.0.0.0/16", "fd00::/48"])
    }

    @Test func versionsGetTheirPrefix() throws {
        let blueprint = try Self.command(["demo", "--kubernetes-version", "1.33.2"]).blueprint(namespace: "default")
        #expect(blueprint.kubernetesVersion == "v1.33.2")
    }

    @Test(
        arguments: [
            (["replicas": 3, "a": ["b": 1], "set": true], ["replicas": 3, "a": ["b": 1, "c": 2], "set": true], []),
            (["replicas": 3], ["replicas": 1], ["spec.replicas is 1, and not 3"]),
            (
                ["a": ["b": 1], "x": "y"], ["x": "z"],
                ["spec.a.b is not set, and not 1", "spec.x is \"z\", and not \"y\""]
            ),
            (["list": [1]], ["list": [1, 2]], ["spec.list is [1,2], and not [1]"]),
            (["empty": [:]], [:], []),
        ] as [(JSONValue, JSONValue, [String])])
    func differencesAreThoseOfWhatWasAsked(wanted: JSONValue, found: JSONValue, said: [String]) {
        func object(_ spec: JSONValue) -> Unstructured { Unstructured(fields: ["spec": spec]) }
        #expect(SpecDifference.all(between: object(found), and: object(wanted)).map(\.description) == said)
    }
}
