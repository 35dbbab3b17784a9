import ClusterAPI
import JSON
import Machinery
import YAML

/// The kubeconfig file by which a machine finds its cluster, where the user wants one to be written.
struct DiscoveryKubeconfig: Sendable {
    private let path: String
    private let cluster: KubeadmKubeConfigCluster
    private let user: KubeadmKubeConfigUser

    /// - Returns: `nil` where the file comes from elsewhere.
    init?(_ discovery: KubeadmFileDiscovery) {
        guard let kubeconfig = discovery.kubeConfig else { return nil }
        path = discovery.kubeConfigPath
        cluster = kubeconfig.cluster ?? KubeadmKubeConfigCluster()
        user = kubeconfig.user
    }

    /// The file, for root alone and its group.
    var file: BootstrapFile {
        var file = BootstrapFile(path: path)
        file.owner = "root:root"
        file.permissions = "0640"
        file.content = JSONValue.object(document).yaml(templated: true)
        return file
    }

    private var document: JSONObject {
        let name: JSONValue = "default"
        return [
            "apiVersion": "v1", "kind": "Config",
            "clusters": [["name": name, "cluster": .object(clusterFields)]],
            "contexts": [["name": name, "context": ["cluster": name, "user": name]]],
            "current-context": name,
            "users": [["name": name, "user": .object(userFields)]],
        ]
    }

    private var clusterFields: JSONObject {
        var fields = JSONObject()
        fields["certificate-authority-data"] = cluster.certificateAuthorityData.map(JSONValue.string)
        if cluster.insecureSkipTLSVerify == true { fields["insecure-skip-tls-verify"] = true }
        fields["proxy-url"] = cluster.proxyURL.map(JSONValue.string)
        fields["server"] = .string(cluster.server ?? "")
        fields["tls-server-name"] = cluster.tlsServerName.map(JSONValue.string)
        return fields
    }

    private var userFields: JSONObject {
        var fields = JSONObject()
        if let provider = user.authProvider {
            fields["auth-provider"] = ["config": provider.config.json, "name": .string(provider.name)]
        }
        if let exec = user.exec {
            var command: JSONObject = [
                "apiVersion": .string(exec.apiVersion ?? "client.authentication.k8s.io/v1")
            ]
            if !exec.args.isEmpty { command["args"] = exec.args.json }
            command["command"] = .string(exec.command)
            if !exec.env.isEmpty {
                command["env"] = .array(exec.env.map { ["name": .string($0.name), "value": .string($0.value)] })
            }
            // Nobody sits before a machine that boots.
            command["interactiveMode"] = "Never"
            command["provideClusterInfo"] = .bool(exec.provideClusterInfo ?? false)
            fields["exec"] = .object(command)
        }
        return fields
    }
}
