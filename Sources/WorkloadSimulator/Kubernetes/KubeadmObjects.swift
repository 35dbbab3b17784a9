import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI
import YAML

/// What `kubeadm init` writes into a new cluster: its configuration, what joining machines may read, the add-ons.
struct KubeadmObjects: Sendable {
    let configuration: ClusterConfiguration
    /// `v1.34.1`
    let version: String
    /// Of the cluster, in PEM.
    let authority: String
    let endpoint: SimulatedEndpoint
    let bootstrapTokens: [JSONValue]

    static let configurationName = NamespacedName(namespace: "kube-system", name: "kubeadm-config")

    /// In the order of kubeadm's phases.
    func all() -> [Unstructured] {
        [leaseNamespace, kubeadmConfig, kubeletConfig] + bootstrapTokens.compactMap(tokenSecret) + [clusterInfo] + roles
            + proxy + dns
    }

    private var leaseNamespace: Unstructured {
        Unstructured(apiVersion: "v1", kind: "Namespace", metadata: ObjectMeta(name: "kube-node-lease"))
    }

    private var kubeadmConfig: Unstructured {
        configMap(
            "kube-system", "kubeadm-config",
            ["ClusterConfiguration": configuration.uploaded(version: version).yaml(sortedKeys: true)])
    }

    private var kubeletConfig: Unstructured {
        let dns = configuration.serviceAddress(10).map { [JSONValue.string($0.description)] } ?? []
        let kubelet: JSONValue = [
            "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
            "authentication": [
                "anonymous": ["enabled": false], "webhook": ["enabled": true],
                "x509": ["clientCAFile": .string("\(configuration.certificatesDirectory)/ca.crt")],
            ],
            "authorization": ["mode": "Webhook"], "cgroupDriver": "systemd", "clusterDNS": .array(dns),
            "clusterDomain": .string(configuration.dnsDomain), "rotateCertificates": true,
            "staticPodPath": "/etc/kubernetes/manifests",
        ]
        return configMap("kube-system", "kubelet-config", ["kubelet": kubelet.yaml(sortedKeys: true)])
    }

    /// What anybody may know of the cluster: where it is and which authority is its own.
    private var clusterInfo: Unstructured {
        let kubeconfig = Kubeconfig(
            clusters: [
                Kubeconfig.Entry(
                    "",
                    Kubeconfig.Cluster(
                        server: "https://\(endpoint)", certificateAuthorityData: Array(authority.utf8)))
            ], users: [], contexts: [], currentContext: "")
        return configMap("kube-public", "cluster-info", ["kubeconfig": kubeconfig.yaml])
    }

    private func tokenSecret(_ json: JSONValue) -> Unstructured? {
        guard let token = json["token"]?.stringValue, let dot = token.firstIndex(of: ".") else { return nil }
        let id = String(token[..<dot])
        var secret = Secret(type: .bootstrapToken)
        secret.metadata = ObjectMeta(name: "bootstrap-token-\(id)", namespace: "kube-system")
        var data = [
            "token-id": id, "token-secret": String(token[token.index(after: dot)...]),
            "usage-bootstrap-signing": "true", "usage-bootstrap-authentication": "true",
            "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token",
        ]
        data["description"] = json["description"]?.stringValue
        data["expiration"] = json["expires"]?.stringValue
        secret.data = data.mapValues { Array($0.utf8) }
        return secret.unstructured
    }

    private func configMap(_ namespace: String, _ name: String, _ data: [String: String]) -> Unstructured {
        ConfigMap(metadata: ObjectMeta(name: name, namespace: namespace), data: data).unstructured
    }

    // MARK: Roles

