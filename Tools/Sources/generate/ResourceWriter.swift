/// Writes the resource type and the CRD of a resource from its `+resource`, `+scale` and `+printColumn` markers.
struct ResourceWriter {
    let type: TypeModel
    let resource: MarkerParameters

    /// The members of the generated extension.
    func code() throws -> [String] {
        [try resourceType(), "", try definition()]
    }

    private func resourceType() throws -> String {
        var arguments = [
            "group: \(swiftText(try resource.required("group")))",
            "version: \(swiftText(try resource.required("version")))",
            "kind: \(swiftText(type.name))", "plural: \(swiftText(try resource.required("plural")))",
        ]
        if resource["scope"] == "Cluster" { arguments.append("isNamespaced: false") }
        for key in ["shortNames", "categories"] where !resource.list(key).isEmpty {
            arguments.append("\(key): [\(resource.list(key).map(swiftText).joined(separator: ", "))]")
        }
        return """
                public static let resourceType = ResourceType(
                    \(arguments.joined(separator: ", ")))
            """
    }

    private func definition() throws -> String {
        """
            public static var customResourceDefinition: JSONValue {
                CustomResourceText.definition(
                    of: resourceType, schema: schema,
                    details: #\"""
        \(try definitionText())
        \"""#)
            }
        """
    }

    private func definitionText() throws -> String {
        var labels: [(String, String)] = []
        if let provider = resource["provider"] {
            labels.append(("cluster.x-k8s.io/provider", JSONText.string(provider)))
        }
        if let contract = resource["contract"] {
            let versions = try resource.required("version")
            labels.append(("cluster.x-k8s.io/\(contract)", JSONText.string(versions)))
        }
        var subresources: [(String, String)] = []
        if resource.list("subresources").contains("status") { subresources.append(("status", "{}")) }
        if let scale = try type.markers.parameters("scale").first {
            var paths = [
                ("specReplicasPath", JSONText.string(try scale.required("spec"))),
                ("statusReplicasPath", JSONText.string(try scale.required("status"))),
            ]
            if let selector = scale["selector"] { paths.append(("labelSelectorPath", JSONText.string(selector))) }
            subresources.append(("scale", JSONText.object(paths)))
        }
        let columns = try type.markers.parameters("printColumn").map(column)
        return JSONText.lines([
            ("labels", JSONText.object(labels)), ("subresources", JSONText.object(subresources)),
            ("additionalPrinterColumns", columns.isEmpty ? "[]" : "[\n\(columns.joined(separator: ",\n"))\n]"),
        ])
    }

    private func column(_ parameters: MarkerParameters) throws -> String {
        var members = [
            ("name", JSONText.string(try parameters.required("name"))),
            ("type", JSONText.string(try parameters.required("type"))),
        ]
        if let format = parameters["format"] { members.append(("format", JSONText.string(format))) }
        if let description = parameters["description"] { members.append(("description", JSONText.string(description))) }
        if let priority = parameters["priority"] { members.append(("priority", priority)) }
        members.append(("jsonPath", JSONText.string(try parameters.required("jsonPath"))))
        return JSONText.object(members)
    }

    private func swiftText(_ value: String) -> String { "\"\(value)\"" }
}
