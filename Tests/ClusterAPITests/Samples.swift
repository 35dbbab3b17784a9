import ClusterAPI
import JSON
import Machinery
import SchemaSamples

/// Objects that are in order, as a user would write them.
enum Samples {
    static let infrastructureRef: JSONValue = [
        "apiVersion": "infrastructure.cluster.x-k8s.io/v1beta1", "kind": "DevMachineTemplate", "name": "m",
    ]

    static let cluster = AdmissionRun(
        RegisteredResource(Cluster.self),
        valid: [
            "metadata": ["name": "demo", "namespace": "default"],
            "spec": [
                "clusterNetwork": [
                    "pods": ["cidrBlocks": ["192.168.0.0/16", "fd00::/48"]],
                    "services": ["cidrBlocks": ["10.96.0.0/12"]],
                ],
                "infrastructureRef": [
                    "apiVersion": "infrastructure.cluster.x-k8s.io/v1beta1", "kind": "DevCluster", "name": "demo",
                ],
                "controlPlaneRef": [
                    "apiVersion": "controlplane.cluster.x-k8s.io/v1beta1", "kind": "KubeadmControlPlane",
                    "name": "demo",
                ],
            ],
        ])

    static let managedCluster = AdmissionRun(
        RegisteredResource(Cluster.self),
        valid: [
            "metadata": ["name": "demo", "namespace": "default"],
            "spec": [
                "topology": [
                    "class": "quick", "version": "1.33.2",
                    "workers": ["machineDeployments": [["class": "default", "name": "md"]]],
                    "variables": [["name": "image", "value": "x"]],
                ]
            ],
        ])

    static let machine = AdmissionRun(
        RegisteredResource(Machine.self),
        valid: [
            "metadata": ["name": "m", "namespace": "default"],
            "spec": [
                "clusterName": "demo", "version": "1.34.1",
                "bootstrap": [
                    "configRef": [
                        "apiVersion": "bootstrap.cluster.x-k8s.io/v1beta1", "kind": "KubeadmConfig", "name": "m",
                    ]
                ], "infrastructureRef": infrastructureRef,
            ],
        ])

    static let machineSet = AdmissionRun(
        RegisteredResource(MachineSet.self),
        valid: [
            "metadata": ["name": "ms", "namespace": "default"],
            "spec": ["clusterName": "demo", "selector": [:], "template": template],
        ])

    static let machineDeployment = AdmissionRun(
        RegisteredResource(MachineDeployment.self),
        valid: [
            "metadata": ["name": "md", "namespace": "default"],
            "spec": ["clusterName": "demo", "selector": ["matchLabels": nil], "template": template],
        ])

    static let machineHealthCheck = AdmissionRun(
        RegisteredResource(MachineHealthCheck.self),
        valid: [
            "metadata": ["name": "mhc", "namespace": "default"],
            "spec": [
                "clusterName": "demo", "selector": ["matchLabels": ["a": "b"]],
                "unhealthyConditions": [["type": "Ready", "status": "Unknown", "timeout": "5m"]],
            ],
        ])

    static let kubeadmConfig = AdmissionRun(
        RegisteredResource(KubeadmConfig.self),
        valid: [
            "metadata": ["name": "c", "namespace": "default"],
            "spec": [
                "joinConfiguration": ["nodeRegistration": ["name": "{{ ds.meta_data.local_hostname }}"]],
                "files": [
                    ["path": "/etc/a", "content": "a"],
                    ["path": "/etc/b", "contentFrom": ["secret": ["name": "s", "key": "k"]]],
                ],
                "users": [["name": "admin", "passwdFrom": ["secret": ["name": "s", "key": "k"]]]],
            ],
        ])

    static let kubeadmConfigTemplate = AdmissionRun(
        RegisteredResource(KubeadmConfigTemplate.self),
        valid: [
            "metadata": ["name": "c", "namespace": "default"],
            "spec": ["template": ["spec": kubeadmConfig.valid["spec"] ?? [:]]],
        ])

    static let controlPlane = AdmissionRun(
        RegisteredResource(KubeadmControlPlane.self),
        valid: [
            "metadata": ["name": "demo", "namespace": "default"],
            "spec": [
                "replicas": 3, "version": "v1.34.1", "machineTemplate": ["infrastructureRef": infrastructureRef],
                "kubeadmConfigSpec": [
                    "clusterConfiguration": [
                        "clusterName": "demo", "networking": ["dnsDomain": "cluster.local"],
                        "apiServer": ["extraArgs": ["v": "2"]],
                    ],
                    "initConfiguration": ["nodeRegistration": ["criSocket": "unix:///run/containerd/containerd.sock"]],
                ],
            ],
        ])

    static let controlPlaneTemplate = AdmissionRun(
        RegisteredResource(KubeadmControlPlaneTemplate.self),
        valid: [
            "metadata": ["name": "demo", "namespace": "default"],
            "spec": ["template": ["spec": ["kubeadmConfigSpec": ["preKubeadmCommands": ["true"]]]]],
        ])

    private static let template: JSONValue = [
        "spec": [
            "clusterName": "demo", "version": "1.34.1",
            "bootstrap": [
                "configRef": [
                    "apiVersion": "bootstrap.cluster.x-k8s.io/v1beta1", "kind": "KubeadmConfigTemplate", "name": "t",
                ]
            ], "infrastructureRef": infrastructureRef,
        ]
    ]
}
