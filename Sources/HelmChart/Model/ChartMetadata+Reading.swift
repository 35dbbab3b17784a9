import JSON

extension ChartMetadata {
    /// Reads `Chart.yaml`; nothing is validated.
    ///
    /// - Throws: `chart`.
    public init(parsing bytes: [UInt8]) throws(ChartError) {
        self.init(name: "", version: "", apiVersion: "")
        try read(GoDecoder(type: "Metadata", object: GoDecoder.object(in: bytes, as: "chart.Metadata")))
    }

    /// Takes what a further file says, such as `requirements.yaml`, over what is there.
    mutating func read(_ decoder: GoDecoder) throws(ChartError) {
        func text(_ name: String, _ current: String) throws(ChartError) -> String {
            decoder.value(name) == nil ? current : try decoder.string(name)
        }
        name = try text("name", name)
        home = try text("home", home)
        version = try text("version", version)
        description = try text("description", description)
        icon = try text("icon", icon)
        apiVersion = try text("apiVersion", apiVersion)
        condition = try text("condition", condition)
        tags = try text("tags", tags)
        appVersion = try text("appVersion", appVersion)
        kubeVersion = try text("kubeVersion", kubeVersion)
        type = try text("type", type)
        if decoder.value("sources") != nil { sources = try decoder.strings("sources") }
        if decoder.value("keywords") != nil { keywords = try decoder.strings("keywords") }
        if decoder.value("deprecated") != nil { deprecated = try decoder.bool("deprecated") }
        if decoder.value("annotations") != nil { annotations = try decoder.stringMap("annotations") }
        if decoder.value("maintainers") != nil { maintainers = try Self.maintainers(decoder) }
        if decoder.value("dependencies") != nil { dependencies = try ChartDependency.all(in: decoder) }
    }

    private static func maintainers(_ decoder: GoDecoder) throws(ChartError) -> [Maintainer] {
        let complaint = "maintainers must not contain empty or null nodes"
        var maintainers: [Maintainer] = []
        for entry in try decoder.structs("maintainers", of: "Maintainer", nullComplaint: complaint) {
            maintainers.append(
                Maintainer(
                    name: try entry.string("name"), email: try entry.string("email"), url: try entry.string("url")))
        }
        return maintainers
    }
}

extension ChartDependency {
    static func all(in decoder: GoDecoder) throws(ChartError) -> [ChartDependency] {
        let complaint = "dependencies must not contain empty or null nodes"
        var dependencies: [ChartDependency] = []
        for entry in try decoder.structs("dependencies", of: "Dependency", nullComplaint: complaint) {
            dependencies.append(try ChartDependency(entry))
        }
        return dependencies
    }

    private init(_ decoder: GoDecoder) throws(ChartError) {
        var imported: [ImportedValues] = []
        for entry in try decoder.elements("import-values", of: "[]interface {}") {
            if let value = try Self.importedValues(entry) { imported.append(value) }
        }
        self.init(
            name: try decoder.string("name"), version: try decoder.string("version"),
            repository: try decoder.string("repository"), condition: try decoder.string("condition"),
            tags: try decoder.strings("tags"), enabled: try decoder.bool("enabled"), importValues: imported,
            alias: try decoder.string("alias"))
    }

    /// - Returns: nil for what is neither a text nor a mapping, which Helm passes over.
    private static func importedValues(_ value: JSONValue) throws(ChartError) -> ImportedValues? {
        switch value {
        case .string(let name): return .exported(name)
        case .object(let object):
            guard let child = object["child"]?.stringValue, let parent = object["parent"]?.stringValue else {
                throw ChartError(.chart, "an entry of import-values must have the texts child and parent")
            }
            return .mapped(child: child, parent: parent)
        default: return nil
        }
    }
}

extension ChartLock {
    /// Reads `Chart.lock` or `requirements.lock`.
    ///
    /// - Throws: `chart`.
    public init(parsing bytes: [UInt8]) throws(ChartError) {
        let decoder = GoDecoder(type: "Lock", object: try GoDecoder.object(in: bytes, as: "chart.Lock"))
        self.init(
            generated: try decoder.string("generated"), digest: try decoder.string("digest"),
            dependencies: try ChartDependency.all(in: decoder))
    }
}
