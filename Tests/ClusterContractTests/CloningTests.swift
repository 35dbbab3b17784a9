import ClusterAPI
import ClusterContract
import Effects
import JSON
import KubernetesAPI
import Machinery
import Simulation
import Testing

@Suite("Objects made from templates")
struct CloningTests {
    private static func clone(_ template: Unstructured, kind: String = "DevMachineTemplate") -> TemplateClone {
        TemplateClone(
            template: template,
            templateReference: ObjectReference(
                apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1", kind: kind, name: "t"),
            name: NamespacedName(namespace: "default", name: "m"), clusterName: "c",
            owner: OwnerReference(apiVersion: "v1", kind: "Machine", name: "m", uid: "u"),
            labels: ["own": "1", "both": "own"])
    }

    @Test func specAndMetadataComeFromTheTemplate() throws {
        var template = Unstructured(apiVersion: "i/v1", kind: "DevMachineTemplate", metadata: ObjectMeta(name: "t"))
        template.fields["spec"] = [
            "template": ["metadata": ["labels": ["both": "template", "its": "2"]], "spec": ["flavor": "small"]]
        ]
        let object = try Self.clone(template).object()
        #expect(object.kind == "DevMachine")
        #expect(object.value(at: "spec") == ["flavor": "small"])
        #expect(object.labels == ["own": "1", "both": "own", "its": "2", ClusterLabel.clusterName: "c"])
        #expect(object.annotations[ClusterAnnotation.clonedFromName] == "t")
        #expect(
            object.annotations[ClusterAnnotation.clonedFromGroupKind]
                == "DevMachineTemplate.infrastructure.cluster.x-k8s.io")
        #expect(object.ownerReferences.map(\.uid) == ["u"])
    }

    @Test func whatIsNoTemplateIsRefused() {
        let empty = Unstructured(apiVersion: "i/v1", kind: "DevMachineTemplate", metadata: ObjectMeta(name: "t"))
        #expect(throws: CloningError.self) { try Self.clone(empty).object() }
        #expect(throws: CloningError.self) { try Self.clone(empty, kind: "DevMachine").object() }
        #expect(throws: CloningError.self) { try Self.clone(empty, kind: "Template").object() }
    }

    @Test(
        arguments: [
            (nil, "set-"), ("{{ .cluster.name }}-{{.random}}", "c-"),
            ("x-{{ .machineSet.name }}-{{ .random }}-y", "x-set-"),
        ] as [(String?, String)])
    func namesFollowTheirTemplate(template: String?, prefix: String) throws {
        let generator = NameGenerator(random: SeededRandom(seed: 1))
        let name = try MachineNaming.name(
            template: template, clusterName: "c", maker: "machineSet", makerName: "set", generator: generator)
        #expect(name.hasPrefix(prefix))
        #expect(name.utf8.count <= 63)
    }

    @Test func namesStayWithinTheirBound() throws {
        let generator = NameGenerator(random: SeededRandom(seed: 1))
        let name = try MachineNaming.name(
            template: nil, clusterName: "c", maker: "machineSet", makerName: String(repeating: "s", count: 70),
            generator: generator)
        #expect(name.utf8.count == 63)
    }

    @Test(arguments: ["{{ .nobody }}", "{{ .random", "{{ .kubeadmControlPlane.name }}"])
    func unknownTemplatesAreRefused(template: String) {
        let generator = NameGenerator(random: SeededRandom(seed: 1))
        #expect(throws: CloningError.self) {
            try MachineNaming.name(
                template: template, clusterName: "c", maker: "machineSet", makerName: "set", generator: generator)
        }
    }
}