    private var roles: [Unstructured] {
        let bootstrappers = subject("Group", "system:bootstrappers:kubeadm:default-node-token")
        let nodes = subject("Group", "system:nodes")
        let anonymous = subject("User", "system:anonymous")
        let readsConfiguration = [
            "kubeadm-config": "kubeadm:nodes-kubeadm-config", "kubelet-config": "kubeadm:kubelet-config",
        ]
        var objects: [Unstructured] = []
        for (configMap, role) in readsConfiguration.sorted(by: { $0.key < $1.key }) {
            objects.append(reader(of: configMap, namespace: "kube-system", name: role))
            objects.append(binding("Role", role, to: [bootstrappers, nodes], namespace: "kube-system", name: role))
        }
        let info = "kubeadm:bootstrap-signer-clusterinfo"
        objects.append(reader(of: "cluster-info", namespace: "kube-public", name: info))
        objects.append(binding("Role", info, to: [anonymous], namespace: "kube-public", name: info))
        let getNodes = "kubeadm:get-nodes"
        objects.append(clusterRole(getNodes, ["apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]]))
        objects.append(binding("ClusterRole", getNodes, to: [bootstrappers], name: getNodes))
        let anything: JSONValue = ["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]
        objects.append(clusterRole("cluster-admin", anything))
        let grants: [(String, String, JSONValue)] = [
            ("kubeadm:cluster-admins", "cluster-admin", subject("Group", "kubeadm:cluster-admins")),
            ("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", bootstrappers),
            (
                "kubeadm:node-autoapprove-bootstrap",
                "system:certificates.k8s.io:certificatesigningrequests:nodeclient", bootstrappers
            ),
            (
                "kubeadm:node-autoapprove-certificate-rotation",
                "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", nodes
            ),
            (
                "kubeadm:node-proxier", "system:node-proxier",
                ["kind": "ServiceAccount", "name": "kube-proxy", "namespace": "kube-system"]
            ),
        ]
        return objects + grants.map { name, role, subject in binding("ClusterRole", role, to: [subject], name: name) }
    }

    private func subject(_ kind: String, _ name: String) -> JSONValue {
        ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(kind), "name": .string(name)]
    }

    private func rbac(_ kind: String, _ namespace: String, _ name: String) -> Unstructured {
        Unstructured(
            apiVersion: "rbac.authorization.k8s.io/v1", kind: kind,
            metadata: ObjectMeta(name: name, namespace: namespace))
    }

    private func reader(of configMap: String, namespace: String, name: String) -> Unstructured {
        var role = rbac("Role", namespace, name)
        role.fields["rules"] = [
            ["apiGroups": [""], "resources": ["configmaps"], "resourceNames": [.string(configMap)], "verbs": ["get"]]
        ]
        return role
    }

    private func clusterRole(_ name: String, _ rule: JSONValue) -> Unstructured {
        var role = rbac("ClusterRole", "", name)
        role.fields["rules"] = [rule]
        return role
    }

    private func binding(
        _ roleKind: String, _ role: String, to subjects: [JSONValue], namespace: String = "", name: String
    ) -> Unstructured {
        var binding = rbac(namespace.isEmpty ? "ClusterRoleBinding" : "RoleBinding", namespace, name)
        binding.fields["roleRef"] = [
            "apiGroup": "rbac.authorization.k8s.io", "kind": .string(roleKind), "name": .string(role),
        ]
        binding.fields["subjects"] = .array(subjects)
        return binding
    }

    // MARK: Add-ons

    private var proxy: [Unstructured] {
        let labels: JSONValue = ["k8s-app": "kube-proxy"]
        let settings: JSONValue = [
            "apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
            "clusterCIDR": .string(configuration.podSubnet ?? ""), "mode": "",
        ]
        let kubeconfig = Kubeconfig(
            clusters: [Kubeconfig.Entry("default", Kubeconfig.Cluster(server: "https://\(endpoint)"))], users: [],
            contexts: [], currentContext: "default")
        var daemonSet = app("DaemonSet", "kube-proxy", labels: ["k8s-app": "kube-proxy"])
        daemonSet.fields["spec"] = [
            "selector": ["matchLabels": labels],
            "template": [
                "metadata": ["labels": labels],
                "spec": [
                    "containers": [
                        [
                            "name": "kube-proxy",
                            "image": .string("\(configuration.imageRepository)/kube-proxy:\(version)"),
                        ]
                    ],
                    "hostNetwork": true, "serviceAccountName": "kube-proxy",
                    "nodeSelector": ["kubernetes.io/os": "linux"], "tolerations": [["operator": "Exists"]],
                ],
            ],
            "updateStrategy": ["type": "RollingUpdate"],
        ]
        return [
            serviceAccount("kube-proxy"),
            configMap(
                "kube-system", "kube-proxy",
                ["config.conf": settings.yaml(sortedKeys: true), "kubeconfig.conf": kubeconfig.yaml]),
            daemonSet,
        ]
    }

    private var dns: [Unstructured] {
        let labels: JSONValue = ["k8s-app": "kube-dns"]
        let given = configuration.json["dns"]
        let repository = given?["imageRepository"]?.stringValue ?? "\(configuration.imageRepository)/coredns"
        let tag = given?["imageTag"]?.stringValue ?? "v1.12.1"
        var deployment = app("Deployment", "coredns", labels: ["k8s-app": "kube-dns"])
        deployment.fields["spec"] = [
            "replicas": 2,
            "selector": ["matchLabels": labels],
            "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": 1]],
            "template": [
                "metadata": ["labels": labels],
                "spec": [
                    "containers": [["name": "coredns", "image": .string("\(repository)/coredns:\(tag)")]],
                    "serviceAccountName": "coredns", "dnsPolicy": "Default",
                    "nodeSelector": ["kubernetes.io/os": "linux"],
                ],
            ],
        ]
        let corefile = """
            .:53 {
                errors
                health {
                   lameduck 5s
                }
                ready
                kubernetes \(configuration.dnsDomain) in-addr.arpa ip6.arpa {
                   pods insecure
                   fallthrough in-addr.arpa ip6.arpa
                   ttl 30
                }
                prometheus :9153
                forward . /etc/resolv.conf {
                   max_concurrent 1000
                }
                cache 30
                loop
                reload
                loadbalance
            }

            """
        return [
            serviceAccount("coredns"), configMap("kube-system", "coredns", ["Corefile": corefile]), deployment,
        ]
    }

    private func serviceAccount(_ name: String) -> Unstructured {
        Unstructured(
            apiVersion: "v1", kind: "ServiceAccount", metadata: ObjectMeta(name: name, namespace: "kube-system"))
    }

    private func app(_ kind: String, _ name: String, labels: [String: String]) -> Unstructured {
        Unstructured(
            apiVersion: "apps/v1", kind: kind,
            metadata: ObjectMeta(name: name, namespace: "kube-system", labels: labels))
    }
}
