/// The order in which discovery lists groups: clients look up short names and kinds in it, so those of Kubernetes come
/// before those of CustomResourceDefinitions (`groupPriorityMinimum` of kube-apiserver's own APIServices).
enum GroupPriority {
    private static let known: [String: Int] = [
        "": 18000, "apiregistration.k8s.io": 17900, "apps": 17800, "events.k8s.io": 17750,
        "authentication.k8s.io": 17700, "authorization.k8s.io": 17600, "autoscaling": 17500, "batch": 17400,
        "certificates.k8s.io": 17300, "networking.k8s.io": 17200, "policy": 17100, "rbac.authorization.k8s.io": 17000,
        "storage.k8s.io": 16800, "apiextensions.k8s.io": 16700, "admissionregistration.k8s.io": 16700,
        "scheduling.k8s.io": 16600, "coordination.k8s.io": 16500, "node.k8s.io": 16300, "discovery.k8s.io": 16200,
    ]
    private static let customResources = 1000

    static func precedes(_ left: String, _ right: String) -> Bool {
        let priorities = (known[left] ?? customResources, known[right] ?? customResources)
        return priorities.0 == priorities.1 ? left < right : priorities.0 > priorities.1
    }
}
