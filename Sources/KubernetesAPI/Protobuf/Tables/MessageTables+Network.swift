/// `networking.k8s.io/v1` and `discovery.k8s.io/v1`.
extension MessageTables {
    static let networking = """
        kind NetworkPolicy+List: 1 metadata meta.ObjectMeta, 2 spec NetworkPolicySpec
        kind Ingress+List: 1 metadata meta.ObjectMeta, 2 spec IngressSpec, 3 status IngressStatus
        kind IngressClass+List: 1 metadata meta.ObjectMeta, 2 spec IngressClassSpec
        kind IPAddress+List: 1 metadata meta.ObjectMeta, 2 spec IPAddressSpec
        kind ServiceCIDR+List: 1 metadata meta.ObjectMeta, 2 spec ServiceCIDRSpec, 3 status ServiceCIDRStatus
        NetworkPolicySpec: 1 podSelector meta.LabelSelector, 2 ingress [NetworkPolicyIngressRule],
            3 egress [NetworkPolicyEgressRule], 4 policyTypes [string]
        NetworkPolicyIngressRule: 1 ports [NetworkPolicyPort], 2 from [NetworkPolicyPeer]
        NetworkPolicyPort: 1 protocol? string, 2 port? IntOrString, 3 endPort? int32
        NetworkPolicyPeer: 1 podSelector? meta.LabelSelector, 2 namespaceSelector? meta.LabelSelector,
            3 ipBlock? IPBlock
        IPBlock: 1 cidr! string, 2 except [string]
        NetworkPolicyEgressRule: 1 ports [NetworkPolicyPort], 2 to [NetworkPolicyPeer]
        IngressSpec: 4 ingressClassName? string, 1 defaultBackend? IngressBackend, 2 tls [IngressTLS],
            3 rules [IngressRule]
        IngressBackend: 4 service? IngressServiceBackend, 3 resource? core.TypedLocalObjectReference
        IngressServiceBackend: 1 name! string, 2 port ServiceBackendPort
        ServiceBackendPort: 1 name string, 2 number int32
        IngressTLS: 1 hosts [string], 2 secretName string
        IngressRule: 1 host string, 2 ...IngressRuleValue
        IngressRuleValue: 1 http? HTTPIngressRuleValue
        HTTPIngressRuleValue: 1 paths! [HTTPIngressPath]
        HTTPIngressPath: 1 path string, 3 pathType?! string, 2 backend IngressBackend
        IngressStatus: 1 loadBalancer IngressLoadBalancerStatus
        IngressLoadBalancerStatus: 1 ingress [IngressLoadBalancerIngress]
        IngressLoadBalancerIngress: 1 ip string, 2 hostname string, 4 ports [IngressPortStatus]
        IngressPortStatus: 1 port! int32, 2 protocol! string, 3 error? string
        IngressClassSpec: 1 controller string, 2 parameters? IngressClassParametersReference
        IngressClassParametersReference: 1 apiGroup? string, 2 kind! string, 3 name! string, 4 scope?! string,
            5 namespace? string
        IPAddressSpec: 1 parentRef? ParentReference
        ParentReference: 1 group string, 2 resource string, 3 namespace string, 4 name string
        ServiceCIDRSpec: 1 cidrs [string]
        ServiceCIDRStatus: 1 conditions [meta.Condition]
        """

    static let discovery = """
        kind EndpointSlice+List: 1 metadata meta.ObjectMeta, 4 addressType! string, 2 endpoints! [Endpoint],
            3 ports! [EndpointPort]
        Endpoint: 1 addresses! [string], 2 conditions EndpointConditions, 3 hostname? string,
            4 targetRef? core.ObjectReference, 5 deprecatedTopology {string}, 6 nodeName? string, 7 zone? string,
            8 hints? EndpointHints
        EndpointConditions: 1 ready? bool, 2 serving? bool, 3 terminating? bool
        EndpointHints: 1 forZones [ForZone], 2 forNodes [ForNode]
        ForZone: 1 name! string
        ForNode: 1 name! string
        EndpointPort: 1 name? string, 2 protocol? string, 3 port? int32, 4 appProtocol? string
        """
}
