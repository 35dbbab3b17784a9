public import Machinery

/// A resource whose status has conditions in both forms: Cluster API's own, and under `v1beta2` that of Kubernetes.
public protocol ConditionedResource: Conditioned {
    associatedtype Status: ConditionedStatus

    var status: Status? { get set }
}

/// A status with conditions in both forms.
public protocol ConditionedStatus: JSONRepresentable {
    associatedtype V1Beta2: ConditionedV1Beta2Status

    var conditions: [Condition] { get set }
    var v1beta2: V1Beta2? { get set }

    init()
}

/// The part of a status in the form of the v1beta2 API.
public protocol ConditionedV1Beta2Status: JSONRepresentable {
    var conditions: [MetaCondition] { get set }

    init()
}

extension ConditionedResource {
    /// The status; an empty one while there is none. Setting a part of it makes one.
    public var currentStatus: Status {
        get { status ?? Status() }
        set { status = newValue }
    }

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] {
        get { status?.conditions ?? [] }
        set { currentStatus.conditions = newValue }
    }

    /// The conditions in Kubernetes' form, under `status.v1beta2`.
    public var conditionsV1Beta2: [MetaCondition] {
        get { status?.v1beta2?.conditions ?? [] }
        set {
            var part = currentStatus.v1beta2 ?? Status.V1Beta2()
            part.conditions = newValue
            currentStatus.v1beta2 = part
        }
    }
}

extension Cluster: ConditionedResource {}
extension ClusterStatus: ConditionedStatus {}
extension ClusterV1Beta2Status: ConditionedV1Beta2Status {}

extension Machine: ConditionedResource {}
extension MachineStatus: ConditionedStatus {}
extension ConditionsV1Beta2Status: ConditionedV1Beta2Status {}

extension MachineSet: ConditionedResource {}
extension MachineSetStatus: ConditionedStatus {}
extension ReplicasV1Beta2Status: ConditionedV1Beta2Status {}

extension MachineDeployment: ConditionedResource {}
extension MachineDeploymentStatus: ConditionedStatus {}

extension MachineHealthCheck: ConditionedResource {}
extension MachineHealthCheckStatus: ConditionedStatus {}

extension ClusterResourceSet: ConditionedResource {}
extension ClusterResourceSetStatus: ConditionedStatus {}

extension KubeadmConfig: ConditionedResource {}
extension KubeadmConfigStatus: ConditionedStatus {}

extension KubeadmControlPlane: ConditionedResource {}
extension KubeadmControlPlaneStatus: ConditionedStatus {}
