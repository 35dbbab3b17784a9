import Sprig

extension ChartMetadata {
    /// Cleans texts of what cannot be printed and holds the metadata against Helm's rules.
    ///
    /// - Throws: `validation`, in Helm's words.
    public mutating func validate() throws(ChartError) {
        sanitize()
        if apiVersion.isEmpty { throw .invalid("chart.metadata.apiVersion is required") }
        if name.isEmpty { throw .invalid("chart.metadata.name is required") }
        if name != GoPath.base(of: name) { throw .invalid("chart.metadata.name \(name.goQuoted) is invalid") }
        if version.isEmpty { throw .invalid("chart.metadata.version is required") }
        if (try? SemanticVersion(version)) == nil {
            throw .invalid("chart.metadata.version \(version.goQuoted) is invalid")
        }
        if !["", "application", "library"].contains(type) {
            throw .invalid("chart.metadata.type must be application or library")
        }
        try validateDependencies()
    }

    private mutating func validateDependencies() throws(ChartError) {
        var names: Set<String> = []
        for index in dependencies.indices {
            try dependencies[index].validate()
            let dependency = dependencies[index]
            let name = dependency.alias.isEmpty ? dependency.name : dependency.alias
            guard names.insert(name).inserted else {
                throw .invalid("more than one dependency with name or alias \(name.goQuoted)")
            }
        }
    }

    private mutating func sanitize() {
        for text in [
            \ChartMetadata.name, \.description, \.home, \.icon, \.condition, \.tags, \.appVersion, \.kubeVersion,
        ] {
            self[keyPath: text] = self[keyPath: text].sanitized
        }
        sources = sources.map(\.sanitized)
        keywords = keywords.map(\.sanitized)
        maintainers = maintainers.map {
            Maintainer(name: $0.name.sanitized, email: $0.email.sanitized, url: $0.url.sanitized)
        }
    }
}

extension ChartDependency {
    mutating func validate() throws(ChartError) {
        for text in [\ChartDependency.name, \.version, \.repository, \.condition] {
            self[keyPath: text] = self[keyPath: text].sanitized
        }
        tags = tags.map(\.sanitized)
        let isPlain = alias.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "_-".utf8.contains(byte)
        }
        guard isPlain else {
            throw .invalid("dependency \(name.goQuoted) has disallowed characters in the alias")
        }
    }
}

extension ChartError {
    static func invalid(_ message: String) -> ChartError { ChartError(.validation, "validation: \(message)") }
}
