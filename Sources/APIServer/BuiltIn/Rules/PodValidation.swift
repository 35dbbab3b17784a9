import JSON
import Machinery

/// What is wrong with the specification of a pod, or of a template for pods, in the words of Kubernetes.
struct PodValidation {
    private let spec: JSONValue
    private let path: String
    private var errors: [FieldError] = []

    /// - Parameter path: `spec`, or `spec.template.spec`.
    static func errors(in spec: JSONValue, at path: String) -> [FieldError] {
        var validation = PodValidation(spec: spec, path: path)
        validation.validate()
        return validation.errors
    }

    /// - Parameter path: `spec.template`.
    static func errors(inTemplate template: JSONValue?, at path: String) -> [FieldError] {
        let template = template ?? [:]
        return ObjectMeta.validate(labels: template.labels(at: "metadata", "labels"), at: "\(path).labels")
            + ObjectMeta.validate(
                annotations: template.labels(at: "metadata", "annotations"), at: "\(path).annotations")
            + errors(in: template["spec"] ?? [:], at: "\(path).spec")
    }

    private init(spec: JSONValue, path: String) {
        self.spec = spec
        self.path = path
    }

    private mutating func validate() {
        let volumes = validateVolumes()
        validateContainers(volumes)
        errors += FieldRules.nonNegative(spec["terminationGracePeriodSeconds"], "\(path).terminationGracePeriodSeconds")
        if let seconds = spec["activeDeadlineSeconds"]?.integerValue, !(1...Int64(Int32.max)).contains(seconds) {
            errors.append(
                .invalid(
                    "\(path).activeDeadlineSeconds", .integer(seconds), "must be between 1 and 2147483647, inclusive"))
        }
        let labels = spec.labels(at: "nodeSelector")
        errors += ObjectMeta.validate(labels: labels, at: "\(path).nodeSelector")
        for (field, rule) in [
            ("serviceAccountName", NameRule.dns1123Subdomain), ("nodeName", .dns1123Subdomain),
            ("hostname", .dns1123Label), ("subdomain", .dns1123Label), ("priorityClassName", .dns1123Subdomain),
        ] where !spec.text(of: field).isEmpty {
            errors += rule.problems(in: spec.text(of: field)).map {
                .invalid("\(path).\(field)", .string(spec.text(of: field)), $0)
            }
        }
        for (index, toleration) in spec.list("tolerations").enumerated() {
            validate(toleration: toleration, "\(path).tolerations[\(index)]")
        }
        if spec.text(of: "dnsPolicy") == "None",
            spec.value(at: ["dnsConfig", "nameservers"])?.arrayValue?.isEmpty ?? true
        {
            errors.append(
                .required(
                    "\(path).dnsConfig.nameservers",
                    "must provide at least one DNS nameserver when `dnsPolicy` is None"))
        }
    }

    private mutating func validate(toleration: JSONValue, _ path: String) {
        let key = toleration.text(of: "key")
        let op = toleration.text(of: "operator")
        if !key.isEmpty {
            errors += NameRule.qualifiedName.problems(in: key).map { .invalid("\(path).key", .string(key), $0) }
        } else if op != "Exists" {
            errors.append(
                .invalid(
                    "\(path).operator", .string(op),
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""))
        }
        if toleration["tolerationSeconds"] != nil, toleration.text(of: "effect") != "NoExecute" {
            errors.append(
                .invalid(
                    "\(path).effect", .string(toleration.text(of: "effect")),
                    "effect must be 'NoExecute' when `tolerationSeconds` is set"))
        }
        if op == "Exists", !toleration.text(of: "value").isEmpty {
            errors.append(.invalid("\(path).operator", toleration, "value must be empty when `operator` is 'Exists'"))
        }
    }

    // MARK: Volumes

    /// - Returns: The names of the volumes.
    private mutating func validateVolumes() -> Set<String> {
        var names: Set<String> = []
        for (index, volume) in spec.list("volumes").enumerated() {
            let path = "\(path).volumes[\(index)]"
            errors += FieldRules.name(volume["name"], "\(path).name", .dns1123Label)
            let name = volume.text(of: "name")
            if !name.isEmpty, !names.insert(name).inserted { errors.append(.duplicate("\(path).name", .string(name))) }
            let sources = (volume.objectValue ?? [:]).map(\.key).filter { $0 != "name" }
            if sources.isEmpty { errors.append(.required(path, "must specify a volume type")) }
            for source in sources.dropFirst() {
                errors.append(.forbidden("\(path).\(source)", "may not specify more than 1 volume type"))
            }
        }
        return names
    }

    // MARK: Containers

