import JSON
import Machinery
import PKI

/// What is wrong with a service, in the words of Kubernetes.
enum ServiceValidation {
    static func errors(in service: Unstructured, since old: Unstructured?) -> [FieldError] {
        let spec = service.fields["spec"] ?? [:]
        let type = spec.text(of: "type")
        let isHeadless = spec.text(of: "clusterIP") == "None"
        var errors: [FieldError] = []
        if spec.list("ports").isEmpty, !isHeadless, type != "ExternalName" { errors.append(.required("spec.ports")) }
        if type == "LoadBalancer" || type == "NodePort", isHeadless {
            errors.append(
                .invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services"))
        }
        if type == "ExternalName" {
            let name = spec.text(of: "externalName")
            if name.isEmpty {
                errors.append(.required("spec.externalName"))
            } else {
                let bare = name.hasSuffix(".") ? String(name.dropLast()) : name
                errors += NameRule.dns1123Subdomain.problems(in: bare).map {
                    .invalid("spec.externalName", .string(name), $0)
                }
            }
        }
        errors += validate(ports: spec.list("ports"), isHeadless: isHeadless)
        errors += ObjectMeta.validate(labels: spec.labels(at: "selector"), at: "spec.selector")
        for (index, address) in spec.list("clusterIPs").enumerated() {
            errors += validate(address: address, "spec.clusterIPs[\(index)]", allowsNone: true)
        }
        for (index, address) in spec.list("externalIPs").enumerated() {
            errors += validate(address: address, "spec.externalIPs[\(index)]", allowsNone: false)
        }
        if let first = spec.list("clusterIPs").first, first != spec["clusterIP"] {
            errors.append(
                .invalid("spec.clusterIPs", spec["clusterIPs"] ?? .null, "first value must match `clusterIP`"))
        }
        if let timeout = spec.value(at: ["sessionAffinityConfig", "clientIP", "timeoutSeconds"]),
            !(1...86400).contains(timeout.integerValue ?? 0)
        {
            errors.append(
                .invalid(
                    "spec.sessionAffinityConfig.clientIP.timeoutSeconds", timeout,
                    "must be greater than 0 and less than 86400"))
        }
        guard let old else { return errors }
        return errors + changes(from: old.fields["spec"] ?? [:], to: spec)
    }

    /// An address that was given stays.
    private static func changes(from old: JSONValue, to spec: JSONValue) -> [FieldError] {
        guard old.text(of: "type") != "ExternalName", spec.text(of: "type") != "ExternalName",
            let address = old.list("clusterIPs").first, address != spec.list("clusterIPs").first
        else { return [] }
        return [
            .invalid("spec.clusterIPs[0]", spec["clusterIPs"] ?? .null, "may not change once set")
        ]
    }

    private static func validate(ports: [JSONValue], isHeadless: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        var numbers: Set<[String]> = []
        for (index, port) in ports.enumerated() {
            let path = "spec.ports[\(index)]"
            let name = port.text(of: "name")
            if name.isEmpty {
                if ports.count > 1 { errors.append(.required("\(path).name")) }
            } else {
                errors += NameRule.dns1123Label.problems(in: name).map { .invalid("\(path).name", .string(name), $0) }
                if !names.insert(name).inserted { errors.append(.duplicate("\(path).name", .string(name))) }
            }
            errors += FieldRules.port(port["port"], "\(path).port")
            if let target = port["targetPort"]?.stringValue {
                errors += FieldRules.portName(target).map { .invalid("\(path).targetPort", .string(target), $0) }
            } else {
                errors += FieldRules.port(port["targetPort"], "\(path).targetPort")
            }
            if !numbers.insert([port.text(of: "protocol"), port["port"]?.text ?? ""]).inserted {
                let key: JSONValue = ["protocol": port["protocol"] ?? "", "port": port["port"] ?? 0]
                errors.append(.duplicate(path, key))
            }
        }
        return errors
    }

    private static func validate(address: JSONValue, _ path: String, allowsNone: Bool) -> [FieldError] {
        let text = address.stringValue ?? ""
        if allowsNone, text == "None" { return [] }
        guard IPAddress(text) == nil else { return [] }
        return [.invalid(path, address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    }
}
