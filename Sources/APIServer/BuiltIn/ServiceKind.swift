import JSON
import Machinery

/// `v1` Service. Its address comes from its name: the same cluster gets the same addresses whenever it is made anew.
enum ServiceKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "Service", plural: "services", shortNames: ["svc"], categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                TableColumn("Type", description: "How the service is reached.", value: .path(".spec.type")),
                .text("Cluster-IP", description: "The address inside the cluster.") {
                    $0.text(at: "spec", "clusterIP")
                },
                .text("External-IP", description: "The addresses outside the cluster.") { externalAddresses($0) },
                .text("Port(s)", description: "The ports of the service.") { ports($0) },
                .age,
                .text("Selector", priority: 1, description: "The labels of the pods.") {
                    WorkloadColumns.labels($0.value(at: "spec", "selector"))
                },
            ],
            selectableFields: ["spec.clusterIP", "spec.type"])
        definition.nameRule = .dns1035Label
        definition.rules.prepareForCreate = { service in
            complete(&service)
            ServiceAddresses.allocate(for: &service)
        }
        definition.rules.prepareForUpdate = { service, old in
            complete(&service)
            // What was allocated stays where the client says nothing of it.
            var json = service.json
            if service.text(at: "spec", "type") != "ExternalName" {
                for field in ["clusterIP", "clusterIPs"] where json.value(at: ["spec", field]) == nil {
                    json.set(old.value(at: "spec", field), at: ["spec", field])
                }
            }
            service = Unstructured(fields: json.objectValue ?? service.fields)
            ServiceAddresses.allocate(for: &service)
        }
        definition.rules.validate = { ServiceValidation.errors(in: $0, since: $1) }
        definition.allowsCreateOnUpdate = true
        return definition
    }()

    private static func complete(_ service: inout Unstructured) {
        guard var spec = service.fields["spec"]?.objectValue else { return }
        if let ports = spec["ports"]?.arrayValue {
            spec["ports"] = .array(
                ports.map { port in
                    guard var fields = port.objectValue, [nil, 0, ""].contains(fields["targetPort"]) else {
                        return port
                    }
                    fields["targetPort"] = fields["port"]
                    return .object(fields)
                })
        }
        let type = spec["type"]?.stringValue ?? ""
        if spec["sessionAffinity"] == "ClientIP" {
            if spec["sessionAffinityConfig"]?.value(at: ["clientIP", "timeoutSeconds"]) == nil {
                spec["sessionAffinityConfig"] = ["clientIP": ["timeoutSeconds": 10800]]
            }
        } else {
            spec["sessionAffinityConfig"] = nil
        }
        let isExternal =
            ["NodePort", "LoadBalancer"].contains(type)
            || (type == "ClusterIP" && !(spec["externalIPs"]?.arrayValue?.isEmpty ?? true))
        if isExternal, spec["externalTrafficPolicy"] == nil { spec["externalTrafficPolicy"] = "Cluster" }
        if type != "ExternalName", spec["internalTrafficPolicy"] == nil { spec["internalTrafficPolicy"] = "Cluster" }
        if type == "LoadBalancer", spec["allocateLoadBalancerNodePorts"] == nil {
            spec["allocateLoadBalancerNodePorts"] = true
        }
        service.fields["spec"] = .object(spec)
    }

    private static func externalAddresses(_ service: Unstructured) -> String {
        let given = service.elements(at: "spec", "externalIPs").compactMap(\.stringValue)
        switch service.text(at: "spec", "type") {
        case "ExternalName": return service.text(at: "spec", "externalName")
        case "LoadBalancer":
            let balancers = service.elements(at: "status", "loadBalancer", "ingress")
                .compactMap { $0["ip"]?.stringValue ?? $0["hostname"]?.stringValue }
            let all = balancers + given
            return all.isEmpty ? "<pending>" : all.joined(separator: ",")
        default: return given.joined(separator: ",")
        }
    }

    private static func ports(_ service: Unstructured) -> String {
        service.elements(at: "spec", "ports").map { port in
            let node = port["nodePort"]?.integerValue ?? 0
            let number = port["port"]?.integerValue ?? 0
            return "\(number)\(node == 0 ? "" : ":\(node)")/\(port.text(of: "protocol"))"
        }.joined(separator: ",")
    }
}

/// Addresses and node ports for services, derived from what the service is called.
enum ServiceAddresses {
    /// 10.96.0.0/12 without its first 256 addresses, which are for those who ask for one.
    private static let first: UInt64 = 0x0a60_0100
    private static let last: UInt64 = 0x0a6f_fffe
    private static let nodePorts: ClosedRange<UInt64> = 30000...32767

    static func allocate(for service: inout Unstructured) {
        guard var spec = service.fields["spec"]?.objectValue else { return }
        if spec["type"] == "ExternalName" {
            spec["clusterIP"] = nil
            spec["clusterIPs"] = nil
        } else {
            if spec["clusterIP"]?.stringValue ?? "" == "" {
                spec["clusterIP"] = spec["clusterIPs"]?.arrayValue?.first ?? .string(address(of: service))
            }
            if spec["clusterIPs"] == nil { spec["clusterIPs"] = spec["clusterIP"].map { [$0] } }
            let isIPv6 = spec["clusterIP"]?.stringValue?.contains(":") == true
            if spec["ipFamilies"] == nil { spec["ipFamilies"] = isIPv6 ? ["IPv6"] : ["IPv4"] }
            if spec["ipFamilyPolicy"] == nil { spec["ipFamilyPolicy"] = "SingleStack" }
        }
        let wantsNodePorts =
            spec["type"] == "NodePort"
            || (spec["type"] == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] != false)
        if wantsNodePorts, let ports = spec["ports"]?.arrayValue {
            spec["ports"] = .array(
                ports.map { port in
                    guard var fields = port.objectValue, fields["nodePort"] == nil else { return port }
                    fields["nodePort"] = .integer(nodePort(of: service, fields))
                    return .object(fields)
                })
        }
        service.fields["spec"] = .object(spec)
    }

    private static func address(of service: Unstructured) -> String {
        let number = first + FNV1a.hash64("\(service.namespace)/\(service.name)".utf8) % (last - first + 1)
        return [24, 16, 8, 0].map { String((number >> $0) & 0xff) }.joined(separator: ".")
    }

    private static func nodePort(of service: Unstructured, _ port: JSONObject) -> Int64 {
        let key = "\(service.namespace)/\(service.name)/\(port["port"]?.text ?? "")/\(port["protocol"]?.text ?? "")"
        let count = nodePorts.upperBound - nodePorts.lowerBound + 1
        return Int64(nodePorts.lowerBound + FNV1a.hash64(key.utf8) % count)
    }
}
