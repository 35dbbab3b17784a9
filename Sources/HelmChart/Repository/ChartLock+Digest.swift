import Crypto
import JSON

extension ChartLock {
    /// The digest that Helm 3 writes into lock files: of the dependencies as they are asked for and as they were found.
    public static func digest(of required: [ChartDependency], found: [ChartDependency]) -> String {
        digest(of: "[\(required.goJSON),\(found.goJSON)]")
    }

    /// The digest of Helm 2, which lock files of version 1 may still have.
    static func digestOfHelm2(of required: [ChartDependency]) -> String {
        digest(of: "{\"dependencies\":\(required.goJSON)}")
    }

    private static func digest(of text: String) -> String { "sha256:\(SHA256Text.digest(of: Array(text.utf8)))" }
}

extension Chart {
    /// Holds the lock file against the dependencies that the chart asks for.
    ///
    /// - Throws: `dependency`, in Helm's words, where they do not belong together; nothing where there is no lock file.
    public func checkLock() throws(ChartError) {
        guard let lock else { return }
        let required = metadata.dependencies
        if lock.digest == ChartLock.digest(of: required, found: lock.dependencies) { return }
        let isVersion1 = metadata.apiVersion == ChartMetadata.version1
        if isVersion1, lock.digest == ChartLock.digestOfHelm2(of: required) { return }
        let (lockName, name) =
            isVersion1 ? ("requirements.lock", "requirements.yaml") : ("Chart.lock", "Chart.yaml")
        throw ChartError(
            .dependency,
            "the lock file (\(lockName)) is out of sync with the dependencies file (\(name)). "
                + "Please update the dependencies")
    }
}

/// SHA-256 in hexadecimal digits.
enum SHA256Text {
    static func digest(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}

extension [ChartDependency] {
    /// As Go writes the structs; nil lists are null.
    fileprivate var goJSON: String { isEmpty ? "null" : "[\(map(\.goJSON).joined(separator: ","))]" }
}

extension ChartDependency {
    /// In the order of the struct's fields.
    fileprivate var goJSON: String {
        var members = ["\"name\":\(JSONValue.string(name).canonicalText)"]
        func add(_ name: String, _ value: JSONValue, unless isEmpty: Bool) {
            if !isEmpty { members.append("\"\(name)\":\(value.canonicalText)") }
        }
        add("version", .string(version), unless: version.isEmpty)
        add("repository", .string(repository), unless: false)
        add("condition", .string(condition), unless: condition.isEmpty)
        add("tags", .array(tags.map { .string($0) }), unless: tags.isEmpty)
        add("enabled", .bool(enabled), unless: !enabled)
        let imported = importValues.map { values -> JSONValue in
            switch values {
            case .exported(let name): .string(name)
            case .mapped(let child, let parent): ["child": .string(child), "parent": .string(parent)]
            }
        }
        add("import-values", .array(imported), unless: imported.isEmpty)
        add("alias", .string(alias), unless: alias.isEmpty)
        return "{\(members.joined(separator: ","))}"
    }
}
