public import JSON

extension Chart {
    /// Holds coalesced values against the schemas of the chart and of its dependencies.
    ///
    /// Schemas are read as Helm 3.17 reads them: drafts 4, 6 and 7, or all of them together where `$schema` names none.
    /// `$schema` of 2019-09 or 2020-12 adds `prefixItems`, `dependentRequired`, `dependentSchemas` and keywords beside
    /// `$ref`, and makes `format` an annotation, which Helm does from 3.18 on. References lead nowhere but into the
    /// schema itself.
    ///
    /// - Throws: `schema`, in Helm's words, with a line for every complaint; of one value they are in the order of the
    ///   schema.
    public func validate(values: JSONObject) throws(ChartError) {
        let complaints = try schemaComplaints(values)
        guard complaints.isEmpty else {
            throw ChartError(
                .schema,
                "values don't meet the specifications of the schema(s) in the following chart(s):\n\(complaints)")
        }
    }

    private func schemaComplaints(_ values: JSONObject) throws(ChartError) -> String {
        var complaints = ""
        if let schema {
            do throws(ChartError) {
                let violations = try SchemaValidator.violations(
                    of: SchemaCompiler.compile(schema), by: .object(values))
                if !violations.isEmpty {
                    complaints = "\(name):\n" + violations.map { "- \($0)\n" }.joined()
                }
            } catch {
                guard error.code == .schema else { throw error.within(name) }
                complaints = "\(name):\n\(error)"
            }
        }
        for dependency in dependencies {
            complaints += try dependency.schemaComplaints(values[dependency.name]?.objectValue ?? [:])
        }
        return complaints
    }
}
