import ClusterAPI
import Effects
import KubernetesAPI
import Machinery

@testable import KubeadmControlPlane

/// A moment in 2026 at which all of these tests happen.
let testNow = Timestamp(secondsSinceEpoch: 1_767_225_600)

/// What a test says of one Machine; all else is as it is on a machine that is well.
struct MachineState: Sendable {
    var name: String
    /// In seconds.
    var age: Int64 = 1000
    var joined = true
    var deleting = false
    var domain: String?
    var version: String? = "v1.34.1"
    var annotations: [String: String] = [:]
    /// The types of conditions that are False.
    var unhealthy: [String] = []
    /// Whether a health check wants it repaired.
    var condemned = false
    /// The hooks that the Machine's controller waits for.
    var waitsForHooks = false

    var machine: Machine {
        var machine = Machine(
            spec: MachineSpec(
                clusterName: "c", bootstrap: MachineBootstrap(),
                infrastructureRef: ObjectReference(apiVersion: "i.io/v1", kind: "DevMachine", name: name)))
        machine.metadata = ObjectMeta(name: name, namespace: "default", annotations: annotations)
        machine.metadata.creationTimestamp = testNow - .seconds(age)
        if deleting { machine.metadata.deletionTimestamp = testNow - .seconds(age / 2) }
        machine.spec.failureDomain = domain
        machine.spec.version = version
        machine.spec.providerID = "dev:///\(name)"
        if joined { machine.currentStatus.nodeRef = ObjectReference(kind: "Node", name: name) }
        for type in ControlPlaneComponent.conditionTypes(hasManagedEtcd: true) where joined {
            let finding: HealthFinding =
                unhealthy.contains(type) ? .unhealthy(("Bad", "Bad"), .error, "it is bad") : .healthy("Good")
            machine.set(finding, as: type, now: testNow - .seconds(60))
        }
        if condemned {
            for type in [ConditionType.healthCheckSucceeded, ConditionType.ownerRemediated] {
                machine.conditions.set(.false(type, reason: "R", severity: .warning), now: testNow)
            }
        }
        if waitsForHooks {
            machine.conditions.set(
                .false(
                    ConditionType.preTerminateDeleteHookSucceeded, reason: ConditionReason.waitingExternalHook,
                    severity: .info), now: testNow)
        }
        return machine
    }
}

extension [MachineState] {
    var machines: [Machine] { map(\.machine) }
}

func testCluster(isInitialized: Bool = true, domains: [String] = []) -> Cluster {
    var cluster = Cluster(spec: ClusterSpec())
    cluster.metadata = ObjectMeta(name: "c", namespace: "default")
    for domain in domains {
        var value = FailureDomain()
        value.controlPlane = true
        cluster.currentStatus.failureDomains[domain] = value
    }
    if isInitialized { cluster.conditions.set(.true(ConditionType.controlPlaneInitialized), now: testNow) }
    return cluster
}

func testControlPlane(
    replicas: Int32 = 3, version: String = "v1.34.1", maxSurge: IntOrString = 1, isInitialized: Bool = true
) -> KubeadmControlPlane {
    var controlPlane = KubeadmControlPlane(
        spec: KubeadmControlPlaneSpec(
            version: version,
            machineTemplate: KubeadmControlPlaneMachineTemplate(
                infrastructureRef: ObjectReference(apiVersion: "i.io/v1", kind: "DevMachineTemplate", name: "t")),
            kubeadmConfigSpec: KubeadmConfigSpec()))
    controlPlane.metadata = ObjectMeta(name: "cp", namespace: "default")
    controlPlane.spec.replicas = replicas
    controlPlane.spec.rolloutStrategy = KubeadmControlPlaneRolloutStrategy(
        type: "RollingUpdate", rollingUpdate: KubeadmControlPlaneRollingUpdate(maxSurge: maxSurge))
    controlPlane.currentStatus.initialized = isInitialized
    return controlPlane
}