    private mutating func validateContainers(_ volumes: Set<String>) {
        let containers = spec.list("containers")
        if containers.isEmpty { errors.append(.required("\(path).containers")) }
        var names: Set<String> = []
        for key in ["containers", "initContainers", "ephemeralContainers"] {
            var ports: Set<String> = []
            for (index, container) in spec.list(key).enumerated() {
                let path = "\(path).\(key)[\(index)]"
                errors += FieldRules.name(container["name"], "\(path).name", .dns1123Label)
                let name = container.text(of: "name")
                if !name.isEmpty, !names.insert(name).inserted {
                    errors.append(.duplicate("\(path).name", .string(name)))
                }
                validate(container: container, path, volumes, &ports)
            }
        }
    }

    private mutating func validate(
        container: JSONValue, _ path: String, _ volumes: Set<String>, _ hostPorts: inout Set<String>
    ) {
        let image = container.text(of: "image")
        if image.isEmpty {
            // Whatever fills the template in may name the image.
            if self.path == "spec" { errors.append(.required("\(path).image")) }
        } else if image.first?.isWhitespace == true || image.last?.isWhitespace == true {
            errors.append(.invalid("\(path).image", .string(image), "must not have leading or trailing whitespace"))
        }
        validate(ports: container.list("ports"), "\(path).ports", &hostPorts)
        for (index, variable) in container.list("env").enumerated() {
            let name = variable.text(of: "name")
            if name.isEmpty { errors.append(.required("\(path).env[\(index)].name")) }
            if variable["valueFrom"] != nil, !variable.text(of: "value").isEmpty {
                errors.append(
                    .invalid(
                        "\(path).env[\(index)].valueFrom", "", "may not be specified when `value` is not empty"))
            }
        }
        for (index, mount) in container.list("volumeMounts").enumerated() {
            let name = mount.text(of: "name")
            let field = "\(path).volumeMounts[\(index)]"
            if name.isEmpty {
                errors.append(.required("\(field).name"))
            } else if !volumes.contains(name) {
                errors.append(.notFound("\(field).name", .string(name)))
            }
            if mount.text(of: "mountPath").isEmpty { errors.append(.required("\(field).mountPath")) }
        }
        validate(resources: container["resources"], "\(path).resources")
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            if let value = container[probe] { validate(probe: value, "\(path).\(probe)") }
        }
    }

    private mutating func validate(ports: [JSONValue], _ path: String, _ hostPorts: inout Set<String>) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let path = "\(path)[\(index)]"
            let name = port.text(of: "name")
            if !name.isEmpty {
                let problems = FieldRules.portName(name)
                errors += problems.map { .invalid("\(path).name", .string(name), $0) }
                if problems.isEmpty, !names.insert(name).inserted {
                    errors.append(.duplicate("\(path).name", .string(name)))
                }
            }
            if port["containerPort"]?.integerValue ?? 0 == 0 {
                errors.append(.required("\(path).containerPort"))
            } else {
                errors += FieldRules.port(port["containerPort"], "\(path).containerPort")
            }
            if let host = port["hostPort"], host != 0 {
                errors += FieldRules.port(host, "\(path).hostPort")
                let key = "\(port.text(of: "protocol"))/\(port.text(of: "hostIP"))/\(host.integerValue ?? 0)"
                if !hostPorts.insert(key).inserted { errors.append(.duplicate("\(path).hostPort", .string(key))) }
            }
        }
    }

    private mutating func validate(resources: JSONValue?, _ path: String) {
        errors += FieldRules.quantities(resources?["limits"], "\(path).limits")
        errors += FieldRules.quantities(resources?["requests"], "\(path).requests")
        let limits = resources?["limits"]?.objectValue ?? [:]
        for (name, request) in resources?["requests"]?.objectValue ?? [:] {
            guard let limit = limits[name]?.stringValue, let amount = request.stringValue,
                let most = try? Quantity(parsing: limit), let asked = try? Quantity(parsing: amount), asked > most
            else { continue }
            errors.append(
                .invalid("\(path).requests", request, "must be less than or equal to \(name) limit of \(limit)"))
        }
    }

    private mutating func validate(probe: JSONValue, _ path: String) {
        let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0] != nil }
        if handlers.isEmpty { errors.append(.required(path, "must specify a handler type")) }
        for handler in handlers.dropFirst() {
            errors.append(.forbidden("\(path).\(handler)", "may not specify more than 1 handler type"))
        }
        errors += FieldRules.nonNegative(
            ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"],
            of: probe, at: path)
        if path.hasSuffix("livenessProbe") || path.hasSuffix("startupProbe"),
            let count = probe["successThreshold"], count != 1
        {
            errors.append(.invalid("\(path).successThreshold", count, "must be 1"))
        }
    }
}
