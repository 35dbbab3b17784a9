/// The little of Jinja that cloud-configs use: variables about the machine itself.
struct JinjaTemplate: Sendable {
    private let variables: [String: String]

    init(hostname: String) {
        let names = ["local_hostname", "local-hostname", "hostname", "instance_id", "instance-id", "name"]
        var variables: [String: String] = [:]
        for name in names {
            variables["ds.meta_data.\(name)"] = hostname
            variables["v1.\(name)"] = hostname
            variables[name] = hostname
        }
        self.variables = variables
    }

    /// Replaces every `{{ variable }}`. One that the machine does not know becomes `CI_MISSING_JINJA_VAR/variable`, as
    /// cloud-init has it.
    func render(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            result += rest[..<open.lowerBound]
            let expression = rest[open.upperBound..<close.lowerBound].filter { $0 != " " && $0 != "\t" }
            result += variables[expression] ?? "CI_MISSING_JINJA_VAR/\(expression)"
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
