import ClusterAPI
import Effects
import KubernetesAPI
import Machinery
import Testing

@testable import ClusterControllers

@Suite("Whether machines are of the current specification")
struct MachineUpToDateTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)

    @Test func machinesOfAnOldSpecificationSayWhy() throws {
        var template = MachineTemplateSpec(
            spec: MachineSpec(
                clusterName: "c", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i/v1", kind: "InfraMachine", name: "m")))
        template.spec.version = "v1.34.1"
        var machineSet = MachineSet(spec: MachineSetSpec(clusterName: "c", selector: LabelSelector()))
        machineSet.spec.template = template
        var deployment = MachineDeployment(
            spec: MachineDeploymentSpec(clusterName: "c", selector: LabelSelector(), template: template))
        let condition = {
            MachineUpToDate(machineSet: machineSet, deployment: deployment, now: Self.now).condition
        }
        deployment.spec.template.metadata.labels["a"] = "b"
        #expect(condition().status == .true)
        deployment.spec.template.spec.version = "v1.35.0"
        deployment.spec.template.spec.infrastructureRef.name = "other"
        deployment.spec.template.spec.failureDomain = "a"
        #expect(condition().reason == "NotUpToDate")
        #expect(
            condition().message
                == "* Version v1.34.1, v1.35.0 required\n* InfraMachine is not up-to-date\n* Failure domain nil, a required"
        )
        deployment.spec.template = template
        machineSet.metadata.creationTimestamp = Self.now - .seconds(100)
        deployment.spec.rolloutAfter = Self.now - .seconds(50)
        #expect(condition().message == "* MachineDeployment spec.rolloutAfter expired")
    }

    @Test func setsThatBecomeTheNewestAgainGetANewRevision() {
        let revision = { MachineSetRevision(number: $0, history: $1) }
        #expect(revision(0, []).renewed(besides: []) == revision(1, []))
        #expect(revision(1, []).renewed(besides: [revision(2, [])]) == revision(3, [1]))
        #expect(revision(3, [1]).renewed(besides: [revision(2, [])]) == revision(3, [1]))
        #expect(revision(3, [1]).renewed(besides: [revision(9, [])]).annotations.values.sorted() == ["1,3", "10"])
        let long = revision(1, Array(1...5000)).renewed(besides: [revision(2, [])])
        #expect(long.history.last == 1 && long.history.count < 1000)
    }
}
