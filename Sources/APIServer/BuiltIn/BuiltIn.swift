import JSON
import KubernetesAPI
import Machinery

extension ResourceDefinition {
    /// A built-in resource with one version, whose objects look as the tables of its kind say.
    ///
    /// - Parameter hasStatus: Whether `status` is a subresource.
    static func builtIn(
        _ names: ResourceType, hasStatus: Bool = false, columns: [TableColumn], selectableFields: [String] = []
    ) -> ResourceDefinition {
        var version = ResourceVersion(
            name: names.version, subresources: ResourceVersion.Subresources(status: hasStatus), columns: columns,
            selectableFields: selectableFields)
        version.builtInKind = BuiltInKind(names.groupVersionKind)
        return ResourceDefinition(names: names, versions: [version], isBuiltIn: true)
    }

    /// A built-in resource with one version, whose schema is written out.
    static func builtIn(
        _ names: ResourceType, schema: StaticString, hasStatus: Bool = false, columns: [TableColumn],
        selectableFields: [String] = []
    ) -> ResourceDefinition {
        let version = ResourceVersion(
            name: names.version, schema: .builtIn(schema),
            subresources: ResourceVersion.Subresources(status: hasStatus), columns: columns,
            selectableFields: selectableFields)
        return ResourceDefinition(names: names, versions: [version], isBuiltIn: true)
    }

    /// What the tables say of the kind in a version; `nil` for custom resources.
    func builtInKind(of version: ResourceVersion) -> BuiltInKind? {
        guard isBuiltIn else { return nil }
        if let kind = version.builtInKind { return kind }
        let kind = BuiltInKind(GroupVersionKind(group: names.group, version: version.name, kind: names.kind))
        return kind.isKnown ? kind : nil
    }

    /// Which lists a strategic merge patch merges.
    var strategicMergeRules: StrategicMergeRules {
        builtInKind(of: versions[0])?.strategicMergeRules ?? StrategicMergeRules([:])
    }
}

extension StructuralSchema {
    /// The schema of a built-in kind.
    ///
    /// - Precondition: `text` is a schema; a test reads that of every built-in kind.
    static func builtIn(_ text: StaticString) -> StructuralSchema {
        do {
            return try StructuralSchema(openAPI: SchemaText.schema(text))
        } catch {
            preconditionFailure("the schema of a built-in kind cannot be read: \(error)")
        }
    }
}

extension TableColumn {
    /// The object's name.
    static let name = TableColumn(
        "Name", format: "name", description: "The name, unique within its namespace.", value: .path(".metadata.name"))
    /// The time since the object was created.
    static let age = TableColumn(
        "Age", type: "date", description: "How long the object has existed.",
        value: .path(".metadata.creationTimestamp"))
    /// The time at which the object was created.
    static let createdAt = TableColumn(
        "Created At", format: "date-time", description: "When the object was created.",
        value: .path(".metadata.creationTimestamp"))

    /// A column with a text that is computed; `<none>` where it is empty.
    static func text(
        _ name: String, priority: Int = 0, description: String, _ compute: @escaping @Sendable (Unstructured) -> String
    ) -> TableColumn {
        TableColumn(
            name, priority: priority, description: description,
            value: .computed { object in
                let text = compute(object)
                return .string(text.isEmpty ? "<none>" : text)
            })
    }

    /// A column with a number that is computed.
    static func count(
        _ name: String, priority: Int = 0, description: String, _ compute: @escaping @Sendable (Unstructured) -> Int
    ) -> TableColumn {
        TableColumn(
            name, type: "integer", priority: priority, description: description,
            value: .computed { .integer(Int64(compute($0))) })
    }
}

extension Unstructured {
    /// The text at a path of object members, empty where there is none.
    func text(at path: String...) -> String { json.value(at: path)?.stringValue ?? "" }

    /// The number of members or elements at a path.
    func count(at path: String...) -> Int {
        let value = json.value(at: path)
        return value?.objectValue?.count ?? value?.arrayValue?.count ?? 0
    }

    /// The elements of the list at a path.
    func elements(at path: String...) -> [JSONValue] { json.value(at: path)?.arrayValue ?? [] }

    /// The status of the condition of a type, empty where there is none.
    func conditionStatus(_ type: String) -> String {
        elements(at: "status", "conditions").first { $0["type"]?.stringValue == type }?["status"]?.stringValue ?? ""
    }
}
