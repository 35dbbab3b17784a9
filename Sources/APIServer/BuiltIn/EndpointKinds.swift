import JSON
import Machinery
import PKI

/// `v1` Endpoints.
enum EndpointsKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "Endpoints", plural: "endpoints", shortNames: ["ep"])
        var definition = ResourceDefinition.builtIn(
            names,
            columns: [
                .name,
                .text("Endpoints", description: "The addresses with their ports.") { addresses($0) }, .age,
            ])
        definition.listKind = "EndpointsList"
        definition.allowsCreateOnUpdate = true
        definition.versions[0].deprecationWarning =
            "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
        definition.rules.validate = { object, _ in
            object.elements(at: "subsets").enumerated().flatMap { errors(inSubset: $1, at: "subsets[\($0)]") }
        }
        return definition
    }()

    private static func errors(inSubset subset: JSONValue, at path: String) -> [FieldError] {
        var errors: [FieldError] = []
        let lists = ["addresses", "notReadyAddresses"]
        if lists.allSatisfy({ subset.list($0).isEmpty }) {
            errors.append(.required(path, "must specify `addresses` or `notReadyAddresses`"))
        }
        for list in lists {
            for (index, address) in subset.list(list).enumerated() where IPAddress(address.text(of: "ip")) == nil {
                errors.append(
                    .invalid(
                        "\(path).\(list)[\(index)].ip", .string(address.text(of: "ip")),
                        "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"))
            }
        }
        let ports = subset.list("ports")
        for (index, port) in ports.enumerated() {
            let path = "\(path).ports[\(index)]"
            let name = port.text(of: "name")
            if name.isEmpty, ports.count > 1 { errors.append(.required("\(path).name")) }
            if !name.isEmpty {
                errors += NameRule.dns1123Label.problems(in: name).map { .invalid("\(path).name", .string(name), $0) }
            }
            errors += FieldRules.port(port["port"], "\(path).port")
        }
        return errors
    }

    private static func addresses(_ object: Unstructured) -> String {
        let all = object.elements(at: "subsets").flatMap { subset -> [String] in
            let ports = subset.list("ports").compactMap { $0["port"]?.integerValue }
            return subset.list("addresses").flatMap { address in
                ports.isEmpty ? [address.text(of: "ip")] : ports.map { "\(address.text(of: "ip")):\($0)" }
            }
        }
        let shown = all.prefix(3).joined(separator: ",")
        return all.count > 3 ? "\(shown) + \(all.count - 3) more..." : shown
    }
}

/// `discovery.k8s.io/v1` EndpointSlice.
enum EndpointSliceKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice", plural: "endpointslices")
        var definition = ResourceDefinition.builtIn(
            names,
            columns: [
                .name,
                TableColumn("AddressType", description: "What the addresses are.", value: .path(".addressType")),
                .text("Ports", description: "The ports of the addresses.") { object in
                    object.elements(at: "ports").map { port in port["port"]?.text ?? "*" }.joined(separator: ",")
                },
                .text("Endpoints", description: "The addresses.") { object in
                    let all = object.elements(at: "endpoints").flatMap { $0.list("addresses") }.compactMap(
                        \.stringValue)
                    let shown = all.prefix(3).joined(separator: ",")
                    return all.count > 3 ? "\(shown) + \(all.count - 3) more..." : shown
                },
                .age,
            ])
        definition.tracksGeneration = true
        definition.rules.validate = { validate($0, $1) }
        return definition
    }()

    private static let types = ["FQDN", "IPv4", "IPv6"]

    private static func validate(_ slice: Unstructured, _ old: Unstructured?) -> [FieldError] {
        let type = slice.text(at: "addressType")
        var errors: [FieldError] = []
        if type.isEmpty {
            errors.append(.required("addressType"))
        } else if !types.contains(type) {
            errors.append(.notSupported("addressType", .string(type), supported: types))
        }
        let endpoints = slice.elements(at: "endpoints")
        if endpoints.count > 1000 { errors.append(.tooMany("endpoints", count: endpoints.count, maximum: 1000)) }
        for (index, endpoint) in endpoints.prefix(1000).enumerated() {
            errors += validate(endpoint: endpoint, type, "endpoints[\(index)]")
        }
        errors += validate(ports: slice.elements(at: "ports"))
        if let old {
            errors += FieldRules.immutable(slice.fields["addressType"], since: old.fields["addressType"], "addressType")
        }
        return errors
    }

    private static func validate(endpoint: JSONValue, _ type: String, _ path: String) -> [FieldError] {
        let addresses = endpoint.list("addresses")
        var errors: [FieldError] = []
        if addresses.isEmpty { errors.append(.required("\(path).addresses", "must contain at least 1 address")) }
        if addresses.count > 100 {
            errors.append(.tooMany("\(path).addresses", count: addresses.count, maximum: 100))
        }
        for (index, address) in addresses.prefix(100).enumerated() {
            let text = address.stringValue ?? ""
            let isValid =
                switch type {
                case "IPv4": IPAddress(text)?.isIPv4 == true
                case "IPv6": IPAddress(text)?.isIPv6 == true
                default: NameRule.dns1123Subdomain.accepts(text)
                }
            guard !isValid else { continue }
            let detail =
                switch type {
                case "IPv4": "must be a valid IPv4 address"
                case "IPv6": "must be a valid IPv6 address"
                default: NameRule.dns1123Subdomain.problems(in: text).first ?? ""
                }
            errors.append(.invalid("\(path).addresses[\(index)]", address, detail))
        }
        return errors
    }

    private static func validate(ports: [JSONValue]) -> [FieldError] {
        if ports.count > 100 { return [.tooMany("ports", count: ports.count, maximum: 100)] }
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let name = port.text(of: "name")
            if !names.insert(name).inserted { errors.append(.duplicate("ports[\(index)].name", .string(name))) }
            if !name.isEmpty {
                errors += NameRule.dns1123Label.problems(in: name).map {
                    .invalid("ports[\(index)].name", .string(name), $0)
                }
            }
        }
        return errors
    }
}
